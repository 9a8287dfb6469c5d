/** What an {@link Assurance} is made with: all its time, randomness, keys and storage come from outside. */

import type { ClaimLog } from '@sallyport/assurance-claim-log';
import type { ChainJudge, ClaimSigner, ControllerResolver, Hop } from '@sallyport/assurance-claims';
import type { InferenceLimits, RuleProblem } from '@sallyport/assurance-inference';
import type { TrustBasis } from '@sallyport/assurance-trust';
import type { Clock, Milliseconds, Timer } from '@sallyport/core';
import type { ObservationRecord } from './observed/observation-record.ts';

export interface AssuranceOptions {
  readonly log: ClaimLog;
  readonly observations: ObservationRecord;
  readonly clock: Clock;
  readonly timer: Timer;
  /** Whom this node believes, and for what. */
  readonly basis: TrustBasis;
  /** Signs answers, inferred claims and what is passed on. Its issuer is the name of this node. */
  readonly node: ClaimSigner;
  /** Finds the keys of issuers. */
  readonly resolve: ControllerResolver;
  /** Judges certificates that claims bring along; without it such claims are refused. */
  readonly judgeChain?: ChainJudge;
  /** Whether claims may come by these nodes. Default: by any, since the route changes nothing of what was signed. */
  readonly acceptsRoute?: (route: readonly Hop[]) => boolean;
  /**
   * True for certificates that this domain issued (LDevIDs): their key is not the one that the device was born with, and
   * its name is looked up by the device's key instead. Default: none is.
   */
  readonly isOwnCertificate?: (der: Uint8Array) => boolean | Promise<boolean>;
  /**
   * True while a network session or a certificate of this domain rests on a decision about the device. What nobody holds
   * may be forgotten when {@link AssuranceLimits.maxWatched} is reached. Default: everything is held.
   */
  readonly isHeld?: (deviceKey: string) => boolean;
  /** How often everything that depends on time is looked at. Default 30 s (NIST SP 1800-36 Vol. D, S4.C8). */
  readonly every?: Milliseconds;
  /** How often to look for claims that other replicas appended; leave it out where there are none. */
  readonly lookEvery?: Milliseconds;
  readonly inference?: Partial<InferenceLimits>;
  readonly limits?: Partial<AssuranceLimits>;
  /** Whether this identity, which has the right to query, may ask this. Default: everything. */
  readonly mayAsk?: (by: string, goal: string) => boolean;
  /**
   * Called before a query is answered: has what is missing or stale worked out (CAHN, Databots). Must resolve in bounded
   * time. Default: nothing is.
   */
  readonly freshen?: (goal: string, by: string) => Promise<void>;
  /** A rule that is refused, put aside, or perhaps not meant so; told once for as long as it is so. */
  readonly onRuleProblem?: (problem: RuleProblem) => void;
  /** What went wrong where nobody waits for it. */
  readonly onError: (error: unknown) => void;
}

export interface AssuranceLimits {
  /** Claims that are verified and judged together. */
  readonly batch: number;
  /** How long a claim whose issuer's key has to be fetched may hold up those after it. */
  readonly patience: Milliseconds;
  /** Decisions and obligations that are watched. Beyond it a device whose decision cannot be watched is denied. */
  readonly maxWatched: number;
  /** How old a query may be, and how far ahead its clock. */
  readonly queryAge: Milliseconds;
  /** Answers of a query; the rest is left out and the answer says so. */
  readonly maxAnswers: number;
}

export const ASSURANCE_LIMITS: AssuranceLimits = {
  batch: 128,
  patience: 250,
  maxWatched: 500_000,
  queryAge: 300_000,
  maxAnswers: 1024,
};
