/** The last answers, so that a view that was just left is there at once when somebody comes back to it. */

import type { AnswerOf, OperationName } from './operations.ts';
import { onSignedOut } from './session.ts';

interface Kept<Name extends OperationName = OperationName> {
  readonly name: Name;
  readonly answer: AnswerOf<Name>;
}

const MOST_ANSWERS = 40;
const kept = new Map<string, Kept>();

// What one person was shown is not shown to the next.
onSignedOut(() => kept.clear());

export function lastAnswer<Name extends OperationName>(key: string, name: Name): AnswerOf<Name> | undefined {
  const entry = kept.get(key);
  return entry !== undefined && isOf(entry, name) ? entry.answer : undefined;
}

export function keepAnswer<Name extends OperationName>(key: string, name: Name, answer: AnswerOf<Name>): void {
  kept.delete(key);
  kept.set(key, { name, answer });
  const [oldest] = kept.keys();
  if (kept.size > MOST_ANSWERS && oldest !== undefined) kept.delete(oldest);
}

function isOf<Name extends OperationName>(entry: Kept, name: Name): entry is Kept<Name> {
  return entry.name === name;
}
