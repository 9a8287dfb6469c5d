/** Follows the log of claims: from a position on, without a gap, whichever replica appends. */

import type { Milliseconds, Timer } from '@sallyport/core';
import { FollowLoop, type Position } from '@sallyport/store';
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

export function followClaims(log: Followed, options: FollowOptions): ClaimFollower {
  return new Follower(log, options);
}

class Follower implements ClaimFollower {
  readonly #log: Followed;
  readonly #onClaim: FollowOptions['onClaim'];
  #position: Position;
  readonly #loop: FollowLoop;
  readonly #stopHearing: () => void;

  constructor(log: Followed, { after, onClaim, ...options }: FollowOptions) {
    this.#log = log;
    this.#onClaim = onClaim;
    this.#position = after;
    this.#loop = new FollowLoop({ ...options, read: () => this.#takeAll() });
    this.#stopHearing = log.onAppended(() => this.#loop.look());
    this.#loop.look();
  }

  get position(): Position {
    return this.#position;
  }

  caughtUp(): Promise<void> {
    return this.#loop.caughtUp();
  }

  async close(): Promise<void> {
    this.#stopHearing();
    await this.#loop.close();
  }

  /** Up to the head, so that events of other kinds are passed over once and not at every look. */
  async #takeAll(): Promise<void> {
    const head = await this.#log.head();
    for await (const claim of this.#log.read(this.#position, head)) {
      if (this.#loop.isClosed) return;
      await this.#onClaim(claim);
      this.#position = claim.position;
    }
    this.#position = Math.max(this.#position, head);
  }
}
