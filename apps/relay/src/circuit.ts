/** One circuit's two sockets: bytes pass both ways, untouched and at the slower side's pace (RFC 8995 §4). */

import { connect, type Socket } from 'node:net';
import type { CircuitSide, RegistrarAddress } from '@sallyport/brski';

/** What a circuit tells of itself. */
export interface CircuitListener {
  connected(): void;
  failed(error: Error): void;
  /** Bytes passed. Called often. */
  passed(bytes: number, from: CircuitSide): void;
  ended(side: CircuitSide): void;
  /** Both sockets are gone. */
  closed(): void;
}

export class Circuit {
  readonly #pledge: Socket;
  readonly #listener: CircuitListener;
  #registrar: Socket | undefined;
  #isSpliced = false;
  #open = 1;

  /** @param pledge paused, so that nothing is read before there is somewhere to pass it */
  constructor(pledge: Socket, listener: CircuitListener) {
    this.#pledge = pledge;
    this.#listener = listener;
    pledge.setNoDelay(true);
    this.#attend(pledge);
  }

  /** Connects to a registrar, giving up any other attempt. */
  connect(address: RegistrarAddress): void {
    this.#registrar?.removeAllListeners().on('error', ignore).destroy();
    const registrar = connect({ ...address, allowHalfOpen: true, noDelay: true });
    this.#registrar = registrar;
    registrar.once('connect', () => this.#listener.connected());
    registrar.once('error', (error) => {
      if (!this.#isSpliced) this.#listener.failed(error);
    });
  }

  /** Lets bytes pass. `pipe` stops reading from one side while the other cannot take more, and passes on its end. */
  splice(): void {
    const registrar = this.#registrar;
    if (registrar === undefined) return;
    this.#isSpliced = true;
    this.#open++;
    this.#attend(registrar);
    this.#pass(this.#pledge, registrar, 'pledge');
    this.#pass(registrar, this.#pledge, 'registrar');
  }

  /** Closes both sides. */
  destroy(): void {
    this.#pledge.destroy();
    this.#registrar?.destroy();
  }

  /** Resets both sides, so that neither takes a broken stream for a finished one. */
  #break(): void {
    this.#pledge.resetAndDestroy();
    this.#registrar?.resetAndDestroy();
  }

  #pass(from: Socket, to: Socket, side: CircuitSide): void {
    from.on('data', (chunk: Buffer) => this.#listener.passed(chunk.length, side));
    from.once('end', () => this.#listener.ended(side));
    from.pipe(to);
  }

  /** A side that breaks takes the other with it; one that ended well lets the other finish. */
  #attend(socket: Socket): void {
    socket.on('error', () => this.#break());
    socket.once('close', () => {
      if (!socket.readableEnded) this.#break();
      this.#open--;
      if (this.#open > 0) return;
      if (!this.#isSpliced) this.#registrar?.on('error', ignore).destroy();
      this.#listener.closed();
    });
  }
}

function ignore(): void {}
