/** Work about devices, some of them at a time; a device that is named again while it waits is worked on once, and never twice at once. */

export class DeviceQueue {
  readonly #work: (key: string) => Promise<void>;
  readonly #onError: (error: unknown) => void;
  readonly #atOnce: number;
  readonly #waiting = new Set<string>();
  readonly #underWay = new Set<string>();
  readonly #lanes = new Set<Promise<void>>();
  /** Lanes that look for more: one that found nothing takes nothing any more, though its promise is not settled yet. */
  #open = 0;
  #isClosed = false;

  /** `atOnce`: devices that are worked on at the same time. */
  constructor(work: (key: string) => Promise<void>, onError: (error: unknown) => void, atOnce = 1) {
    this.#work = work;
    this.#onError = onError;
    this.#atOnce = atOnce;
  }

  add(key: string): void {
    if (this.#isClosed || key === '') return;
    this.#waiting.add(key);
    if (this.#open === this.#atOnce) return;
    this.#open++;
    const lane = this.#run().finally(() => this.#lanes.delete(lane));
    this.#lanes.add(lane);
  }

  /** Resolves when nothing waits any more. */
  async settled(): Promise<void> {
    while (this.#lanes.size > 0) await Promise.all(this.#lanes);
  }

  /** Finishes the work under way, and leaves the rest. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#waiting.clear();
    await this.settled();
  }

  async #run(): Promise<void> {
    // So that whoever adds one is not kept by the work.
    await null;
    for (let key = this.#next(); key !== undefined; key = this.#next()) {
      this.#underWay.add(key);
      await this.#work(key).catch(this.#onError);
      this.#underWay.delete(key);
    }
    this.#open--;
  }

  /** What is worked on already is left to that lane, which looks again when it is done. */
  #next(): string | undefined {
    for (const key of this.#waiting) {
      if (this.#underWay.has(key)) continue;
      this.#waiting.delete(key);
      return key;
    }
    return undefined;
  }
}
