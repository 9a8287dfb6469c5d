/** What the engine says about claims and identities. */

import type { Right, VerifiedClaim } from '@sallyport/assurance-claims';

/** Why a claim counts or does not; stable words. */
export const STANDING_REASONS = [
  'counted',
  'not-yet-valid',
  'expired',
  'retracted',
  'superseded',
  'not-bound',
  'self',
  'unknown-issuer',
  'below-threshold',
  'distrusted',
  'not-entitled',
  'conflict',
  'nothing-to-retract',
  'not-a-statement',
] as const;

export type StandingReason = (typeof STANDING_REASONS)[number];

export interface Standing {
  /** True for `counted` alone. */
  readonly counts: boolean;
  /** Who said it: the mailbox that the issuer's key is bound to, else the issuer as the claim names it. */
  readonly by: string;
  /** How far who said it is believed, from 0 to 1; also where the claim does not count for another reason. */
  readonly weight: number;
  readonly reason: StandingReason;
  /** For people. */
  readonly sentence: string;
}

export interface StandingChange {
  readonly uri: string;
  readonly claim: VerifiedClaim;
  readonly standing: Standing;
}

export interface IdentityState {
  /** A mailbox, or an issuer's name as it was written. A key that was written in several ways has a state for each. */
  readonly id: string;
  /** How far the identity is believed as a person, from 0 to 1. */
  readonly weight: number;
  /** In the order of RIGHTS. */
  readonly rights: readonly Right[];
  /** True when the weight reaches the threshold. */
  readonly isPerson: boolean;
  /** True when an entitled person trusts it as a manufacturer and no entitled person distrusts it. */
  readonly speaksAsManufacturer: boolean;
  /** How much of its weight distrust leaves: 1 is all. */
  readonly distrustFactor: number;
  /** How much of its weight its record leaves: 1 is all. */
  readonly recordFactor: number;
}

/** An identity as it is after a change. */
export type IdentityChange = IdentityState;

/** Only what changed. */
export interface TrustChangeSet {
  readonly standings: readonly StandingChange[];
  readonly identities: readonly IdentityChange[];
}
