/** What was reported of identities, so that only what changed is reported again. */

import type { VerifiedClaim } from '@sallyport/assurance-claims';
import type { Names } from './names.ts';
import type { IdentityState } from './standing.ts';

/** The state of an identity, given its canonical name, under one of its names. */
export type StateOf = (identity: string, id: string) => IdentityState;

export class Reports {
  readonly #names: Names;
  readonly #stateOf: StateOf;
  readonly #reported = new Map<string, IdentityState>();

  constructor(names: Names, stateOf: StateOf) {
    this.#names = names;
    this.#stateOf = stateOf;
  }

  /** Every name of every identity that was named. */
  *all(): Iterable<IdentityState> {
    for (const identity of this.#names.known()) {
      for (const id of this.#names.spellingsOf(identity)) yield this.#stateOf(identity, id);
    }
  }

  /** The states, among these, that are other than reported last. Of whom nothing was reported nothing was to be said. */
  *changesOf(identities: Iterable<string>): Iterable<IdentityState> {
    for (const identity of identities) {
      for (const id of this.#names.spellingsOf(identity)) {
        const state = this.#stateOf(identity, id);
        const reported = this.#reported.get(id);
        if (isSame(state, reported)) continue;
        if (isSame(state, undefined)) this.#reported.delete(id);
        else this.#reported.set(id, state);
        yield state;
      }
    }
  }
}

function isSame(state: IdentityState, reported: IdentityState | undefined): boolean {
  return (
    state.weight === (reported?.weight ?? 0) &&
    state.rights.join() === (reported?.rights ?? []).join() &&
    state.speaksAsManufacturer === (reported?.speaksAsManufacturer ?? false) &&
    state.distrustFactor === (reported?.distrustFactor ?? 1) &&
    state.recordFactor === (reported?.recordFactor ?? 1)
  );
}

/** The names under which a claim makes identities known: who issued it, and what persons and manufacturers it is about. */
export function namesIn({ issuer, claim }: VerifiedClaim): readonly string[] {
  switch (claim.type) {
    case 'IdentityBinding':
      return [issuer, claim.subject.email];
    case 'Trust':
    case 'Distrust': {
      const { id, role } = claim.subject;
      // A key has as many names of the form did:jwk as a stranger cares to think of; only its own issuer's are kept.
      const isNamed = (role === 'person' || role === 'manufacturer') && !id.startsWith('did:jwk:');
      return isNamed ? [issuer, id] : [issuer];
    }
    default:
      return [issuer];
  }
}
