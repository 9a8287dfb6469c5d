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
  /** Whom the owner refused, by device or by the key under which registers hold it. */
  readonly #refused = new Map<string, ObservedFact>();

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
      if (gone !== undefined) this.#refused.delete(gone);
      if (come !== undefined && after !== undefined) this.#refused.set(come, after);
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
    return names.map((name) => this.#refused.get(name)).find((fact) => fact !== undefined);
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
