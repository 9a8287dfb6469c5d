/** Watching a resource of another endpoint (RFC 7641 §3). */

import { DAY, isSallyportError, type Milliseconds, type SallyportError, SECOND } from '@sallyport/core';
import { type AskOptions, cancelled, errorOf, type RequestDraft } from '../client/exchanges.ts';
import type { Expectation, Expectations } from '../client/expectations.ts';
import type { Transfers } from '../client/transfers.ts';
import { fail } from '../errors.ts';
import type { CoapResponse } from '../exchange.ts';
import { isSuccess } from '../message/codes.ts';
import { findUint, uintOption } from '../message/option-values.ts';
import { OPTIONS } from '../message/options.ts';
import type { MessageLayer } from '../messaging/message-layer.ts';
import type { Outcome, Transmission } from '../messaging/outbox.ts';
import type { DerivedTimes } from '../parameters.ts';
import { type CoapPorts, randomFraction } from '../ports.ts';
import { isFresher, type Notice } from './freshness.ts';

export interface ObservationListener {
  /** A newer state of the resource; also an error response, which is the last. */
  readonly changed: (response: CoapResponse) => void;
  /** Nothing more will come; `error` says why, unless the server ended it or {@link Observation.cancel} was called. */
  readonly ended?: (error?: SallyportError) => void;
}

export interface Observation {
  /** The first state. */
  readonly response: CoapResponse;
  /** False when the server did not take the client as an observer, and when the observation is over. */
  readonly isActive: boolean;
  /** Tells the server that nothing more is wanted (§3.6). */
  cancel(): void;
}

export interface ObservationContext {
  readonly layer: MessageLayer;
  readonly expectations: Expectations;
  readonly transfers: Transfers;
  readonly ports: CoapPorts;
  readonly times: DerivedTimes;
}

const REGISTER = 0;
const DEREGISTER = 1;
/** Seconds that a representation is fresh, unless it says otherwise (RFC 7252 §5.10.5). */
const DEFAULT_MAX_AGE = 60;
/** Whatever the server says, the client registers again after a day: it may have missed that the server began anew. */
const LONGEST_MAX_AGE: Milliseconds = DAY;
/** §3.3.1: after Max-Age, and between 5 and 15 seconds more, the client registers again. */
const GRACE: { readonly least: Milliseconds; readonly spread: Milliseconds } = {
  least: 5 * SECOND,
  spread: 10 * SECOND,
};

type State = 'registering' | 'active' | 'leaving' | 'over';

