/** Of what a token may do, what a person can choose: groups of operations in which they may change something. */

export interface KnownOperation {
  readonly via: string;
  readonly roles: readonly string[];
}

/** What is about people is done by people alone. */
const FOR_PEOPLE: ReadonlySet<string> = new Set(['me', 'accounts', 'tokens', 'sign-in', 'sign-ins', 'sign-out']);

export function scopeGroups(operations: Readonly<Record<string, KnownOperation>>, role: string): readonly string[] {
  const groups = Object.entries(operations)
    .filter(([name, { via, roles }]) => name.includes('.') && !via.startsWith('GET ') && roles.includes(role))
    .map(([name]) => name.split('.')[0] ?? name)
    .filter((group) => !FOR_PEOPLE.has(group));
  return [...new Set(groups)].sort();
}
