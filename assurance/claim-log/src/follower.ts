/** Follows the log of claims: from a position on, without a gap, whichever replica appends. */

import { type Milliseconds, SECOND, type Timer } from '@sallyport/core';
import type { Position } from '@sallyport/store';
import type { LoggedClaim } from './logged-claim.ts';

export interface FollowOptions {
  /** Hand over what comes after this position; 0: everything. */
  readonly after: Position;
  /** Given one claim at a time; the next comes when the promise has resolved. If it throws, the same claim comes again. */
  readonly onClaim: (claim: LoggedClaim) => void | Promise<void>;
  /** Told what kept the log from being read or a claim from being taken; a second later it is tried again. */
  readonly onError: (error: unknown) => void;
  readonly timer: Timer;
  /** How often to look for what other replicas appended; leave it out where there are none. */
  readonly lookEvery?: Milliseconds;
}

export interface ClaimFollower {
  /** Every claim up to this position of the log has been taken. */
  readonly position: Position;
  /** Resolves when every claim that was appended before this call, at any replica, has been taken or has failed. */
  caughtUp(): Promise<void>;
  /** Waits for the claim that is being taken; none comes after. */
  close(): Promise<void>;
}

interface Followed {
  head(): Promise<Position>;
  read(after: Position, to: Position): AsyncIterable<LoggedClaim>;
  onAppended(listener: () => void): () => void;
}

const AFTER_FAILURE: Milliseconds = SECOND;

export function followClaims(log: Followed, options: FollowOptions): ClaimFollower {
  return new Follower(log, options);
}

class Follower implements ClaimFollower {
  readonly #log: Followed;
  readonly #options: FollowOptions;
  #position: Position;
  #reading: Promise<void> | undefined;
  #hasMore = false;
  #isClosed = false;
  #stopLooking: () => void = () => undefined;
  readonly #stopHearing: () => void;

  constructor(log: Followed, options: FollowOptions) {
    this.#log = log;
    this.#options = options;
    this.#position = options.after;
    this.#stopHearing = log.onAppended(() => this.#look());
    this.#lookAgain();
    this.#look();
  }

  get position(): Position {
    return this.#position;
  }

  async caughtUp(): Promise<void> {
    this.#look();
    while (this.#reading !== undefined) await this.#reading;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#stopHearing();
    this.#stopLooking();
    await this.#reading;
  }

  #lookAgain(): void {
    if (this.#options.lookEvery !== undefined) this.#lookIn(this.#options.lookEvery);
  }

  #lookIn(span: Milliseconds): void {
    if (this.#isClosed) return;
    this.#stopLooking();
    this.#stopLooking = this.#options.timer.after(span, () => {
      this.#look();
      this.#lookAgain();
    });
  }

  /** One reading at a time, and another where something was appended meanwhile. */
  #look(): void {
    if (this.#isClosed) return;
    this.#hasMore = true;
    this.#reading ??= this.#readAll();
  }

  async #readAll(): Promise<void> {
    // So that `#reading` is set before this can unset it.
    await null;
    try {
      while (this.#hasMore && !this.#isClosed) {
        this.#hasMore = false;
        await this.#takeAll();
      }
    } catch (thrown) {
      this.#options.onError(thrown);
      this.#lookIn(AFTER_FAILURE);
    }
    // In one step with the last look at `#hasMore`: whoever calls from now on begins another reading.
    this.#reading = undefined;
  }

  /** Up to the head, so that events of other kinds are passed over once and not at every look. */
  async #takeAll(): Promise<void> {
    const head = await this.#log.head();
    for await (const claim of this.#log.read(this.#position, head)) {
      if (this.#isClosed) return;
      await this.#options.onClaim(claim);
      this.#position = claim.position;
    }
    this.#position = Math.max(this.#position, head);
  }
}
