/**
 * A device's search for a network on which it can come aboard: tries what it hears one after the other, remembers for a
 * while what did not work, and goes on until something does (CAHN stages A and B; RFC 8995 §4.1 for the pauses).
 */

import { type Clock, HOUR, MINUTE, type Milliseconds, SECOND, type Timer } from '@sallyport/core';
import { type Candidate, candidatesOf } from './candidates.ts';
import type { WirelessScanner } from './scanner.ts';

export type SearchEvent =
  | { readonly type: 'heard'; readonly heard: number; readonly candidates: number }
  | { readonly type: 'trying'; readonly candidate: Candidate }
  /** The network is passed over for `pause` milliseconds. */
  | { readonly type: 'failed'; readonly candidate: Candidate; readonly error: unknown; readonly pause: Milliseconds }
  | { readonly type: 'scan-failed'; readonly error: unknown };

export interface NetworkSearchOptions<Result> {
  readonly scanner: WirelessScanner;
  /**
   * Joins the network, finds its registrar and comes aboard. Rejects when that does not work here: the next network is
   * tried then. It has left the network when it rejects.
   */
  readonly attempt: (candidate: Candidate, signal: AbortSignal) => Promise<Result>;
  /** Between scans that found nothing to try. Default 10 s. */
  readonly scanEvery?: Milliseconds;
  /** How long a network is passed over after its first failure; doubled with each. Default one minute. */
  readonly firstPause?: Milliseconds;
  /** RFC 8995 §4.1: up to an hour. */
  readonly longestPause?: Milliseconds;
  readonly listener?: (event: SearchEvent) => void;
}

interface Failures {
  readonly count: number;
  /** Monotonic time until which the network is passed over. */
  readonly until: Milliseconds;
}

/** Networks remembered; those whose pause ends first are forgotten first. */
const MAX_REMEMBERED = 256;

export class NetworkSearch<Result> {
  readonly #options: NetworkSearchOptions<Result>;
  readonly #clock: Clock;
  readonly #timer: Timer;
  readonly #failures = new Map<string, Failures>();
  /** When each network was last tried, in turns of this search: the round robin. */
  readonly #tried = new Map<string, number>();
  #turn = 0;

  constructor(options: NetworkSearchOptions<Result>, ports: { readonly clock: Clock; readonly timer: Timer }) {
    this.#options = options;
    this.#clock = ports.clock;
    this.#timer = ports.timer;
  }

  /** What the first attempt that works gives. Rejects with the reason of `signal` when that is aborted. */
  async run(signal: AbortSignal): Promise<Result> {
    const { scanEvery = 10 * SECOND } = this.#options;
    for (;;) {
      signal.throwIfAborted();
      const candidate = this.#next(await this.#listen(signal));
      if (candidate === undefined) {
        await this.#pause(scanEvery, signal);
        continue;
      }
      this.#tell({ type: 'trying', candidate });
      this.#tried.set(candidate.key, this.#turn++);
      try {
        return await this.#options.attempt(candidate, signal);
      } catch (error) {
        signal.throwIfAborted();
        this.#tell({ type: 'failed', candidate, error, pause: this.#fail(candidate) });
      }
    }
  }

  /** A scan before each attempt: what was heard minutes ago may be gone. */
  async #listen(signal: AbortSignal): Promise<readonly Candidate[]> {
    try {
      const heard = await this.#options.scanner.scan(signal);
      const candidates = candidatesOf(heard);
      this.#tell({ type: 'heard', heard: heard.length, candidates: candidates.length });
      return candidates;
    } catch (error) {
      signal.throwIfAborted();
      this.#tell({ type: 'scan-failed', error });
      return [];
    }
  }

  /** Those of the better sign first; among them whoever waited longest, and of those never tried the strongest. */
  #next(candidates: readonly Candidate[]): Candidate | undefined {
    const now = this.#clock.monotonic();
    const ready = candidates.filter(({ key }) => (this.#failures.get(key)?.until ?? 0) <= now);
    const best = ready.filter(({ sign }) => sign === ready[0]?.sign);
    const turnOf = ({ key }: Candidate) => this.#tried.get(key) ?? -1;
    return best.reduce<Candidate | undefined>(
      (chosen, each) => (chosen === undefined || turnOf(each) < turnOf(chosen) ? each : chosen),
      undefined,
    );
  }

  #fail({ key }: Candidate): Milliseconds {
    const { firstPause = MINUTE, longestPause = HOUR } = this.#options;
    const count = (this.#failures.get(key)?.count ?? 0) + 1;
    const pause = Math.min(longestPause, firstPause * 2 ** Math.min(count - 1, 30));
    this.#failures.set(key, { count, until: this.#clock.monotonic() + pause });
    this.#forgetOldest();
    return pause;
  }

  #forgetOldest(): void {
    if (this.#failures.size <= MAX_REMEMBERED) return;
    const [oldest] = [...this.#failures].sort(([, a], [, b]) => a.until - b.until);
    if (oldest === undefined) return;
    this.#failures.delete(oldest[0]);
    this.#tried.delete(oldest[0]);
  }

  #pause(span: Milliseconds, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        cancel();
        signal.removeEventListener('abort', end);
        resolve();
      };
      const cancel = this.#timer.after(span, end);
      signal.addEventListener('abort', end, { once: true });
    });
  }

  #tell(event: SearchEvent): void {
    this.#options.listener?.(event);
  }
}
