/** Who listens on which UDP port of a node. */

import { fail } from '../errors.ts';
import type { IncomingDatagram } from '../node/ports.ts';

export type Listener = (datagram: IncomingDatagram) => void;

export class UdpPorts {
  readonly #listeners = new Map<number, Listener>();

  /** Until the function it gives is called. @throws E_THREAD_SIMULATION for a port that is bound */
  bind(port: number, listener: Listener): () => void {
    if (this.#listeners.has(port)) throw fail('E_THREAD_SIMULATION', `UDP port ${port} is bound`);
    this.#listeners.set(port, listener);
    return () => {
      if (this.#listeners.get(port) === listener) this.#listeners.delete(port);
    };
  }

  isBound(port: number): boolean {
    return this.#listeners.has(port);
  }

  /** False when nobody listens. */
  dispatch(port: number, datagram: IncomingDatagram): boolean {
    const listener = this.#listeners.get(port);
    listener?.(datagram);
    return listener !== undefined;
  }

  clear(): void {
    this.#listeners.clear();
  }
}
