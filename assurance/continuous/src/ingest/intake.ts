/** Follows the log of claims, has each read, and hands over what is authentic. */

import type { ClaimFollower, ClaimLog, LoggedClaim } from '@sallyport/assurance-claim-log';
import type { RoutedClaim, VerifiedClaim } from '@sallyport/assurance-claims';
import type { Clock, Milliseconds, Timer } from '@sallyport/core';
import { sameKey } from '../same-key.ts';
import type { Entry, Ledger } from './ledger.ts';
import { Pipeline, type ReadClaim } from './pipeline.ts';
import { readClaimBytes, type VerifierOptions } from './verifier.ts';

export interface IntakeOptions {
  readonly log: ClaimLog;
  readonly ledger: Ledger;
  readonly verifier: VerifierOptions;
  /** The issuer of this node's own claims. */
  readonly node: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly timer: Timer;
  readonly batch: number;
  readonly patience: Milliseconds;
  readonly lookEvery: Milliseconds | undefined;
  /** Told of authentic claims in the order of the log. `after` runs once they are judged. */
  readonly judge: (claims: readonly VerifiedClaim[], after: () => void) => Promise<void>;
  /** Told of every authentic claim before it is judged. */
  readonly read: (routed: RoutedClaim, claim: LoggedClaim) => void;
  /** Told of what this node concluded itself. */
  readonly readOwn: (claim: VerifiedClaim) => void;
  readonly onError: (error: unknown) => void;
}

/** Claims whose issuers' keys are looked for again at once. */
const TRIED_AT_ONCE = 64;

export class Intake {
  readonly #options: IntakeOptions;
  readonly #pipeline: Pipeline;
  readonly #follower: ClaimFollower;

  constructor(options: IntakeOptions) {
    this.#options = options;
    const { timer, batch, patience, onError, log, lookEvery, verifier } = options;
    this.#pipeline = new Pipeline({
      timer,
      batch,
      patience,
      read: ({ bytes }) => readClaimBytes(bytes, verifier),
      judge: (read) => this.#judge(read),
      late: ({ id }) => this.#late(id),
      onError,
    });
    this.#follower = log.follow({
      after: 0,
      onClaim: (claim) => this.#pipeline.take(claim),
      onError,
      timer,
      ...(lookEvery === undefined ? {} : { lookEvery }),
    });
  }

  /** Resolves when every claim that was appended before, at any replica, is judged or set aside. */
  async settled(): Promise<void> {
    await this.#follower.caughtUp();
    await this.#pipeline.settled();
  }

  /** Looks again for the keys of issuers that could not be had. */
  async tryAgain(): Promise<void> {
    const { ledger, log, clock } = this.#options;
    for (const id of ledger.dueAt(clock.now(), TRIED_AT_ONCE)) {
      const claim = await log.find(id);
      if (claim !== undefined) await this.#pipeline.take(claim);
    }
  }

  async close(): Promise<void> {
    await this.#pipeline.close();
    await this.#follower.close();
  }

  #late(id: string): void {
    const reason = 'the key of its issuer is being looked for';
    this.#options.ledger.put(
      id,
      { kind: 'unresolved', code: 'E_ASSURANCE_RESOLVER', reason },
      this.#options.clock.now(),
    );
  }

  async #judge(batch: readonly ReadClaim[]): Promise<void> {
    const { ledger, clock, judge, read, readOwn, node } = this.#options;
    const done: { readonly id: string; readonly entry: Entry }[] = [];
    const claims: VerifiedClaim[] = [];
    for (const { claim, reading } of batch) {
      const entry = reading.kind === 'verified' ? ownOrNot(reading, node) : reading;
      done.push({ id: claim.id, entry });
      if (entry.kind === 'own') readOwn(entry.routed.claim);
      if (entry.kind !== 'verified') continue;
      read(entry.routed, claim);
      claims.push(entry.routed.claim);
    }
    await judge(claims, () => {
      for (const { id, entry } of done) ledger.put(id, entry, clock.now());
    });
  }
}

/**
 * What the node concludes from claims never becomes a reason of its own for anything, however it comes back. What it states
 * otherwise (a score that it worked out) stands for judgement like anybody's word.
 */
function ownOrNot(reading: { readonly kind: 'verified'; readonly routed: RoutedClaim }, node: string): Entry {
  const { claim } = reading.routed;
  const { kind, type } = claim.claim;
  const isConclusion = kind === 'answer' || kind === 'command' || type === 'Trust' || type === 'Distrust';
  return isConclusion && sameKey(claim.issuer, node) ? { kind: 'own', routed: reading.routed } : reading;
}
