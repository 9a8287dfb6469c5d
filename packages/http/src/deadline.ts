/** One wait, ended by time or by the caller's signal. */

import type { SallyportError } from '@sallyport/core';
import { fail } from './errors.ts';

/** @throws E_HTTP_ABORTED */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw aborted(signal);
}

function aborted(signal: AbortSignal): SallyportError {
  return fail('E_HTTP_ABORTED', 'given up by the caller', { cause: signal.reason });
}

export interface Deadline {
  /** Starts the time anew, with another meaning. */
  restart(milliseconds: number, error: () => SallyportError): void;
  clear(): void;
}

/** Calls `onEnd` once: with `error()` after `milliseconds`, or with E_HTTP_ABORTED when `signal` aborts. */
export function startDeadline(
  milliseconds: number,
  error: () => SallyportError,
  signal: AbortSignal | undefined,
  onEnd: (error: SallyportError) => void,
): Deadline {
  let timer = setTimeout(() => end(error()), milliseconds);
  const onAbort = () => {
    if (signal !== undefined) end(aborted(signal));
  };
  signal?.addEventListener('abort', onAbort, { once: true });
  const clear = () => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  };
  const end = (reason: SallyportError) => {
    clear();
    onEnd(reason);
  };
  return {
    clear,
    restart(next, nextError) {
      clearTimeout(timer);
      timer = setTimeout(() => end(nextError()), next);
    },
  };
}
