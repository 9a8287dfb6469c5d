/** Brings the steering data of the enabled joiners to the network, one change after the other. */

import type { JoinerTable } from './joiner-table.ts';

export class Steering {
  readonly #joiners: JoinerTable;
  readonly #send: (steeringData: Uint8Array) => Promise<void>;
  #last: Promise<void> = Promise.resolve();

  constructor(joiners: JoinerTable, send: (steeringData: Uint8Array) => Promise<void>) {
    this.#joiners = joiners;
    this.#send = send;
  }

  /** Resolves when the network steers those who are enabled by then; rejects as `send` does. */
  bring(): Promise<void> {
    const send = (): Promise<void> => this.#send(this.#joiners.steeringData());
    const bringing = this.#last.then(send, send);
    this.#last = bringing;
    return bringing;
  }
}
