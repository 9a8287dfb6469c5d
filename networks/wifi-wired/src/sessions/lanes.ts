/** Runs work, so many at a time, the rest in the order in which it came. */

export class Lanes {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  /** `most`: at the same time. */
  constructor(most: number) {
    this.#free = most;
  }

  /** What `work` gives, when its turn has come. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free++;
      else next();
    }
  }
}
