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
      changes.push({ before, after });
    }
    return changes;
  }

  /** Whether this very fact stands. */
  isObserved({ id, relation, arguments: values }: ObservedFact): boolean {
    const known = this.#observed.get(id);
    return known?.relation === relation && JSON.stringify(known.arguments) === JSON.stringify(values);
  }

  observed(id: string): ObservedFact | undefined {
    return this.#observed.get(id);
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
