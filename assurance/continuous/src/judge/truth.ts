/** All that was claimed and observed: what a world is built from, and can be built from again. */

import type { VerifiedClaim } from '@sallyport/assurance-claims';
import type { Observation, ObservedFact } from '../observed/observed-fact.ts';

/** What an observation changes, once it is known what stood there before. */
export interface ObservedChange {
  readonly before: ObservedFact | undefined;
  readonly after: ObservedFact | undefined;
}

export class Truth {
  readonly #claims = new Map<string, VerifiedClaim>();
  readonly #observed = new Map<string, ObservedFact>();
  /** Whom the owner refused, by device or by the key under which registers hold it; by the names of the facts that say so. */
  readonly #refused = new Map<string, Map<string, ObservedFact>>();

  /** As it is at this moment: what comes afterwards is not in it. */
  copy(): Truth {
    const copy = new Truth();
    for (const [uri, claim] of this.#claims) copy.#claims.set(uri, claim);
    for (const [id, fact] of this.#observed) copy.#observed.set(id, fact);
    for (const [match, facts] of this.#refused) copy.#refused.set(match, new Map(facts));
    return copy;
  }

  /** How many claims and observed facts there are. */
  get size(): number {
    return this.#claims.size + this.#observed.size;
  }

  /** Those that are new: a claim is one, however often and by whichever way it comes. */
  take(claims: readonly VerifiedClaim[]): readonly VerifiedClaim[] {
    return claims.filter((claim) => {
      if (this.#claims.has(claim.uri)) return false;
      this.#claims.set(claim.uri, claim);
      return true;
    });
  }

  /** What of it is a change. */
  observe(observations: readonly Observation[]): readonly ObservedChange[] {
    const changes: ObservedChange[] = [];
    for (const observation of observations) {
      const after = 'put' in observation ? observation.put : undefined;
      const id = 'put' in observation ? observation.put.id : observation.drop;
      const before = this.#observed.get(id);
      if (after === undefined ? before === undefined : this.isObserved(after)) continue;
      if (after === undefined) this.#observed.delete(id);
      else this.#observed.set(id, after);
      const [gone, come] = [before, after].map(refusedIn);
      if (gone !== undefined) this.#forgive(gone, id);
      if (come !== undefined && after !== undefined)
        this.#refused.set(come, (this.#refused.get(come) ?? new Map<string, ObservedFact>()).set(id, after));
      changes.push({ before, after });
    }
    return changes;
  }

  /** Whether this very fact stands. */
  isObserved({ id, relation, arguments: values }: ObservedFact): boolean {
    const known = this.#observed.get(id);
    return known?.relation === relation && JSON.stringify(known.arguments) === JSON.stringify(values);
  }

  /** The owner's refusal of a device, under any of these names. */
  refusalOf(names: readonly string[]): ObservedFact | undefined {
    return names.flatMap((name) => [...(this.#refused.get(name)?.values() ?? [])])[0];
  }

  /** One of several facts that refuse the same may go, and the others stand. */
  #forgive(match: string, id: string): void {
    const facts = this.#refused.get(match);
    facts?.delete(id);
    if (facts?.size === 0) this.#refused.delete(match);
  }

  claim(uri: string): VerifiedClaim | undefined {
    return this.#claims.get(uri);
  }

  claims(): Iterable<VerifiedClaim> {
    return this.#claims.values();
  }

  observations(): Iterable<ObservedFact> {
    return this.#observed.values();
  }
}

/** Whom a fact refuses: `listed(refused, DeviceOrKey)`. */
export function refusedIn(fact: ObservedFact | undefined): string | undefined {
  if (fact?.relation !== 'listed' || fact.arguments[0] !== 'refused') return undefined;
  const [, match] = fact.arguments;
  return typeof match === 'string' ? match : undefined;
}
