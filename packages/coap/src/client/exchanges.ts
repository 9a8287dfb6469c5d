/** One request, one response (RFC 7252 §5.2): piggybacked or separate, confirmable or not. Blocks are another layer's matter. */

import type { Milliseconds, SallyportError } from '@sallyport/core';
import { fail } from '../errors.ts';
import type { CoapResponse } from '../exchange.ts';
import type { Draft } from '../message/message.ts';
import type { MessageLayer } from '../messaging/message-layer.ts';
import type { Outcome, Transmission } from '../messaging/outbox.ts';
import type { DerivedTimes } from '../parameters.ts';
import type { CoapPorts } from '../ports.ts';
import type { Expectations } from './expectations.ts';

export type RequestDraft = Omit<Draft, 'token'>;

export interface AskOptions {
  readonly confirmable?: boolean | undefined;
  readonly timeout?: Milliseconds | undefined;
  readonly signal?: AbortSignal | undefined;
}

export class Exchanges {
  readonly #layer: MessageLayer;
  readonly #expectations: Expectations;
  readonly #ports: CoapPorts;
  readonly #times: DerivedTimes;

  constructor(layer: MessageLayer, expectations: Expectations, ports: CoapPorts, times: DerivedTimes) {
    this.#layer = layer;
    this.#expectations = expectations;
    this.#ports = ports;
    this.#times = times;
  }

  /** Rejects with E_COAP_TIMEOUT, E_COAP_RESET, E_COAP_BAD_OPTION, E_COAP_BUSY, E_COAP_CANCELLED, E_COAP_PEER_GONE, E_COAP_CLOSED. */
  ask(peer: string, draft: RequestDraft, options: AskOptions): Promise<CoapResponse> {
    const { confirmable = true, signal } = options;
    const timeout = options.timeout ?? (confirmable ? this.#times.exchangeLifetime : this.#times.nonLifetime);
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) throw cancelled(signal);
      let transmission: Transmission | undefined;
      let isOver = false;
      const finish = (): void => {
        isOver = true;
        this.#expectations.close(peer, token);
        transmission?.cancel();
        cancelTimer();
        signal?.removeEventListener('abort', aborted);
      };
      const failed = (error: SallyportError): void => {
        finish();
        reject(error);
      };
      const aborted = (): void => failed(cancelled(signal));
      const response = (received: CoapResponse): void => {
        finish();
        resolve(received);
      };
      const token = this.#expectations.open(peer, { response, failed });
      const cancelTimer = this.#ports.timer.after(timeout, () => failed(unanswered(timeout)));
      signal?.addEventListener('abort', aborted, { once: true });
      const settled = (outcome: Outcome): void => {
        const error = errorOf(outcome);
        if (error !== undefined) failed(error);
      };
      try {
        const type = confirmable ? 'CON' : 'NON';
        transmission = this.#layer.send({ peer, type, draft: { ...draft, token }, settled });
        // A link in the same process may have brought the response already.
        if (isOver) transmission.cancel();
      } catch (error) {
        finish();
        throw error;
      }
    });
  }
}

/** Undefined for an acknowledgement: the response is still to come. */
export function errorOf(outcome: Outcome): SallyportError | undefined {
  if (outcome === 'reset') return fail('E_COAP_RESET', 'the peer rejected the message');
  if (outcome === 'timeout') return fail('E_COAP_TIMEOUT', 'the peer did not acknowledge the message');
  if (outcome === 'exhausted') return fail('E_COAP_BUSY', 'every message ID was used lately');
  return undefined;
}

export function cancelled(signal: AbortSignal | undefined): SallyportError {
  return fail('E_COAP_CANCELLED', 'the exchange was cancelled', { cause: signal?.reason });
}

function unanswered(timeout: Milliseconds): SallyportError {
  return fail('E_COAP_TIMEOUT', `no response within ${timeout} ms`);
}
