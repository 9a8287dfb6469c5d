/** WWW-Authenticate: a list of challenges, each a list of parameters, both split by commas (RFC 9110 §11.6.1). */

export interface Challenge {
  /** Lower case: `basic`, `digest`, … */
  readonly scheme: string;
  /** Names in lower case, values unquoted. */
  readonly parameters: ReadonlyMap<string, string>;
}

const MAX_FIELD = 8192;
const MAX_CHALLENGES = 16;
const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const SCHEME = new RegExp(`(${TOKEN})(?:[ \\t]+|(?=,|$))(?![ \\t]*=)`, 'y');
const PARAMETER = new RegExp(`(${TOKEN})[ \\t]*=[ \\t]*(?:(${TOKEN})|"((?:[^"\\\\]|\\\\.)*)")[ \\t]*`, 'y');
const TOKEN68 = /[A-Za-z0-9._~+/-]+=*[ \t]*(?=,|$)/y;
const SEPARATOR = /[ \t]*(?:,[ \t]*)*/y;

/** Parses as far as the field makes sense; what follows the first nonsense is left out. */
export function parseChallenges(field: string): readonly Challenge[] {
  if (field.length > MAX_FIELD) return [];
  const challenges: { scheme: string; parameters: Map<string, string> }[] = [];
  let at = skip(SEPARATOR, field, 0);
  while (at < field.length && challenges.length <= MAX_CHALLENGES) {
    const parameter = match(PARAMETER, field, at);
    const current = challenges.at(-1);
    if (parameter !== null && current !== undefined) {
      const [whole, name = '', token, quoted] = parameter;
      const key = name.toLowerCase();
      // Repeated parameters make a challenge ambiguous; the first one counts.
      if (!current.parameters.has(key)) current.parameters.set(key, token ?? quoted?.replace(/\\(.)/g, '$1') ?? '');
      at += whole.length;
    } else {
      const scheme = match(SCHEME, field, at);
      if (scheme === null) break;
      challenges.push({ scheme: (scheme[1] ?? '').toLowerCase(), parameters: new Map() });
      at += scheme[0].length;
      if (match(PARAMETER, field, at) === null) at = skip(TOKEN68, field, at);
    }
    at = skip(SEPARATOR, field, at);
  }
  return challenges.slice(0, MAX_CHALLENGES);
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function skip(pattern: RegExp, text: string, at: number): number {
  return at + (match(pattern, text, at)?.[0].length ?? 0);
}
