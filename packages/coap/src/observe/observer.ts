/**
 * One observer of a resource (RFC 7641 §4): who is told of changes, in which order and how often.
 *
 * What is told is the latest state, not every state: while a notification is not acknowledged, or too early, a newer one takes the
 * place of the one that waits (§1.3, §4.5).
 */

import { isSallyportError, type Milliseconds } from '@sallyport/core';
import { fail } from '../errors.ts';
import type { CoapResponse } from '../exchange.ts';
import { isResponseCode, isSuccess } from '../message/codes.ts';
import { checkOptions } from '../message/encode.ts';
import type { CoapOption, Draft } from '../message/message.ts';
import { uintOption } from '../message/option-values.ts';
import { OPTIONS } from '../message/options.ts';
import type { MessageLayer } from '../messaging/message-layer.ts';
import type { Outcome, OutcomeFacts, Transmission } from '../messaging/outbox.ts';
import type { TransmissionParameters } from '../parameters.ts';
import type { CoapPorts } from '../ports.ts';

/** What a handler holds of an observer. */
export interface Observer {
  readonly peer: string;
  /** False once the client has cancelled, could not be reached, or was told of an error. */
  readonly isActive: boolean;
  /**
   * Tells the observer of the resource's present state. A response that is no success is its last (§4.2).
   * @throws E_COAP_ARGUMENT for what is no response
   */
  notify(response: CoapResponse, options?: { readonly confirmable?: boolean }): void;
  /** Ends the observation without telling the client, who learns it from Max-Age. */
  end(): void;
}

export interface ObserverContext {
  readonly layer: MessageLayer;
  readonly ports: CoapPorts;
  readonly parameters: TransmissionParameters;
  /** The notification as it leaves: its first block, where it is long. */
  readonly divide: (response: CoapResponse) => CoapResponse;
  /** Observe numbers, each newer than the one before (§4.4). */
  readonly nextSequence: () => number;
  /** Takes note of the ID of a non-confirmable notification. */
  readonly sent: (observer: ActiveObserver, messageId: number) => void;
  readonly ended: (observer: ActiveObserver) => void;
}

interface Pending {
  readonly response: CoapResponse;
  readonly confirmable: boolean | undefined;
}

export class ActiveObserver implements Observer {
  readonly peer: string;
  readonly token: Uint8Array;
  readonly #context: ObserverContext;
  #isActive = true;
  #isBegun = false;
  #pending: Pending | undefined;
  #transmission: Transmission | undefined;
  #cancelTimer: (() => void) | undefined;
  #count = 0;
  #sentAt: Milliseconds;
  #confirmedAt: Milliseconds;
  #roundTrip: Milliseconds | undefined;

  constructor(peer: string, token: Uint8Array, context: ObserverContext) {
    this.peer = peer;
    this.token = Uint8Array.from(token);
    this.#context = context;
    this.#sentAt = this.#confirmedAt = context.ports.clock.monotonic();
  }

  get isActive(): boolean {
    return this.#isActive;
  }

  /** The Observe option of the response to the registration. */
  firstOption(): CoapOption {
    return uintOption(OPTIONS.OBSERVE, this.#context.nextSequence());
  }

  /** The response to the registration has left: notifications may follow it. */
  begin(): void {
    this.#isBegun = true;
    this.#sentAt = this.#confirmedAt = this.#context.ports.clock.monotonic();
    this.#advance();
  }

  notify(response: CoapResponse, options: { readonly confirmable?: boolean } = {}): void {
    if (!isResponseCode(response.code)) throw fail('E_COAP_ARGUMENT', `${response.code} is no response code`);
    checkOptions(response.options);
    if (!this.#isActive) return;
    this.#pending = { response, confirmable: options.confirmable };
    this.#advance();
  }

  end(): void {
    if (!this.#isActive) return;
    this.#isActive = false;
    this.#pending = undefined;
    this.#transmission?.cancel();
    this.#cancelTimer?.();
    this.#context.ended(this);
  }

  #advance(): void {
    const pending = this.#pending;
    if (pending === undefined || !this.#isBegun || !this.#isActive) return;
    if (this.#transmission !== undefined || this.#cancelTimer !== undefined) return;
    const isConfirmable = this.#isConfirmable(pending);
    const { clock } = this.#context.ports;
    // §4.5.1: not more than one non-confirmable notification in a round-trip time, or 3 seconds when that is not known.
    const interval = this.#roundTrip ?? this.#context.parameters.notificationInterval;
    const wait = isConfirmable ? 0 : this.#sentAt + interval - clock.monotonic();
    if (wait > 0) {
      this.#waitFor(wait);
      return;
    }
    this.#pending = undefined;
    try {
      this.#send(pending.response, isConfirmable);
    } catch (error) {
      if (!isSallyportError(error, 'E_COAP_BUSY')) throw error;
      // Too much is under way to this peer: the state is told later, unless a newer one comes first.
      this.#pending ??= pending;
      this.#waitFor(this.#context.parameters.notificationInterval);
    }
  }

  #waitFor(span: Milliseconds): void {
    this.#cancelTimer = this.#context.ports.timer.after(span, () => {
      this.#cancelTimer = undefined;
      this.#advance();
    });
  }

  /** §4.5: the first, for the round-trip time; then one in a while, to learn whether the client still wants them; the last one always. */
  #isConfirmable({ response, confirmable }: Pending): boolean {
    if (confirmable !== undefined) return confirmable;
    const { confirmableEvery, confirmableAfter } = this.#context.parameters;
    const isDue = this.#context.ports.clock.monotonic() - this.#confirmedAt >= confirmableAfter;
    return isDue || this.#count % confirmableEvery === 0 || !isSuccess(response.code);
  }

  #send(response: CoapResponse, isConfirmable: boolean): void {
    const { layer, ports } = this.#context;
    const { peer } = this;
    const draft = this.#draft(response);
    this.#sentAt = ports.clock.monotonic();
    if (isConfirmable) {
      const renew = (): Draft | undefined => this.#renew();
      const settled = (outcome: Outcome, facts: OutcomeFacts): void => this.#settled(outcome, facts);
      const transmission = layer.send({ peer, type: 'CON', draft, renew, settled });
      if (!transmission.isOver) this.#transmission = transmission;
    } else {
      this.#context.sent(this, layer.sendAndForget(peer, draft));
    }
    this.#count++;
    if (!isSuccess(response.code)) this.#leave();
  }

  /** The last notification goes on being delivered; nothing follows it. */
  #leave(): void {
    this.#transmission = undefined;
    this.end();
  }

  #draft(response: CoapResponse): Draft {
    const { code, payload, options } = this.#context.divide(response);
    const observe = isSuccess(code) ? [uintOption(OPTIONS.OBSERVE, this.#context.nextSequence())] : [];
    return { code, token: this.token, options: [...observe, ...options], payload };
  }

  #renew(): Draft | undefined {
    const pending = this.#pending;
    if (pending === undefined || !isSuccess(pending.response.code)) return undefined;
    this.#pending = undefined;
    return this.#draft(pending.response);
  }

  #settled(outcome: Outcome, { roundTrip }: OutcomeFacts): void {
    this.#transmission = undefined;
    // §4.5: a client that cannot be reached, or rejects, is no longer interested.
    if (outcome !== 'acknowledged') {
      this.end();
      return;
    }
    this.#confirmedAt = this.#context.ports.clock.monotonic();
    this.#roundTrip = roundTrip ?? this.#roundTrip;
    this.#advance();
  }
}
