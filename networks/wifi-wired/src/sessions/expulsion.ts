/**
 * Has a NAS end or change a session (RFC 5176), until it acknowledges or there is no use in going on. The requests
 * themselves are sent again by the RADIUS client; here whole rounds of them are, with longer and longer pauses.
 */

import {
  type Clock,
  isSallyportError,
  type Milliseconds,
  type SallyportError,
  SECOND,
  type Timer,
} from '@sallyport/core';
import { type Attribute, type ChangeAnswer, type ChangeRequest, ERROR_CAUSES, type Nas } from '@sallyport/radius';
import { nasIdentification, type Place, sessionIdentification } from '../admission/place.ts';
import { fail } from '../errors.ts';
import type { Session } from './session.ts';

/** Sends to a NAS. `DynamicAuthorizationClient` of @sallyport/radius is one. */
export interface DynamicAuthorization {
  disconnect(nas: Nas, request: ChangeRequest): Promise<ChangeAnswer>;
  change(nas: Nas, request: ChangeRequest): Promise<ChangeAnswer>;
}

/** Where requests to the NAS of a place go; undefined when it takes none. */
export type FindNas = (place: Place) => Omit<Nas, 'identification'> | undefined;

export interface ExpulsionOptions {
  readonly requests: DynamicAuthorization;
  readonly findNas: FindNas;
  readonly clock: Clock;
  readonly timer: Timer;
  /** Pauses before the rounds after the first. Default 5 s, 15 s, 60 s, 300 s. */
  readonly pauses?: readonly Milliseconds[];
  /**
   * Runs a request to the NAS of this name when its turn has come. Pauses take nobody's turn: a NAS that is away must not keep
   * others from being told.
   */
  readonly inTurn: <T>(nas: string, request: () => Promise<T>) => Promise<T>;
  /** A round failed and another follows. */
  readonly retrying: (session: Session, error: unknown) => void;
}

export type Outcome =
  | { readonly isDone: true /** The NAS knows no such session. */; readonly isUnknown?: true }
  | { readonly isDone: false; readonly error: SallyportError };

/** Asked when the turn of a request has come, and before another round: whether it is still to be sent. */
export type IsDue = () => boolean;
/** It was not, and nothing was sent. */
export type Undue = 'undue';

const always: IsDue = () => true;

const DEFAULT_PAUSES: readonly Milliseconds[] = [5 * SECOND, 15 * SECOND, 60 * SECOND, 300 * SECOND];

/** For so long after it was admitted, a session may not have begun at its NAS yet. */
const YOUNG: Milliseconds = 10 * SECOND;
/** An Access-Accept on its way has arrived by then, or its station has been asked for anew. */
const OVERTAKEN: Milliseconds = 3 * SECOND;

/** Causes with which a NAS says that asking again is no use (RFC 5176 §3.5). */
const FINAL: ReadonlySet<number> = new Set([
  ERROR_CAUSES.UNSUPPORTED_ATTRIBUTE,
  ERROR_CAUSES.MISSING_ATTRIBUTE,
  ERROR_CAUSES.NAS_IDENTIFICATION_MISMATCH,
  ERROR_CAUSES.INVALID_REQUEST,
  ERROR_CAUSES.UNSUPPORTED_SERVICE,
  ERROR_CAUSES.UNSUPPORTED_EXTENSION,
  ERROR_CAUSES.INVALID_ATTRIBUTE_VALUE,
  ERROR_CAUSES.ADMINISTRATIVELY_PROHIBITED,
  ERROR_CAUSES.SESSION_CONTEXT_NOT_REMOVABLE,
]);

export class Expulsion {
  readonly #options: ExpulsionOptions;
  readonly #pauses: readonly Milliseconds[];
  readonly #abort = new AbortController();

  constructor(options: ExpulsionOptions) {
    this.#options = options;
    this.#pauses = options.pauses ?? DEFAULT_PAUSES;
  }

  /** Ends the session. Resolves when the NAS acknowledged it, knows it no more, or is given up, or when it is due no longer. */
  async disconnect(session: Session, isDue = always): Promise<Outcome | Undue> {
    let last = await this.#tryDisconnect(session, isDue);
    if (last !== 'undue' && last.isDone && last.isUnknown === true && this.#isYoung(session)) {
      // The order may have overtaken the Access-Accept that makes the session.
      await this.#wait(OVERTAKEN);
      last = await this.#tryDisconnect(session, isDue);
    }
    for (const pause of this.#pauses) {
      if (last === 'undue' || last.isDone || isFinal(last.error) || this.#abort.signal.aborted) return last;
      if (!isDue()) return 'undue';
      this.#options.retrying(session, last.error);
      await this.#wait(pause);
      last = await this.#tryDisconnect(session, isDue);
    }
    return last;
  }

  /** Gives the session other attributes; one round, since a NAS that does not do it must end the session instead. */
  async change(session: Session, attributes: readonly Attribute[]): Promise<Outcome | Undue> {
    const { requests } = this.#options;
    return this.#send(session, always, (nas, request) => requests.change(nas, { ...request, attributes }));
  }

  /** Nothing is tried again from now on. */
  close(): void {
    this.#abort.abort();
  }

  #isYoung({ admittedAt }: Session): boolean {
    return this.#options.clock.now().getTime() - admittedAt < YOUNG;
  }

  #tryDisconnect(session: Session, isDue: IsDue): Promise<Outcome | Undue> {
    return this.#send(session, isDue, (nas, request) => this.#options.requests.disconnect(nas, request));
  }

  async #send(
    { place }: Session,
    isDue: IsDue,
    send: (nas: Nas, request: ChangeRequest) => Promise<ChangeAnswer>,
  ): Promise<Outcome | Undue> {
    const found = this.#options.findNas(place);
    if (found === undefined) {
      const message = `nobody knows where ${place.client} takes Disconnect-Requests`;
      return { isDone: false, error: fail('E_ADMISSION_NO_DYNAMIC_AUTHORIZATION', message) };
    }
    const nas: Nas = { ...found, identification: nasIdentification(place) };
    try {
      const request = { session: sessionIdentification(place), signal: this.#abort.signal };
      const { address, port } = nas.endpoint;
      const answer = await this.#options.inTurn(`${address}|${port}`, async () =>
        isDue() ? send(nas, request) : 'undue',
      );
      if (answer === 'undue') return answer;
      const { isDone, errorCause = 0, reason = 'no reason given' } = answer;
      if (isDone) return { isDone: true };
      // A session that the NAS does not know has ended.
      if (errorCause === ERROR_CAUSES.SESSION_CONTEXT_NOT_FOUND) return { isDone: true, isUnknown: true };
      const details = { errorCause };
      return { isDone: false, error: fail('E_ADMISSION_NOT_PUT_OUT', `${nas.name} refused: ${reason}`, { details }) };
    } catch (cause) {
      const error = isSallyportError(cause)
        ? cause
        : fail('E_ADMISSION_NOT_PUT_OUT', `${nas.name} could not be asked`, { cause });
      return { isDone: false, error };
    }
  }

  #wait(span: Milliseconds): Promise<void> {
    const { signal } = this.#abort;
    return new Promise((resolve) => {
      const cancel = this.#options.timer.after(span, resolve);
      signal.addEventListener(
        'abort',
        () => {
          cancel();
          resolve();
        },
        { once: true },
      );
    });
  }
}

/** Asking again is no use. */
export function isFinal(error: SallyportError): boolean {
  if (error.code === 'E_ADMISSION_NO_DYNAMIC_AUTHORIZATION') return true;
  const { errorCause } = error.details;
  return typeof errorCause === 'number' && FINAL.has(errorCause);
}
