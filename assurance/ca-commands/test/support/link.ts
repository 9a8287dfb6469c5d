/** A connection between a registrar and a router, that tests can look into, change and cut. */

import { fromUtf8 } from '@sallyport/core';
import type {
  Channel,
  Connection,
  Peer,
  RegistrarMessage,
  RegistrarSide,
  RouterMessage,
  RouterSide,
} from '../../src/index.ts';
import type { Party } from './people.ts';

/** One direction of a connection. */
class Direction {
  readonly said: string[] = [];
  #queue: Uint8Array[] = [];
  #isClosed = false;
  #isRunning = false;
  #take: (message: Uint8Array) => Promise<void> = async () => {};
  #over: () => void = () => {};
  tamper: (message: Uint8Array) => Uint8Array | undefined = (message) => message;

  to(connection: Connection): void {
    this.#take = (message) => connection.receive(message);
    this.#over = () => connection.ended();
  }

  send(message: Uint8Array): void {
    if (this.#isClosed) return;
    const arrives = this.tamper(message);
    if (arrives === undefined) return;
    this.said.push(fromUtf8(arrives));
    this.#queue.push(arrives);
    void this.#run();
  }

  close(): void {
    this.#isClosed = true;
    void this.#run();
  }

  async #run(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    await new Promise(setImmediate);
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) await this.#take(next);
    this.#isRunning = false;
    if (this.#isClosed) this.#over();
  }
}

export interface LinkEnd<Side extends { connect(channel: Channel, peer: Peer): Connection }> {
  readonly side: Pick<Side, 'connect'>;
  readonly certificate: Party['certificate'];
}

export class Link {
  readonly toRouter = new Direction();
  readonly toRegistrar = new Direction();

  constructor(registrar: LinkEnd<RegistrarSide>, router: LinkEnd<RouterSide>) {
    this.toRegistrar.to(
      registrar.side.connect(channel(this.toRouter, this.toRegistrar), {
        certificate: router.certificate,
        address: 'router',
      }),
    );
    this.toRouter.to(
      router.side.connect(channel(this.toRegistrar, this.toRouter), {
        certificate: registrar.certificate,
        address: 'registrar',
      }),
    );
  }

  /** As a cable that is cut: both sides notice. */
  cut(): void {
    this.toRouter.close();
    this.toRegistrar.close();
  }

  /** What was said to one side, by type. */
  told(to: 'router' | 'registrar', type: string): (RouterMessage | RegistrarMessage)[] {
    const { said } = to === 'router' ? this.toRouter : this.toRegistrar;
    return said
      .map((text): RouterMessage | RegistrarMessage => JSON.parse(text))
      .filter((message) => message.type === type);
  }
}

function channel(out: Direction, back: Direction): Channel {
  return {
    send: (message) => out.send(message),
    close: () => {
      out.close();
      back.close();
    },
  };
}
