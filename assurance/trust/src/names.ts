/** Names of issuers and of those they speak about. One key has many names; here it has one. */

import { keyUriOf } from '@sallyport/assurance-claims';

const MAILBOX = /^mailto:/i;
/** Names that must be read as keys to be compared; a hash alone tells when two are the same. */
const SPELLED_KEY = /^did:(key|jwk):/;

export function isMailbox(uri: string): boolean {
  return MAILBOX.test(uri);
}

export class Names {
  /** Reading a key out of its name costs as much as checking a signature: each is read once. */
  readonly #read = new Map<string, string>();
  readonly #spellings = new Map<string, Set<string>>();

  /** The `ni` name of a key; any other URI as it is. */
  canonical(uri: string): string {
    if (!SPELLED_KEY.test(uri)) return uri;
    let name = this.#read.get(uri);
    if (name === undefined) {
      name = keyUriOf(uri) ?? uri;
      this.#read.set(uri, name);
    }
    return name;
  }

  /** Keeps a spelling under which an identity is to be reported. Gives true when it is new. */
  keep(uri: string): boolean {
    const name = this.canonical(uri);
    const known = this.#spellings.get(name);
    if (known?.has(uri) === true) return false;
    if (known === undefined) this.#spellings.set(name, new Set([uri]));
    else known.add(uri);
    return true;
  }

  spellingsOf(canonical: string): Iterable<string> {
    return this.#spellings.get(canonical) ?? [];
  }

  /** Every identity that has a spelling, by its canonical name. */
  known(): Iterable<string> {
    return this.#spellings.keys();
  }
}
