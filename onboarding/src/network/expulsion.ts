/** Has a network put a device out, with pauses, until it acknowledges or there is no use in going on. */

import { isSallyportError, MINUTE, type Milliseconds, SECOND, type Timer } from '@sallyport/core';
import type { AdmissionAttempt, Mitigation } from './adapter.ts';
import { attemptOf } from './attempt.ts';
import { fail } from './errors.ts';
import type { NetworkSession } from './session.ts';

/** How a network is told. Both may take their time; neither need try twice, since the sessions do. */
export interface Enforcement {
  /**
   * Resolves when the network acknowledged, or knows no such session; rejects when it did not, or could not be told. An
   * error whose fault is `unsupported` means that it never will.
   */
  putOut(session: NetworkSession, reason: string, signal: AbortSignal): Promise<void>;
  /** The same for other obligations. Undefined where the network cannot change a session: then it ends. */
  readonly move: ((session: NetworkSession, signal: AbortSignal) => Promise<void>) | undefined;
}

export interface ExpulsionOptions {
  readonly enforcement: Enforcement;
  /** Before the network is told again. Default 1 s, 5 s, 15 s, 60 s, 300 s. */
  readonly pauses?: readonly Milliseconds[];
  readonly timer: Timer;
  readonly retrying: (thrown: unknown) => void;
  readonly ended: (attempt: AdmissionAttempt, ok: boolean, message: string, code?: string) => void;
}

const DEFAULT_PAUSES: readonly Milliseconds[] = [SECOND, 5 * SECOND, 15 * SECOND, MINUTE, 5 * MINUTE];

export class Expulsion {
  readonly #options: ExpulsionOptions;

  constructor(options: ExpulsionOptions) {
    this.#options = options;
  }

  /** Never rejects. The session is one that is leaving; `why` is for people, and may become known later than the network is told. */
  async tell(session: NetworkSession, why: Promise<string>, signal: AbortSignal): Promise<Mitigation> {
    const { enforcement, pauses = DEFAULT_PAUSES, retrying, ended } = this.#options;
    const { id, reason } = session;
    const attempt = attemptOf(session);
    for (let round = 0; ; round++) {
      try {
        await enforcement.putOut(session, reason, signal);
        ended(attempt, true, await why);
        return { outcome: 'done', session: id };
      } catch (thrown) {
        const pause = pauses[round];
        const isFinal = isSallyportError(thrown) && thrown.fault === 'unsupported';
        if (pause === undefined || isFinal || signal.aborted) {
          const error = fail('E_NETWORK_NOT_PUT_OUT', 'the network did not put the device out', { cause: thrown });
          if (!signal.aborted) ended(attempt, false, error.message, error.code);
          return { outcome: 'failed', session: id, error };
        }
        retrying(thrown);
        await this.#wait(pause, signal);
      }
    }
  }

  #wait(span: Milliseconds, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        cancel();
        signal.removeEventListener('abort', end);
        resolve();
      };
      const cancel = this.#options.timer.after(span, end);
      signal.addEventListener('abort', end, { once: true });
    });
  }
}
