/** Says in time, again and again, that the Commissioner is still there (COMM_KA, LEAD_KA). */

import { type Milliseconds, SECOND, type Timer, within } from '@sallyport/core';
import { LEADER_PATIENCE } from '../node/addresses.ts';
import { fail } from '../node/errors.ts';
import { readState } from '../node/responses.ts';
import { encodeKeepAliveRequest } from '../tmf/keep-alive.ts';
import type { CommissionerLink } from './link.ts';

/** Half of what the Leader waits, so that one that is lost on the way does no harm. */
export const KEEP_ALIVE_INTERVAL: Milliseconds = 25 * SECOND;

export interface KeepAliveOptions {
  /** The link now. */
  readonly link: () => CommissionerLink;
  readonly sessionId: number;
  readonly interval: Milliseconds;
  readonly timer: Timer;
  readonly accepted: () => void;
  /** The role is lost, or nobody can say that it is not. */
  readonly lost: (thrown: unknown) => void;
}

/** Goes on until the function it gives is called, or the role is lost. */
export function keepAlive(options: KeepAliveOptions): () => void {
  const { sessionId, interval, timer, accepted, lost } = options;
  let isStopped = false;
  let cancel = (): void => undefined;
  const wait = (): void => {
    cancel = timer.after(interval, () => {
      sayOnce(options.link(), sessionId, timer).then(
        () => {
          if (isStopped) return;
          accepted();
          wait();
        },
        (thrown: unknown) => {
          if (!isStopped) lost(thrown);
        },
      );
    });
  };
  wait();
  return () => {
    isStopped = true;
    cancel();
  };
}

/** @throws E_THREAD_COMMISSIONER_LOST, E_THREAD_RESPONSE, E_THREAD_TLV_…, E_COAP_… */
export async function sayOnce(link: CommissionerLink, sessionId: number, timer: Timer): Promise<void> {
  const asked = link.keepAlive(encodeKeepAliveRequest({ state: 'accept', sessionId }));
  const response = await within(timer, LEADER_PATIENCE, asked);
  if (response === undefined) throw fail('E_THREAD_COMMISSIONER_LOST', 'no answer to a keep-alive');
  if (readState(response) !== 'accept') throw fail('E_THREAD_COMMISSIONER_LOST', 'the Leader has another Commissioner');
}

/** Gives up the role; resolves when it has been heard or nobody answers. */
export async function sayFarewell(link: CommissionerLink, sessionId: number, timer: Timer): Promise<void> {
  const farewell = link.keepAlive(encodeKeepAliveRequest({ state: 'reject', sessionId }));
  await within(timer, LEADER_PATIENCE, farewell).catch(() => undefined);
}
