/** The passing of time as a port, so that an engine can wait and give up waiting without owning a timer. */

import type { Milliseconds } from './clock.ts';

export interface Timer {
  /** Calls `act` once `span` has passed, unless the function it gives is called before. */
  after(span: Milliseconds, act: () => void): () => void;
}

/** For composition roots. A wait under way does not keep the process alive. */
export const systemTimer: Timer = {
  after(span, act) {
    const timeout = setTimeout(act, span);
    timeout.unref();
    return () => clearTimeout(timeout);
  },
};

/** What `work` gives, or undefined when it takes longer than `span`; the work goes on. Rejects with the work. */
export function within<T>(timer: Timer, span: Milliseconds, work: Promise<T>): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const cancel = timer.after(span, () => resolve(undefined));
    work.then(
      (result) => {
        cancel();
        resolve(result);
      },
      (thrown) => {
        cancel();
        reject(thrown);
      },
    );
  });
}
