/** How one request is answered (RFC 7252 §5.2): piggybacked, separate, non-confirmable, or within the leisure of a group. */

import type { CoapResponse } from '../exchange.ts';
import type { Incoming, MessageLayer } from '../messaging/message-layer.ts';
import type { TransmissionParameters } from '../parameters.ts';
import { type CoapPorts, randomFraction } from '../ports.ts';

export interface ReplyContext {
  readonly layer: MessageLayer;
  readonly ports: CoapPorts;
  readonly parameters: TransmissionParameters;
  /** Called once, when nothing more is to be sent. */
  readonly over: (reply: Reply) => void;
  /** A response could not be sent any more. */
  readonly failed: (error: unknown, peer: string) => void;
}

export class Reply {
  readonly incoming: Incoming;
  readonly #context: ReplyContext;
  #cancelTimer: (() => void) | undefined;
  #isAcknowledged = false;
  #isOver = false;

  constructor(incoming: Incoming, context: ReplyContext) {
    this.incoming = incoming;
    this.#context = context;
  }

  /** Nothing more is to be sent. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** The response is not there yet: a confirmable request is acknowledged after the processing delay (§5.2.2). */
  wait(): void {
    if (!this.#isConfirmable || this.#isOver) return;
    const { layer, ports, parameters } = this.#context;
    this.#cancelTimer = ports.timer.after(parameters.processingDelay, () => {
      this.#isAcknowledged = true;
      layer.acknowledge(this.incoming);
    });
  }

  /**
   * Once; undefined for no response.
   * @throws E_COAP_BUSY, E_COAP_ARGUMENT
   */
  send(response: CoapResponse | undefined): void {
    if (this.#isOver) return;
    const { layer } = this.#context;
    const { peer, message, multicast } = this.incoming;
    const draft = response === undefined ? undefined : { ...response, token: message.token };
    if (draft !== undefined && multicast) {
      this.#sendAtLeisure(() => layer.sendAndForget(peer, draft));
      return;
    }
    if (this.#isConfirmable && !this.#isAcknowledged) layer.acknowledge(this.incoming, draft);
    // §5.2.2, §5.2.3: confirmable to a confirmable request, non-confirmable to the others.
    else if (draft !== undefined && this.#isConfirmable) {
      layer.send({ peer, type: 'CON', draft, settled: () => undefined });
    } else if (draft !== undefined) {
      layer.sendAndForget(peer, draft);
    }
    this.cancel();
  }

  cancel(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#context.over(this);
  }

  get #isConfirmable(): boolean {
    return this.incoming.message.type === 'CON';
  }

  /** §8.2: at a random moment, so that the members of a group do not answer all at once. */
  #sendAtLeisure(send: () => void): void {
    const { ports, parameters, failed } = this.#context;
    this.#cancelTimer = ports.timer.after(parameters.leisure * randomFraction(ports.random), () => {
      this.cancel();
      try {
        send();
      } catch (error) {
        failed(error, this.incoming.peer);
      }
    });
  }
}
