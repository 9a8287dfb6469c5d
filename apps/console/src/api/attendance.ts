/** Whether somebody is at the page. What a page asks by itself is no use of a session, and must not keep it open. */

/** So long after somebody did something, what the page asks is theirs. */
const ATTENDED_MS = 60_000;
/** By what a browser tells that a person is there. Mice move by themselves. */
const ACTS = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const;

export class Attendance {
  readonly #now: () => number;
  #lastAct: number;

  /** @param now milliseconds of a clock that never goes back */
  constructor(now: () => number) {
    this.#now = now;
    // Somebody opened the page.
    this.#lastAct = now();
  }

  act(): void {
    this.#lastAct = this.#now();
  }

  get isAttended(): boolean {
    return this.#now() - this.#lastAct < ATTENDED_MS;
  }
}

export const attendance = new Attendance(() => performance.now());

/** Called once, by the page's beginning. @param onAct told of everything that somebody does */
export function keepAttending(onAct: () => void): void {
  for (const name of ACTS) {
    addEventListener(
      name,
      () => {
        attendance.act();
        onAct();
      },
      { capture: true, passive: true },
    );
  }
}
