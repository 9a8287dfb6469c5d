/**
 * Work that lets other work go first. It is done many at a time and answered together, so that whoever writes down what it gives
 * does so in few trips to the disk.
 */

import { someAtATime } from '@sallyport/core';

export interface BehindOptions<Item, Result> {
  /** Must not reject. */
  readonly work: (item: Item) => Promise<Result>;
  /** Resolves when what goes first is done, or has taken long enough. */
  readonly first: () => Promise<unknown>;
}

/** As many as share a trip to the disk, with two lines of a log each. */
const TOGETHER = 256;
/** At the same time: whatever else is asked meanwhile is not to wait for more. */
const AT_ONCE = 16;

export class Behind<Item, Result> {
  readonly #options: BehindOptions<Item, Result>;
  #waiting: { readonly item: Item; readonly resolve: (result: Result) => void }[] = [];
  #isRunning = false;

  constructor(options: BehindOptions<Item, Result>) {
    this.#options = options;
  }

  do(item: Item): Promise<Result> {
    const { promise, resolve } = Promise.withResolvers<Result>();
    this.#waiting.push({ item, resolve });
    if (!this.#isRunning) void this.#run();
    return promise;
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    // Whatever else is begun in the same row goes first, too.
    await null;
    while (this.#waiting.length > 0) {
      await this.#options.first();
      const some = this.#waiting.splice(0, TOGETHER);
      const results = await someAtATime(some, AT_ONCE, async ({ item, resolve }) => {
        const result = await this.#options.work(item);
        return () => resolve(result);
      });
      for (const resolve of results) resolve();
    }
    this.#isRunning = false;
  }
}
