/** Requests to a group (RFC 7252 §8): non-confirmable, answered by any of its members within a while. */

import type { Milliseconds, SallyportError } from '@sallyport/core';
import type { CoapResponse } from '../exchange.ts';
import type { MessageLayer } from '../messaging/message-layer.ts';
import type { CoapPorts } from '../ports.ts';
import type { RequestDraft } from './exchanges.ts';
import type { Expectations } from './expectations.ts';

export interface GroupListener {
  readonly response: (response: CoapResponse, from: string) => void;
  /** No more responses are waited for; `error` when that is not because the time is over. */
  readonly ended?: (error?: SallyportError) => void;
}

export class GroupRequests {
  readonly #layer: MessageLayer;
  readonly #expectations: Expectations;
  readonly #ports: CoapPorts;

  constructor(layer: MessageLayer, expectations: Expectations, ports: CoapPorts) {
    this.#layer = layer;
    this.#expectations = expectations;
    this.#ports = ports;
  }

  /**
   * Waits `span` for responses; the function it gives ends that before.
   * @throws E_COAP_BUSY, E_COAP_ARGUMENT
   */
  ask(group: string, draft: RequestDraft, span: Milliseconds, listener: GroupListener): () => void {
    let isOver = false;
    const end = (error?: SallyportError): void => {
      if (isOver) return;
      isOver = true;
      cancelTimer();
      this.#expectations.close(undefined, token);
      listener.ended?.(error);
    };
    const token = this.#expectations.open(undefined, { response: listener.response, failed: end });
    const cancelTimer = this.#ports.timer.after(span, () => end());
    try {
      this.#layer.sendAndForget(group, { ...draft, token }, true);
    } catch (error) {
      isOver = true;
      cancelTimer();
      this.#expectations.close(undefined, token);
      throw error;
    }
    return () => end();
  }
}
