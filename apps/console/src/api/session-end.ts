/** Looks when the session will end, so that a person hears of it before, and an unattended page stops showing things after. */

import type { Timer } from '@sallyport/core';

/** `endsIn`, `endsLatestIn`: seconds, as the domain tells them; null for what is no session. */
export type TimeLeft = { readonly endsIn: number; readonly endsLatestIn: number } | null;

/** The session ends soon. */
export interface Ending {
  /** Whole minutes, at least one. */
  readonly minutes: number;
  /** Whether it goes on when the page is used. */
  readonly canStay: boolean;
}

const SECOND_MS = 1000;
/** People are told so long before. */
const NOTICE_S = 300;
/** While they are told, the page looks this often. */
const OFTEN_S = 30;
/** Whoever reads without asking for anything is noticed this often. */
const USE_EVERY_MS = 5 * 60 * SECOND_MS;
/** The domain writes use down beside its answer. */
const WRITTEN_MS = 2 * SECOND_MS;

export interface SessionEndPorts {
  readonly timer: Timer;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  /** Asks the domain. Rejects where it does not answer; that nobody is signed in any more is no matter of this. */
  readonly timeLeft: () => Promise<TimeLeft>;
  readonly onEnding: (ending: Ending | undefined) => void;
}

export class SessionEnd {
  readonly #ports: SessionEndPorts;
  #cancel: () => void = () => undefined;
  #isWatching = false;
  #isLooking = false;
  #isEnding = false;
  #lastUse = 0;

  constructor(ports: SessionEndPorts) {
    this.#ports = ports;
  }

  start(): void {
    if (this.#isWatching) return;
    this.#isWatching = true;
    this.#lastUse = this.#ports.now();
    this.#lookAfter(0);
  }

  stop(): void {
    this.#isWatching = false;
    this.#cancel();
    this.#tell(undefined);
  }

  /** Somebody did something at the page: told to the domain by asking it, now and then, or at once where the end is near. */
  used(): void {
    const now = this.#ports.now();
    if (!this.#isWatching || this.#isLooking || (!this.#isEnding && now - this.#lastUse < USE_EVERY_MS)) return;
    this.#lastUse = now;
    // The first answer is from before this use; the second knows of it.
    void this.#look().then(() => this.#lookAfter(WRITTEN_MS));
  }

  #lookAfter(span: number): void {
    this.#cancel();
    if (this.#isWatching) this.#cancel = this.#ports.timer.after(span, () => void this.#look());
  }

  async #look(): Promise<void> {
    this.#isLooking = true;
    let left: TimeLeft;
    try {
      left = await this.#ports.timeLeft();
    } catch {
      this.#lookAfter(OFTEN_S * SECOND_MS);
      return;
    } finally {
      this.#isLooking = false;
    }
    if (!this.#isWatching) return;
    this.#tell(left === null || left.endsIn > NOTICE_S ? undefined : endingOf(left));
    if (left !== null)
      this.#lookAfter(SECOND_MS * (this.#isEnding ? Math.min(OFTEN_S, left.endsIn + 1) : left.endsIn - NOTICE_S));
  }

  #tell(ending: Ending | undefined): void {
    this.#isEnding = ending !== undefined;
    this.#ports.onEnding(ending);
  }
}

function endingOf({ endsIn, endsLatestIn }: NonNullable<TimeLeft>): Ending {
  return { minutes: Math.max(1, Math.ceil(endsIn / 60)), canStay: endsLatestIn > endsIn };
}
