/** A house with one root, and what is asked of the engine again and again. */

import type { VerifiedClaim } from '@sallyport/assurance-claims';
import { type IdentityState, type StandingReason, type TrustBasis, TrustEngine } from '@sallyport/assurance-trust';
import { day, speaker } from './world.ts';

export const [ROOT, ANNA, BEN, CARL, DORA, MAKER, SERVER, OTHER_SERVER, DEVICE] = [
  speaker(0),
  speaker(1),
  speaker(2),
  speaker(3),
  speaker(4),
  speaker(6),
  speaker(7),
  speaker(8),
  speaker(9),
];

export const BASIS: TrustBasis = {
  roots: [ROOT.id],
  authenticationServers: [SERVER.id, OTHER_SERVER.id],
  threshold: 0.5,
};

/** An engine that knows these claims, a day after they began. */
export function engineWith(claims: readonly VerifiedClaim[], basis: TrustBasis = BASIS): TrustEngine {
  const engine = new TrustEngine(basis, day(1));
  engine.add(claims);
  return engine;
}

export function reasonOf(engine: TrustEngine, { uri }: VerifiedClaim): StandingReason | undefined {
  return engine.standingOf(uri)?.reason;
}

export function stateOf(engine: TrustEngine, id: string): IdentityState | undefined {
  return [...engine.identities()].find((state) => state.id === id);
}

export function weightOf(engine: TrustEngine, id: string): number {
  return stateOf(engine, id)?.weight ?? 0;
}
