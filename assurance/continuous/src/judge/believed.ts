/** What the trust engine makes of claims on one basis, and the facts and rules that follow from it. */

import type { VerifiedClaim } from '@sallyport/assurance-claims';
import type { Change, Fact } from '@sallyport/assurance-inference';
import { factsOfIdentity } from '@sallyport/assurance-policy';
import { type TrustBasis, type TrustChangeSet, TrustEngine } from '@sallyport/assurance-trust';
import { breath, chunks } from '../chunks.ts';
import { exchange } from './exchange.ts';
import { Statements } from './statements.ts';

export class Believed {
  readonly trust: TrustEngine;
  /** How many claims it has taken in. */
  #taken = 0;
  readonly #statements = new Statements();
  readonly #identities = new Map<string, readonly Fact[]>();

  /** @throws E_TRUST_BASIS, E_TRUST_TIME */
  constructor(basis: TrustBasis, at: Date) {
    this.trust = new TrustEngine(basis, at);
  }

  get taken(): number {
    return this.#taken;
  }

  take(claims: readonly VerifiedClaim[]): readonly Change[] {
    this.#taken += claims.length;
    return this.#changesOf(this.trust.add(claims));
  }

  advance(at: Date): readonly Change[] {
    return this.#changesOf(this.trust.advance(at));
  }

  /** What leads from what another believed to this: what both believe is left alone. */
  *differenceFrom(other: Believed): Iterable<readonly Change[]> {
    yield* this.#statements.differenceFrom(other.#statements);
    for (const id of new Set([...other.#identities.keys(), ...this.#identities.keys()]))
      yield exchange(other.#identities.get(id) ?? [], this.#identities.get(id) ?? []);
  }

  #changesOf({ standings, identities }: TrustChangeSet): readonly Change[] {
    return [
      ...this.#statements.changesOf(standings),
      ...identities.flatMap((change) => {
        const before = this.#identities.get(change.id) ?? [];
        const after = factsOfIdentity(change);
        this.#identities.set(change.id, after);
        return exchange(before, after);
      }),
    ];
  }
}

/** What is believed of all these claims on a basis, worked out beside everything else. @throws E_TRUST_BASIS */
export async function believe(basis: TrustBasis, claims: Iterable<VerifiedClaim>, at: Date): Promise<Believed> {
  const believed = new Believed(basis, at);
  believed.advance(at);
  for (const some of chunks(claims)) {
    believed.take(some);
    await breath();
  }
  return believed;
}
