/** What the statements of an identity that turned out wrong cost it. */

import type { RecordBasis } from '../basis.ts';
import type { Entry } from '../said/entry.ts';

/** How a statement turned out wrong: taken back by who made it, taken back by a root, or against who stands higher. */
export type Failing = 'retraction' | 'deletion' | 'contradiction';

interface Charge {
  readonly identity: string;
  readonly failing: Failing;
}

/** Counts, not sums of costs: numbers that are added and taken away in any order must come out the same. */
type Tally = Record<Failing, number>;

export class IssuerRecord {
  readonly #basis: RecordBasis | 'off';
  readonly #charges = new Map<Entry, Charge>();
  readonly #tallies = new Map<string, Tally>();
  readonly #changed = new Set<string>();
  /** Factors below 1. */
  readonly #factors = new Map<string, number>();

  constructor(basis: RecordBasis | 'off') {
    this.#basis = basis;
  }

  /** Holds a statement against an identity, or no longer. */
  charge(entry: Entry, identity: string | undefined, failing: Failing | undefined): void {
    if (this.#basis === 'off') return;
    const charge = this.#charges.get(entry);
    const wanted = identity === undefined || failing === undefined ? undefined : { identity, failing };
    if (charge?.identity === wanted?.identity && charge?.failing === wanted?.failing) return;
    if (charge !== undefined) this.#count(charge, -1);
    if (wanted !== undefined) this.#count(wanted, 1);
    if (wanted === undefined) this.#charges.delete(entry);
    else this.#charges.set(entry, wanted);
  }

  /** What is left of a weight, above 0 and at most 1. */
  factorOf(identity: string): number {
    return this.#factors.get(identity) ?? 1;
  }

  /** Works factors out anew. Gives the identities whose factor changed. */
  settle(): ReadonlySet<string> {
    const moved = new Set<string>();
    for (const identity of this.#changed) {
      const factor = this.#factorOf(identity);
      if (factor !== this.factorOf(identity)) moved.add(identity);
      if (factor === 1) this.#factors.delete(identity);
      else this.#factors.set(identity, factor);
    }
    this.#changed.clear();
    return moved;
  }

  #factorOf(identity: string): number {
    const tally = this.#tallies.get(identity);
    if (this.#basis === 'off' || tally === undefined) return 1;
    const { prior, forgiven, retraction, retractionsAtMost, deletion, contradiction } = this.#basis;
    const retractions = Math.min(tally.retraction * retraction, retractionsAtMost);
    const cost = retractions + tally.deletion * deletion + tally.contradiction * contradiction - forgiven;
    return prior / (prior + Math.max(0, cost));
  }

  #count({ identity, failing }: Charge, change: 1 | -1): void {
    const tally = this.#tallies.get(identity) ?? { retraction: 0, deletion: 0, contradiction: 0 };
    tally[failing] += change;
    this.#changed.add(identity);
    if (tally.retraction + tally.deletion + tally.contradiction === 0) this.#tallies.delete(identity);
    else this.#tallies.set(identity, tally);
  }
}
