/** Confirmable messages of which only the acknowledgement is awaited. */

import type { SallyportError } from '@sallyport/core';
import type { Draft } from '../message/message.ts';
import type { MessageLayer } from '../messaging/message-layer.ts';
import type { Outcome, Transmission } from '../messaging/outbox.ts';
import { cancelled } from './exchanges.ts';

interface Delivery {
  readonly peer: string;
  readonly failed: (error: SallyportError) => void;
}

export class Deliveries {
  readonly #layer: MessageLayer;
  readonly #underWay = new Set<Delivery>();

  constructor(layer: MessageLayer) {
    this.#layer = layer;
  }

  /** Rejects with E_COAP_BUSY, E_COAP_ARGUMENT, E_COAP_CANCELLED, E_COAP_PEER_GONE, E_COAP_CLOSED. */
  send(peer: string, draft: Draft, signal: AbortSignal | undefined): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) throw cancelled(signal);
      let transmission: Transmission | undefined;
      const finish = (): void => {
        this.#underWay.delete(delivery);
        signal?.removeEventListener('abort', aborted);
      };
      const failed = (error: SallyportError): void => {
        finish();
        transmission?.cancel();
        reject(error);
      };
      const aborted = (): void => failed(cancelled(signal));
      const settled = (outcome: Outcome): void => {
        finish();
        resolve(outcome);
      };
      const delivery: Delivery = { peer, failed };
      this.#underWay.add(delivery);
      signal?.addEventListener('abort', aborted, { once: true });
      try {
        transmission = this.#layer.send({ peer, type: 'CON', draft, settled });
      } catch (error) {
        finish();
        throw error;
      }
    });
  }

  /** Fails what is under way to `peer`, or to everybody. */
  failAll(error: SallyportError, peer?: string): void {
    for (const delivery of [...this.#underWay]) {
      if (peer === undefined || delivery.peer === peer) delivery.failed(error);
    }
  }
}
