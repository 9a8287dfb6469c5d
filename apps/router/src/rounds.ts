/** Registrars to try: those named by hand, then those found, each in its turn; and how long to wait between rounds. */

import type { Milliseconds, Random } from '@sallyport/core';
import type { RegistrarAddress, RegistrarSink } from './discovery/sources.ts';

export interface RoundsOptions {
  readonly named: readonly RegistrarAddress[];
  readonly firstPause: Milliseconds;
  readonly longestPause: Milliseconds;
  readonly random: Random;
}

/** Most registrars that are remembered of those found: anybody on the link can announce as many as it likes. */
const MOST_FOUND = 32;

export class Rounds implements RegistrarSink {
  readonly #options: RoundsOptions;
  readonly #found = new Map<string, RegistrarAddress>();
  #tried: ReadonlySet<string> = new Set();
  #isOver = false;
  #pause: Milliseconds;
  #wake = () => {};

  constructor(options: RoundsOptions) {
    this.#options = options;
    this.#pause = options.firstPause;
  }

  /** Nobody is to be connected to. */
  get isEmpty(): boolean {
    return this.#options.named.length === 0 && this.#found.size === 0;
  }

  /** Calls when there is somebody where nobody was. */
  onFound(wake: () => void): void {
    this.#wake = wake;
  }

  found(address: RegistrarAddress): void {
    const wasEmpty = this.isEmpty;
    if (this.#found.size < MOST_FOUND) this.#found.set(keyOf(address), address);
    if (wasEmpty) this.#wake();
  }

  withdrawn(address: RegistrarAddress): void {
    this.#found.delete(keyOf(address));
  }

  /** One that was not tried in this round; undefined when the round is over, and another begins. */
  next(): RegistrarAddress | undefined {
    const all = [...this.#options.named, ...this.#found.values()];
    const next = this.#isOver ? undefined : all.find((address) => !this.#tried.has(keyOf(address)));
    this.#isOver = false;
    this.#tried = next === undefined ? new Set() : new Set([...this.#tried, keyOf(next)]);
    return next;
  }

  /** How long until the next round: longer each time, and not the same for all routers. */
  nextPause(): Milliseconds {
    const { random, longestPause } = this.#options;
    const share = 0.5 + (random.bytes(1)[0] ?? 0) / 512;
    const pause = Math.round(this.#pause * share);
    this.#pause = Math.min(longestPause, this.#pause * 2);
    return pause;
  }

  /** A session came about. When it ends there is a short pause, and then a new round. */
  succeeded(): void {
    this.#isOver = true;
    this.#pause = this.#options.firstPause;
  }
}

function keyOf({ host, port }: RegistrarAddress): string {
  return `${host}/${port}`;
}
