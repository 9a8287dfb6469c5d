/** Which identity a key speaks as: what authentication servers say of keys and mailboxes, and what configuration fixes. */

import { isMailbox } from '../names.ts';
import type { Entry } from './entry.ts';

export class Identities {
  readonly #roots: ReadonlySet<string>;
  /** Bindings in force: by key, by mailbox. */
  readonly #bindings = new Map<string, Map<string, Set<Entry>>>();
  readonly #keys = new Map<string, Set<string>>();

  constructor(roots: ReadonlySet<string>) {
    this.#roots = roots;
  }

  /** Puts a binding in force or out of it. */
  set(entry: Entry, key: string, mailbox: string, isInForce: boolean): void {
    const mailboxes = this.#bindings.get(key) ?? new Map<string, Set<Entry>>();
    const bindings = mailboxes.get(mailbox) ?? new Set<Entry>();
    if (isInForce) bindings.add(entry);
    else bindings.delete(entry);
    if (bindings.size > 0) {
      this.#bindings.set(key, mailboxes.set(mailbox, bindings));
      this.#keys.set(mailbox, (this.#keys.get(mailbox) ?? new Set()).add(key));
      return;
    }
    mailboxes.delete(mailbox);
    if (mailboxes.size === 0) this.#bindings.delete(key);
    this.#keys.get(mailbox)?.delete(key);
  }

  /** The one mailbox that the key is bound to. Undefined without one, and with more: then nobody can say who speaks. */
  mailboxOf(key: string): string | undefined {
    const mailboxes = this.#bindings.get(key);
    const [mailbox] = mailboxes?.keys() ?? [];
    return mailboxes?.size === 1 ? mailbox : undefined;
  }

  isInConflict(key: string): boolean {
    return (this.#bindings.get(key)?.size ?? 0) > 1;
  }

  /** The identity of an issuer, or undefined when its key speaks for nobody. */
  speakerOf(issuer: string): string | undefined {
    // A mailbox signs nothing. Whoever may speak for one was bound to it.
    if (isMailbox(issuer)) return undefined;
    const mailbox = this.mailboxOf(issuer);
    // Configuration is neither lowered nor widened by a claim: a root key stays itself.
    if (this.#roots.has(issuer)) return mailbox !== undefined && this.#roots.has(mailbox) ? mailbox : issuer;
    return this.isInConflict(issuer) ? undefined : (mailbox ?? issuer);
  }

  /** The identity that a claim means when it names somebody. Undefined for a key in conflict. */
  meant(name: string): string | undefined {
    return isMailbox(name) ? name : this.speakerOf(name);
  }

  /** The issuers that speak as this identity. */
  *voicesOf(identity: string): Iterable<string> {
    if (!isMailbox(identity)) yield identity;
    else for (const key of this.#keys.get(identity) ?? []) if (this.speakerOf(key) === identity) yield key;
  }
}
