/** Claims that take other claims back, or replace them. */

import { isMailbox } from '../names.ts';
import type { Entry } from './entry.ts';
import { withdrawnBy } from './entry.ts';

/** How a claim was withdrawn: taken back by who made it, by a root, or replaced by a rule. */
export type Withdrawal = 'own' | 'root' | 'replaced';

export class Withdrawals {
  readonly #roots: ReadonlySet<string>;
  /** Every claim that points at another, by the other's URI, whether that is known yet or not. */
  readonly #pointing = new Map<string, Set<Entry>>();
  /** Those in force: only these are looked at when a claim is judged, however many others point at it. */
  readonly #inForce = new Map<string, Map<Entry, Withdrawal>>();

  constructor(roots: ReadonlySet<string>) {
    this.#roots = roots;
  }

  add(entry: Entry, target: string): void {
    const known = this.#pointing.get(target);
    if (known === undefined) this.#pointing.set(target, new Set([entry]));
    else known.add(entry);
  }

  pointingAt(uri: string): Iterable<Entry> {
    return this.#pointing.get(uri) ?? [];
  }

  isRetracted(uri: string): boolean {
    return this.retractionOf(uri) !== undefined;
  }

  /** `own` wherever who made the claim took it back, whoever else did. */
  retractionOf(uri: string): 'own' | 'root' | undefined {
    let found: 'own' | 'root' | undefined;
    for (const withdrawal of this.#inForce.get(uri)?.values() ?? []) {
      if (withdrawal === 'own') return 'own';
      if (withdrawal === 'root') found = 'root';
    }
    return found;
  }

  isReplaced(uri: string): boolean {
    for (const withdrawal of this.#inForce.get(uri)?.values() ?? []) if (withdrawal === 'replaced') return true;
    return false;
  }

  /** Judges a claim that points at another anew. True when the other's fate may have changed. */
  settle(entry: Entry, target: Entry | undefined): boolean {
    const uri = withdrawnBy(entry);
    if (uri === undefined) return false;
    const withdrawals = this.#inForce.get(uri);
    const wanted = this.#isLive(entry) ? this.relation(entry, target) : undefined;
    if (withdrawals?.get(entry) === wanted) return false;
    if (wanted !== undefined) this.#inForce.set(uri, (withdrawals ?? new Map<Entry, Withdrawal>()).set(entry, wanted));
    else withdrawals?.delete(entry);
    return true;
  }

  /** What a claim may do to the one that it points at, by who made both. */
  relation(entry: Entry, target: Entry | undefined): Withdrawal | undefined {
    if (target === undefined) return undefined;
    const { kind } = entry.statement;
    const isOwn = entry.issuer === target.issuer || (entry.speaker !== undefined && entry.speaker === target.speaker);
    if (kind !== 'retraction') {
      // A rule replaces rules.
      const isRule = target.statement.kind === 'report' && target.statement.requirement === 'Rule';
      return isRule && (isOwn || this.#isRoot(entry.speaker)) ? 'replaced' : undefined;
    }
    switch (target.statement.kind) {
      // A retraction is final: otherwise who takes back could be taken back, and so on.
      case 'retraction':
        return undefined;
      // Who speaks as whom follows from bindings, so bindings must not follow from who speaks as whom.
      case 'binding':
        if (entry.issuer === target.issuer) return 'own';
        // A root that is a mailbox speaks by a binding, so only a root that is named by its key comes in here.
        return this.#roots.has(entry.issuer) && !isMailbox(entry.issuer) ? 'root' : undefined;
      default:
        if (isOwn) return 'own';
        return this.#isRoot(entry.speaker) ? 'root' : undefined;
    }
  }

  #isLive(entry: Entry): boolean {
    return entry.validity === 'valid' && !this.isRetracted(entry.uri);
  }

  #isRoot(identity: string | undefined): boolean {
    return identity !== undefined && this.#roots.has(identity);
  }
}
