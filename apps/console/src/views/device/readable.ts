/** Sentences of the domain with names in place of the URIs by which claims name devices, makers and people. */

const URI = /(?:ni:\/\/\/sha-256;[A-Za-z0-9_-]+|did:[a-z]+:[A-Za-z0-9._:%-]+|urn:[a-z]+:[A-Za-z0-9:.-]+)/g;
const KEPT = 8;

/** URI to name. */
export type Names = ReadonlyMap<string, string>;
/** Where nobody's name is known. */
export const NAMELESS: Names = new Map();

/** A URI that nobody here has a name for is shortened to its beginning and its end. */
export function readable(sentence: string, names: Names): string {
  return sentence.replaceAll('mailto:', '').replaceAll(URI, (uri) => nameOf(uri, names));
}

/** In CAHN's notation a `-` behind a key says that it is the private one; a key may end with it, too. */
function nameOf(uri: string, names: Names): string {
  const known = names.get(uri);
  if (known !== undefined || !uri.endsWith('-')) return known ?? shortened(uri);
  const signer = names.get(uri.slice(0, -1));
  return signer === undefined ? shortened(uri) : `${signer}-`;
}

function shortened(uri: string): string {
  const start = uri.lastIndexOf(uri.startsWith('ni:') ? ';' : ':') + 1;
  const rest = uri.slice(start);
  return rest.length <= 2 * KEPT ? uri : `${uri.slice(0, start)}${rest.slice(0, KEPT)}…`;
}
