/** Names of issuers and of those they speak about. One key has many names; here it has one. */

import { keyUriOf } from '@sallyport/assurance-claims';

const MAILBOX = 'mailto:';

export function isMailbox(uri: string): boolean {
  return uri.slice(0, MAILBOX.length).toLowerCase() === MAILBOX;
}

/** Remembers each name's canonical form, because reading a key out of its name costs as much as a hash. */
export class Names {
  readonly #canonical = new Map<string, string>();
  readonly #spellings = new Map<string, Set<string>>();

  /** The `ni` name of a key; any other URI as it is. */
  canonical(uri: string): string {
    let canonical = this.#canonical.get(uri);
    if (canonical === undefined) {
      canonical = keyUriOf(uri) ?? uri;
      this.#canonical.set(uri, canonical);
    }
    return canonical;
  }

  /** Takes a spelling down under which an identity is to be reported. Gives its canonical form. */
  spell(uri: string): string {
    const canonical = this.canonical(uri);
    const known = this.#spellings.get(canonical);
    if (known === undefined) this.#spellings.set(canonical, new Set([uri]));
    else known.add(uri);
    return canonical;
  }

  spellingsOf(canonical: string): Iterable<string> {
    return this.#spellings.get(canonical) ?? [];
  }
}
