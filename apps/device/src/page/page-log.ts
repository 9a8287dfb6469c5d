/** What the device did, line by line, for whoever looks: bounded, and waited for by cursor. */

import type { Clock, Milliseconds, Timer } from '@sallyport/core';
import type { StepId } from '@sallyport/onboarding';
import type { PageMessage } from './texts.ts';

/** A failure, as a page shows it: a code it may have a sentence for, and the sentences that came with it. */
export interface PageProblem {
  readonly code: string;
  /** The outermost first; each further one is the cause of the one before. English. */
  readonly reasons: readonly string[];
  readonly hint: string;
}

export interface PageEntry {
  /** Grows from entry to entry, for as long as the device's page runs. */
  readonly number: number;
  /** ISO 8601. */
  readonly at: string;
  /** What is said: a step of the way aboard, or a sentence of the page. */
  readonly say: { readonly step: StepId } | { readonly message: PageMessage };
  readonly values: Readonly<Record<string, string | number>>;
  readonly ok: boolean;
  readonly ms: Milliseconds | null;
  readonly problem: PageProblem | null;
}

export type NewEntry = Pick<PageEntry, 'say'> & Partial<Omit<PageEntry, 'number' | 'at' | 'say'>>;

const MAX_ENTRIES = 500;
const MAX_WAITING = 64;

export class PageLog {
  readonly #clock: Clock;
  readonly #entries: PageEntry[] = [];
  readonly #waiting = new Set<() => void>();
  #revision = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The number of the newest entry, or more where something else changed since. */
  get revision(): number {
    return this.#revision;
  }

  add({ say, values = {}, ok = true, ms = null, problem = null }: NewEntry): void {
    this.#entries.push({ number: ++this.#revision, at: this.#clock.now().toISOString(), say, values, ok, ms, problem });
    if (this.#entries.length > MAX_ENTRIES) this.#entries.shift();
    this.#wake();
  }

  /** Something else than the log is another way now. */
  touch(): void {
    this.#revision++;
    this.#wake();
  }

  /** Entries behind number `after`, oldest first; what is older than the last 500 is gone. */
  since(after: number): readonly PageEntry[] {
    return this.#entries.filter(({ number }) => number > after);
  }

  /** Resolves when something changed since revision `after`, when `patience` is over, or when `signal` aborts. At once with 64 others waiting. */
  changed(after: number, patience: Milliseconds, timer: Timer, signal?: AbortSignal): Promise<void> {
    if (this.#revision > after || signal?.aborted === true || this.#waiting.size >= MAX_WAITING)
      return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        cancel();
        this.#waiting.delete(wake);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const cancel = timer.after(patience, wake);
      this.#waiting.add(wake);
      signal?.addEventListener('abort', wake, { once: true });
    });
  }
  #wake(): void {
    for (const wake of [...this.#waiting]) wake();
  }
}
