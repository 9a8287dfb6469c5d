/** The passing of time as a port, so that an engine can give up waiting without owning a timer. */

import type { Milliseconds } from '@sallyport/core';

export interface Timer {
  /** Resolves after `span`, or at once when `signal` is aborted. Never rejects. */
  wait(span: Milliseconds, signal: AbortSignal): Promise<void>;
}

/** For composition roots. A wait under way does not keep the process alive. */
export const systemTimer: Timer = {
  wait: (span, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) {
        resolve();
        return;
      }
      const done = () => {
        clearTimeout(timeout);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timeout = setTimeout(done, span);
      timeout.unref();
      signal.addEventListener('abort', done, { once: true });
    }),
};

/** What `work` gives, or undefined when it takes longer than `span`; the work goes on. */
export async function within<T>(timer: Timer, span: Milliseconds, work: Promise<T>): Promise<T | undefined> {
  const cancel = new AbortController();
  try {
    return await Promise.race([work, timer.wait(span, cancel.signal).then(() => undefined)]);
  } finally {
    cancel.abort();
  }
}
