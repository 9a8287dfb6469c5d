/** Sentences of the domain with names in place of the URIs by which claims name devices, makers and people. */

const URI = /(?:ni:\/\/\/sha-256;[A-Za-z0-9_-]+|did:[a-z]+:[A-Za-z0-9._:%-]+|urn:[a-z]+:[A-Za-z0-9:.-]+)/g;
const KEPT = 8;

/** URI to name. */
export type Names = ReadonlyMap<string, string>;
/** Where nobody's name is known. */
export const NAMELESS: Names = new Map();

/** A URI that nobody here has a name for is shortened to its beginning and its end. */
export function readable(sentence: string, names: Names): string {
  return sentence.replaceAll('mailto:', '').replaceAll(URI, (uri) => names.get(uri) ?? shortened(uri));
}

function shortened(uri: string): string {
  const start = uri.lastIndexOf(uri.startsWith('ni:') ? ';' : ':') + 1;
  const rest = uri.slice(start);
  return rest.length <= 2 * KEPT ? uri : `${uri.slice(0, start)}${rest.slice(0, KEPT)}…`;
}

const FUNCTOR = /^(\\\+ ?)?([a-z][A-Za-z0-9_]*)\(/;

/** The relation that a goal in the language of rules asks for, and whether it is to be false. */
export function goalIn(goal: string): { readonly relation: string; readonly isNot: boolean } | undefined {
  const found = FUNCTOR.exec(goal);
  const relation = found?.[2];
  return relation === undefined ? undefined : { relation, isNot: found?.[1] !== undefined };
}
