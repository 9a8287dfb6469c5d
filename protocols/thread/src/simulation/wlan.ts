/** The home network between external Commissioners and a Border Agent: datagrams, some of which it loses or delays. */

import type { Milliseconds, Timer } from '@sallyport/core';
import type { Dice } from './dice.ts';

export interface WlanOptions {
  /** Part of the datagrams that is lost, 0 to 1. */
  readonly loss?: number;
  readonly latency?: Milliseconds;
}

const LATENCY: Milliseconds = 3;

export class Wlan {
  readonly #timer: Timer;
  readonly #dice: Dice;
  readonly #options: WlanOptions;
  readonly #clients = new Map<string, (datagram: Uint8Array) => void>();
  /** What hears clients: the Border Agent. */
  server: ((datagram: Uint8Array, client: string) => void) | undefined;

  constructor(ports: { readonly timer: Timer; readonly dice: Dice }, options: WlanOptions = {}) {
    this.#timer = ports.timer;
    this.#dice = ports.dice;
    this.#options = options;
  }

  /** A client that hears with `receive`; what it says goes through the function it gets. */
  connect(client: string, receive: (datagram: Uint8Array) => void): (datagram: Uint8Array) => void {
    this.#clients.set(client, receive);
    return (datagram) => this.#carry(() => this.server?.(datagram, client));
  }

  disconnect(client: string): void {
    this.#clients.delete(client);
  }

  toClient(datagram: Uint8Array, client: string): void {
    this.#carry(() => this.#clients.get(client)?.(datagram));
  }

  #carry(deliver: () => void): void {
    const { loss = 0, latency = LATENCY } = this.#options;
    if (this.#dice.chance(loss)) return;
    this.#timer.after(latency * (1 + this.#dice.next()), deliver);
  }
}
