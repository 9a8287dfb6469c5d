/** Insists that the engine says what the reference says. */

import assert from 'node:assert/strict';
import type { VerifiedClaim } from '@sallyport/assurance-claims';
import type { IdentityState, Standing, TrustBasis, TrustChangeSet, TrustEngine } from '@sallyport/assurance-trust';
import { judgeAll, nameOf } from '../reference.ts';

/** All that was ever told by changes, as somebody who only listens knows it. */
export class Listener {
  readonly standings = new Map<string, Standing>();
  readonly identities = new Map<string, IdentityState>();

  hear({ standings, identities }: TrustChangeSet): void {
    for (const { uri, claim, standing } of standings) {
      assert.equal(claim.uri, uri);
      const { sentence, ...known } = this.standings.get(uri) ?? { sentence: '' };
      const { sentence: _, ...told } = standing;
      assert.notDeepEqual(told, known, 'a standing was told that had not changed');
      this.standings.set(uri, standing);
    }
    for (const state of identities) {
      assert.notDeepEqual(state, this.identities.get(state.id), 'an identity was told that had not changed');
      this.identities.set(state.id, state);
    }
  }
}

export function agrees(
  engine: TrustEngine,
  listener: Listener,
  basis: TrustBasis,
  claims: readonly VerifiedClaim[],
  at: Date,
): void {
  const expected = judgeAll(basis, claims, at);
  for (const { uri } of claims) {
    const { sentence = '', counts, ...standing } = engine.standingOf(uri) ?? {};
    assert.deepEqual(standing, expected.standings.get(uri));
    assert.equal(counts, standing.reason === 'counted');
    assert.match(sentence, /\.$/);
    assert.deepEqual(listener.standings.get(uri), engine.standingOf(uri));
  }
  for (const state of engine.identities()) {
    const identity = nameOf(state.id);
    const weight = expected.weights.get(identity) ?? 0;
    assert.deepEqual(state, {
      id: state.id,
      weight,
      rights: expected.rights(identity),
      isPerson: weight >= basis.threshold,
      speaksAsManufacturer: expected.speaks(identity),
      distrustFactor: expected.distrustFactor(identity),
      recordFactor: expected.recordFactor(identity),
    });
    assert.deepEqual(listener.identities.get(state.id) ?? nothing(state.id), state);
  }
}

function nothing(id: string): IdentityState {
  return {
    id,
    weight: 0,
    rights: [],
    isPerson: false,
    speaksAsManufacturer: false,
    distrustFactor: 1,
    recordFactor: 1,
  };
}
