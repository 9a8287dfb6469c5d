/**
 * Which decisions are watched. A decision that nobody watches could not be taken back, so a device for which there is no
 * room is denied; room is made only by what nobody holds any more, and by denials, on which nothing rests.
 */

import type { Fact, Goal } from '@sallyport/assurance-inference';

export interface Watched {
  readonly goal: Goal;
  /** What was known of the last request; it stays with the question. */
  readonly given: readonly Fact[];
  /** Other things were known of earlier requests: somebody may hold an answer to another question than this one. */
  isVaried: boolean;
  /** The key under which registers held the device when it was asked for. */
  readonly deviceKey: string;
  /** The answer as it was last told. */
  holds: boolean;
  /** Whether it was told that the answer turned, since it was last asked. */
  isTold: boolean;
  /** What went with it, as text; undefined while that was not asked. */
  obligations: string | undefined;
}

export interface WatchesOptions {
  readonly max: number;
  readonly isHeld: (deviceKey: string) => boolean;
}

/** How many of the least recently asked are looked at for one that can go. */
const TRIES = 64;

export class Watches {
  readonly #options: WatchesOptions;
  /** In the order in which they were last asked. */
  readonly #watched = new Map<string, Watched>();

  constructor(options: WatchesOptions) {
    this.#options = options;
  }

  /**
   * Makes room for one more, and gives what had to go; undefined when there is no room. What is watched already needs none.
   */
  makeRoomFor(goal: Goal): readonly Goal[] | undefined {
    if (this.#watched.has(nameOf(goal)) || this.#watched.size < this.#options.max) return [];
    let tries = 0;
    for (const [key, watched] of this.#watched) {
      if (tries++ === TRIES) return undefined;
      this.#watched.delete(key);
      // Of several answers the last may be no, and another hold.
      const isDenied = !watched.holds && !watched.isVaried;
      if (isDenied || !this.#options.isHeld(watched.deviceKey)) return [watched.goal];
      // What is held goes to the end of the row, so that the next search begins with others.
      this.#watched.set(key, watched);
    }
    return undefined;
  }

  put(watched: Watched): void {
    const key = nameOf(watched.goal);
    this.#watched.delete(key);
    this.#watched.set(key, watched);
  }

  get(goal: Goal): Watched | undefined {
    return this.#watched.get(nameOf(goal));
  }

  all(): Iterable<Watched> {
    return this.#watched.values();
  }
}

function nameOf({ relation, arguments: values }: Goal): string {
  return JSON.stringify([relation, ...values]);
}
