/** Work about devices, one after the other; a device that is named again while it waits is worked on once. */

export class DeviceQueue {
  readonly #work: (key: string) => Promise<void>;
  readonly #onError: (error: unknown) => void;
  readonly #waiting = new Set<string>();
  #running: Promise<void> | undefined;
  #isClosed = false;

  constructor(work: (key: string) => Promise<void>, onError: (error: unknown) => void) {
    this.#work = work;
    this.#onError = onError;
  }

  add(key: string): void {
    if (this.#isClosed || key === '') return;
    this.#waiting.add(key);
    this.#running ??= this.#run();
  }

  /** Resolves when nothing waits any more. */
  async settled(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  /** Finishes the work under way, and leaves the rest. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#waiting.clear();
    await this.settled();
  }

  async #run(): Promise<void> {
    // So that `#running` is set before this can unset it.
    await null;
    for (const key of this.#waiting) {
      this.#waiting.delete(key);
      await this.#work(key).catch(this.#onError);
    }
    this.#running = undefined;
  }
}
