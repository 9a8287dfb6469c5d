/** A link in virtual time between endpoints: datagrams take a while, and may be lost, doubled and overtaken. */

import { CoapEndpoint, type CoapMessage, decodeMessage, type EndpointOptions } from '@sallyport/coap';
import { type Random, seededRandom, VirtualTime } from '@sallyport/core';

export interface Quality {
  /** Milliseconds that a datagram takes at least, and how many more it may take. */
  readonly delay: number;
  readonly jitter: number;
  /** From 0 to 1. */
  readonly loss: number;
  readonly doubling: number;
}

export const PERFECT: Quality = { delay: 10, jitter: 0, loss: 0, doubling: 0 };

export interface Passed {
  readonly at: number;
  readonly from: string;
  readonly to: string;
  readonly message: CoapMessage;
}

export class VirtualLink {
  readonly time = new VirtualTime();
  /** Everything that was sent, also what was lost. */
  readonly passed: Passed[] = [];
  /** Says of what is sent whether it is lost. */
  isLost: (passed: Passed) => boolean = () => false;
  readonly #quality: Quality;
  readonly #random: Random;
  readonly #seed: string;
  readonly #stations = new Map<string, (datagram: Uint8Array, from: string, multicast: boolean) => void>();

  constructor(quality: Quality = PERFECT, seed = 'link') {
    this.#quality = quality;
    this.#seed = seed;
    this.#random = seededRandom(seed);
  }

  join(name: string, options: EndpointOptions = {}): CoapEndpoint {
    const endpoint = new CoapEndpoint(options, {
      clock: this.time,
      timer: this.time,
      random: seededRandom(`${this.#seed} ${name}`),
      transmit: (datagram, to) => this.send(name, to, datagram),
    });
    this.#stations.set(name, (datagram, from, multicast) => endpoint.receive(datagram, from, { multicast }));
    return endpoint;
  }

  /** A station that only hears. */
  listen(name: string, heard: (datagram: Uint8Array, from: string) => void): void {
    this.#stations.set(name, heard);
  }

  /** To one, or to everybody when `to` is `all`. */
  send(from: string, to: string, datagram: Uint8Array): void {
    const passed: Passed = { at: this.time.monotonic(), from, to, message: decodeMessage(Uint8Array.from(datagram)) };
    this.passed.push(passed);
    if (this.isLost(passed)) return;
    const { loss, doubling } = this.#quality;
    const copies = this.#chance(loss) ? 0 : this.#chance(doubling) ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) this.#deliver(from, to, Uint8Array.from(datagram));
  }

  /** What was sent, in short: `CON 0.01 a>b`. */
  log(): readonly string[] {
    return this.passed.map(({ message, from, to }) => {
      const code = `${message.code >> 5}.${String(message.code & 31).padStart(2, '0')}`;
      return `${message.type} ${code} ${from}>${to}`;
    });
  }

  #deliver(from: string, to: string, datagram: Uint8Array): void {
    const { delay, jitter } = this.#quality;
    this.time.after(delay + jitter * this.#fraction(), () => {
      if (to !== 'all') this.#stations.get(to)?.(datagram, from, false);
      else for (const [name, hear] of this.#stations) if (name !== from) hear(datagram, from, true);
    });
  }

  #chance(probability: number): boolean {
    return this.#fraction() < probability;
  }

  #fraction(): number {
    const [high = 0, low = 0] = this.#random.bytes(2);
    return (high * 256 + low) / 65_536;
  }
}

/** What a promise gives while time passes on the link; rejects with it. */
export async function during<T>(link: VirtualLink, work: Promise<T>, limit = 3_600_000): Promise<T> {
  let isSettled = false;
  const settled = (): void => {
    isSettled = true;
  };
  work.then(settled, settled);
  await link.time.until(() => isSettled, limit);
  if (!isSettled) throw new Error('nothing came of it in time');
  return work;
}