export class ActiveObservation implements Expectation {
  readonly #context: ObservationContext;
  readonly #peer: string;
  readonly #draft: RequestDraft;
  readonly #how: AskOptions;
  readonly #listener: ObservationListener;
  readonly #begun: {
    readonly resolve: (first: CoapResponse) => void;
    readonly reject: (error: SallyportError) => void;
  };
  readonly #token: Uint8Array;
  /** The first state, or why there is none. */
  readonly first: Promise<CoapResponse>;
  #state: State = 'registering';
  #latest: Notice | undefined;
  #transmission: Transmission | undefined;
  #cancelTimer: (() => void) | undefined;
  /** The rest of a state whose first block has come. */
  #fetching: AbortController | undefined;

  /** @throws E_COAP_BUSY, E_COAP_ARGUMENT, E_COAP_CANCELLED */
  constructor(
    context: ObservationContext,
    peer: string,
    draft: RequestDraft,
    how: AskOptions,
    listener: ObservationListener,
  ) {
    if (how.signal?.aborted === true) throw cancelled(how.signal);
    const { promise, resolve, reject } = Promise.withResolvers<CoapResponse>();
    this.#context = context;
    this.#peer = peer;
    this.#draft = draft;
    this.#how = how;
    this.#listener = listener;
    this.#begun = { resolve, reject };
    this.first = promise;
    this.#token = context.expectations.open(peer, this);
    how.signal?.addEventListener('abort', this.#aborted, { once: true });
    this.#ask(REGISTER, how.timeout ?? context.times.exchangeLifetime);
  }

  get isActive(): boolean {
    return this.#state === 'active';
  }

  response(response: CoapResponse): void {
    if (this.#state === 'over') return;
    const sequence = findUint(response.options, OPTIONS.OBSERVE);
    const isLast = sequence === undefined || !isSuccess(response.code);
    if (this.#state === 'leaving') {
      // What comes with a number was on its way before the server learned that nothing more is wanted.
      if (isLast) this.#end();
      return;
    }
    this.#stopWaiting();
    if (isLast) {
      this.#latest = undefined;
      this.#deliver(response, undefined);
      return;
    }
    const notice: Notice = { sequence, at: this.#context.ports.clock.monotonic() };
    this.#renewLater(response);
    if (this.#latest !== undefined && !isFresher(notice, this.#latest)) return;
    this.#latest = notice;
    this.#deliver(response, notice);
  }

  failed(error: SallyportError): void {
    const before = this.#state;
    if (before === 'over') return;
    this.#end();
    if (before === 'registering') this.#begun.reject(error);
    else if (before === 'active') this.#listener.ended?.(error);
  }

  cancel(): void {
    if (this.#state !== 'active') return;
    this.#state = 'leaving';
    this.#fetching?.abort();
    this.#stopWaiting();
    this.#ask(DEREGISTER, this.#context.times.exchangeLifetime);
    this.#listener.ended?.();
  }

  readonly #aborted = (): void => {
    if (this.#state === 'registering') this.failed(cancelled(this.#how.signal));
    else this.cancel();
  };

  #ask(observe: number, timeout: Milliseconds): void {
    const { layer, ports } = this.#context;
    this.#stopWaiting();
    const options = [...this.#draft.options, uintOption(OPTIONS.OBSERVE, observe)];
    const unanswered = (): void => this.#unanswered(fail('E_COAP_TIMEOUT', `no response within ${timeout} ms`));
    const settled = (outcome: Outcome): void => {
      const error = errorOf(outcome);
      if (error !== undefined) this.#unanswered(error);
    };
    this.#cancelTimer = ports.timer.after(timeout, unanswered);
    try {
      this.#transmission = layer.send({
        peer: this.#peer,
        type: this.#how.confirmable === false ? 'NON' : 'CON',
        draft: { ...this.#draft, options, token: this.#token },
        settled,
      });
    } catch (error) {
      if (!isSallyportError(error)) throw error;
      this.#unanswered(error);
    }
  }

  #unanswered(error: SallyportError): void {
    if (this.#state === 'leaving') this.#end();
    else this.failed(error);
  }

  /** §3.3.1: when nothing was heard for longer than the representation is fresh. */
  #renewLater(response: CoapResponse): void {
    const { ports, times } = this.#context;
    const said = (findUint(response.options, OPTIONS.MAX_AGE) ?? DEFAULT_MAX_AGE) * SECOND;
    const age = Math.min(said, LONGEST_MAX_AGE);
    const grace = GRACE.least + GRACE.spread * randomFraction(ports.random);
    this.#cancelTimer = ports.timer.after(age + grace, () => this.#ask(REGISTER, times.exchangeLifetime));
  }

  #deliver(response: CoapResponse, notice: Notice | undefined): void {
    this.#fetching?.abort();
    this.#fetching = new AbortController();
    const how = { ...this.#how, signal: this.#fetching.signal };
    this.#context.transfers.complete(this.#peer, this.#draft, response, how).then(
      (whole) => this.#deliverWhole(whole, notice),
      (error: unknown) => this.#incomplete(error, notice),
    );
  }

  #deliverWhole(response: CoapResponse, notice: Notice | undefined): void {
    if (this.#isOutdated(notice)) return;
    const isFirst = this.#state === 'registering';
    this.#state = 'active';
    if (notice === undefined) this.#end();
    if (isFirst) this.#begun.resolve(response);
    else this.#listener.changed(response);
    if (!isFirst && notice === undefined) this.#listener.ended?.();
  }

  #incomplete(error: unknown, notice: Notice | undefined): void {
    if (!isSallyportError(error)) throw error;
    if (this.#isOutdated(notice)) return;
    // The resource changed while it was fetched: a notification of that is on its way.
    if (this.#state === 'active' && error.code === 'E_COAP_BLOCK_CHANGED') return;
    this.failed(error);
  }

  /** A newer notification came while the rest of this one was fetched, or nothing more is wanted. */
  #isOutdated(notice: Notice | undefined): boolean {
    return this.#state === 'over' || this.#state === 'leaving' || this.#latest !== notice;
  }

  #stopWaiting(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#transmission?.cancel();
    this.#transmission = undefined;
  }

  #end(): void {
    this.#state = 'over';
    this.#fetching?.abort();
    this.#stopWaiting();
    this.#context.expectations.close(this.#peer, this.#token);
    this.#how.signal?.removeEventListener('abort', this.#aborted);
  }
}
