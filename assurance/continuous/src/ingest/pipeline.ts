/**
 * Logged claims on their way to be judged: verified together, several at a time, and judged in one go. A claim whose
 * issuer's key has to be fetched from somewhere slow does not hold up those after it: what is decided in the end does not
 * depend on the order.
 */

import type { LoggedClaim } from '@sallyport/assurance-claim-log';
import { type Milliseconds, type Timer, within } from '@sallyport/core';
import { breath, chunks } from '../chunks.ts';
import type { Reading } from './verifier.ts';

export interface ReadClaim {
  readonly claim: LoggedClaim;
  readonly reading: Reading;
}

export interface PipelineOptions {
  readonly timer: Timer;
  /** Claims verified and judged together. */
  readonly batch: number;
  /** How long a batch waits for the slowest of its claims. */
  readonly patience: Milliseconds;
  /** Must not reject. */
  readonly read: (claim: LoggedClaim) => Promise<Reading>;
  /** Told one batch at a time. What it throws is told to `onError`, and the batch counts as done. */
  readonly judge: (batch: readonly ReadClaim[]) => Promise<void>;
  /** The key of its issuer takes longer than the patience; it comes later. */
  readonly late: (claim: LoggedClaim) => void;
  readonly onError: (error: unknown) => void;
}

/** Signatures verified without a break, some milliseconds. */
const WITHOUT_BREAK = 32;

interface Batch {
  readonly claims: readonly ReadClaim[];
  /** Claims of the log that are done with once these are judged. */
  readonly count: number;
}

export class Pipeline {
  readonly #options: PipelineOptions;
  readonly #logged: LoggedClaim[] = [];
  /** Verified after their batch had gone on. */
  readonly #late: ReadClaim[] = [];
  readonly #waiting: (() => void)[] = [];
  readonly #settling: { readonly taken: number; readonly resolve: () => void }[] = [];
  /** Claims that were taken, and those of them that are judged or set aside. */
  #taken = 0;
  #done = 0;
  #running: Promise<void> | undefined;
  #isClosed = false;

  constructor(options: PipelineOptions) {
    this.#options = options;
  }

  /** Resolves when there is room for another claim. */
  async take(claim: LoggedClaim): Promise<void> {
    this.#logged.push(claim);
    this.#taken++;
    this.#run();
    if (this.#logged.length < 2 * this.#options.batch) return;
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  /** Resolves when everything that was taken before is judged, but for claims whose issuers' keys are still being fetched. */
  settled(): Promise<void> {
    if (this.#done >= this.#taken || this.#isClosed) return Promise.resolve();
    return new Promise((resolve) => {
      this.#settling.push({ taken: this.#taken, resolve });
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#release();
    await this.#running;
    this.#settle(this.#taken);
  }

  #run(): void {
    if (this.#isClosed) return;
    this.#running ??= this.#work().finally(() => {
      this.#running = undefined;
      this.#release();
      // What came while the work was coming to its end.
      if (this.#logged.length + this.#late.length > 0) this.#run();
    });
  }

  async #work(): Promise<void> {
    // Claims that come in one turn of the event loop are taken together.
    await Promise.resolve();
    let next = this.#readBatch();
    while (next !== undefined) {
      const { claims, count } = await next;
      // While one batch is judged, in another thread for the most part, the next is verified.
      const judging = this.#judge(claims);
      next = this.#readBatch();
      await judging;
      this.#settle(this.#done + count);
      next ??= this.#readBatch();
    }
  }

  /** Undefined when there is nothing to do. */
  #readBatch(): Promise<Batch> | undefined {
    if (this.#isClosed || this.#logged.length + this.#late.length === 0) return undefined;
    const late = this.#late.splice(0);
    const logged = this.#logged.splice(0, this.#options.batch);
    this.#release();
    return this.#readAll(logged).then((read) => ({
      claims: [...late, ...read.filter((one) => one !== undefined)],
      count: logged.length,
    }));
  }

  async #readAll(logged: readonly LoggedClaim[]): Promise<readonly (ReadClaim | undefined)[]> {
    const reading: Promise<ReadClaim | undefined>[] = [];
    for (const some of chunks(logged, WITHOUT_BREAK)) {
      if (reading.length > 0) await breath();
      reading.push(...some.map((claim) => this.#read(claim)));
    }
    return Promise.all(reading);
  }

  async #read(claim: LoggedClaim): Promise<ReadClaim | undefined> {
    const { read, timer, patience, late } = this.#options;
    const reading = read(claim);
    const inTime = await within(timer, patience, reading);
    if (inTime !== undefined) return { claim, reading: inTime };
    late(claim);
    reading.then((given) => {
      this.#late.push({ claim, reading: given });
      this.#run();
    }, this.#options.onError);
    return undefined;
  }

  async #judge(batch: readonly ReadClaim[]): Promise<void> {
    if (batch.length === 0) return;
    try {
      await this.#options.judge(batch);
    } catch (thrown) {
      this.#options.onError(thrown);
    }
  }

  #settle(done: number): void {
    this.#done = done;
    while (this.#settling[0] !== undefined && this.#settling[0].taken <= done) this.#settling.shift()?.resolve();
  }

  #release(): void {
    for (const resume of this.#waiting.splice(0)) resume();
  }
}
