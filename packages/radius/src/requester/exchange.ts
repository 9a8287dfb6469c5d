/** One request under way: sent, sent again, and given up in the end (RFC 5080 §2.2.1). */

import { isSallyportError, type Milliseconds, type SallyportError, SECOND } from '@sallyport/core';
import { fail } from '../errors.ts';
import type { OutgoingAttribute } from '../hiding/hidden-attribute.ts';
import type { SealedRequest } from '../packet/seal.ts';
import type { VerifiedPacket } from '../packet/verified.ts';
import type { RequesterPorts } from './requester.ts';
import { Backoff, type Retransmission } from './retransmission.ts';
import type { Route, Target } from './target.ts';

export interface OutgoingRequest {
  readonly code: number;
  readonly attributes: readonly OutgoingAttribute[];
  readonly target: Target;
  readonly retransmission: Retransmission;
  readonly signal?: AbortSignal | undefined;
  /** What else a genuine response must meet; an error discards it. */
  readonly check?: (response: VerifiedPacket) => SallyportError | undefined;
}

export interface ExchangeListener {
  readonly sent: (isRepeated: boolean) => void;
  readonly ended: (outcome: VerifiedPacket | SallyportError) => void;
}

const LONGEST_WAIT = 30 * SECOND;

export class Exchange {
  readonly request: OutgoingRequest;
  readonly sealed: SealedRequest;
  readonly route: Route;
  /** Why the last response to it was discarded: the best hint there is, when none comes that is genuine. */
  lastDiscard: string | undefined;
  readonly #ports: RequesterPorts;
  readonly #listener: ExchangeListener;
  readonly #limits: Retransmission;
  readonly #backoff: Backoff;
  readonly #begun: Milliseconds;
  readonly #onAbort = () => this.settle(fail('E_RADIUS_CANCELLED', 'the signal ended the request'));
  #transmissions = 0;
  #isOver = false;
  #cancelWait: () => void = () => {};

  constructor(
    request: OutgoingRequest,
    sealed: SealedRequest,
    route: Route,
    ports: RequesterPorts,
    listener: ExchangeListener,
  ) {
    this.request = request;
    this.sealed = sealed;
    this.route = route;
    this.#ports = ports;
    this.#listener = listener;
    const isStream = request.target.stream !== undefined;
    this.#limits = isStream ? onceOver(request.retransmission) : request.retransmission;
    this.#backoff = new Backoff(this.#limits, ports.random);
    this.#begun = ports.clock.monotonic();
  }

  start(): void {
    this.request.signal?.addEventListener('abort', this.#onAbort);
    this.#transmit();
  }

  settle(outcome: VerifiedPacket | SallyportError): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#cancelWait();
    this.request.signal?.removeEventListener('abort', this.#onAbort);
    this.#listener.ended(outcome);
  }

  #transmit(): void {
    const { maxCount } = this.#limits;
    const remaining = this.#remaining();
    if (remaining <= 0 || (maxCount > 0 && this.#transmissions === maxCount)) {
      this.#giveUp();
      return;
    }
    this.#listener.sent(this.#transmissions > 0);
    this.#transmissions++;
    try {
      this.#ports.transmit(this.sealed.bytes, this.route);
    } catch (cause) {
      // A datagram that could not be sent is as good as lost. A connection that is not there does not come by waiting.
      if (this.request.target.stream !== undefined) {
        const error = isSallyportError(cause) ? cause : undefined;
        this.settle(error ?? fail('E_RADIUS_CONNECTION', `no connection to ${this.request.target.name}`, { cause }));
      }
    }
    if (!this.#isOver) {
      this.#cancelWait = this.#ports.timer.after(Math.min(this.#backoff.next(), remaining), () => this.#transmit());
    }
  }

  #remaining(): Milliseconds {
    const { maxDuration } = this.#limits;
    return maxDuration === 0 ? Number.POSITIVE_INFINITY : this.#begun + maxDuration - this.#ports.clock.monotonic();
  }

  #giveUp(): void {
    const { name } = this.request.target;
    const { lastDiscard } = this;
    const details = {
      target: name,
      transmissions: this.#transmissions,
      ...(lastDiscard === undefined ? {} : { lastDiscard }),
    };
    this.settle(fail('E_RADIUS_NO_RESPONSE', `no genuine response from ${name}`, { details }));
  }
}

/** RFC 6613 §2.6.1: over a stream nothing is sent twice; the wait is as long as all waits would be. */
function onceOver({ maxDuration, maxTime }: Retransmission): Retransmission {
  const wait = maxDuration || maxTime || LONGEST_WAIT;
  return { initialTime: wait, maxTime: 0, maxCount: 1, maxDuration: wait };
}
