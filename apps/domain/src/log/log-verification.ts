/** Checking the whole log, one run at a time, with how far it has come for whoever looks. */

import { type Clock, isSallyportError } from '@sallyport/core';
import type { ChainHead, LogStore, Position } from '@sallyport/store';
import { fail } from '../errors.ts';

export interface VerificationRun {
  /** The name of who asked for it. */
  readonly by: string;
  readonly since: Date;
  /** Events that were checked, of so many when it began. */
  readonly checked: Position;
  readonly of: Position;
}

export interface VerificationOutcome {
  readonly by: string;
  readonly at: Date;
  readonly noted: ChainHead | undefined;
  /** Where it came to, or what is wrong. */
  readonly head: ChainHead | undefined;
  readonly fault: { readonly code: string; readonly message: string } | undefined;
}

/** Runs that wait for the one under way. */
const MAX_WAITING = 3;

export class LogVerification {
  readonly #store: LogStore;
  readonly #clock: Clock;
  #turn: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #running: VerificationRun | undefined;
  #last: VerificationOutcome | undefined;

  constructor(store: LogStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  get running(): VerificationRun | undefined {
    return this.#running;
  }

  /** Of this process. */
  get last(): VerificationOutcome | undefined {
    return this.#last;
  }

  /**
   * Reads the whole log and checks it, and that it goes through the head that was noted.
   * @param gone aborted when whoever asked goes away: the check ends, and says nothing of the log
   * @throws E_STORE_CORRUPT, E_STORE_CHAIN, E_DOMAIN_LOG_BUSY, E_DOMAIN_LOG_GIVEN_UP
   */
  async run(by: string, noted?: ChainHead, gone?: AbortSignal): Promise<ChainHead> {
    if (this.#waiting > MAX_WAITING)
      throw fail('E_DOMAIN_LOG_BUSY', 'the log is being checked, and others wait for it');
    this.#waiting++;
    const run = this.#turn.then(() => this.#check(by, noted, gone));
    this.#turn = run.catch(() => undefined);
    try {
      return await run;
    } finally {
      this.#waiting--;
    }
  }

  async #check(by: string, noted: ChainHead | undefined, gone: AbortSignal | undefined): Promise<ChainHead> {
    requireThere(gone);
    const begun = { by, since: this.#clock.now(), of: await this.#store.head() };
    this.#running = { ...begun, checked: 0 };
    const progress = (checked: Position) => {
      requireThere(gone);
      this.#running = { ...begun, checked, of: Math.max(begun.of, checked) };
    };
    let head: ChainHead | undefined;
    let fault: VerificationOutcome['fault'];
    try {
      head = await this.#store.verify({ progress, ...(noted === undefined ? {} : { noted }) });
      return head;
    } catch (thrown) {
      if (isSallyportError(thrown)) fault = { code: thrown.code, message: thrown.message };
      throw thrown;
    } finally {
      this.#running = undefined;
      const isGivenUp = head === undefined && gone?.aborted === true;
      if (!isGivenUp) this.#last = { by, at: this.#clock.now(), noted, head, fault };
    }
  }
}

function requireThere(gone: AbortSignal | undefined): void {
  if (gone?.aborted === true) throw fail('E_DOMAIN_LOG_GIVEN_UP', 'whoever asked for the log to be checked is gone');
}
