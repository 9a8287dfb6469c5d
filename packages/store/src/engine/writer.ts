/**
 * Group commit: pieces of work that arrive in the same turn of the event loop, or while the disk is busy, share one
 * transaction and one trip to the disk. A piece that fails after it has changed something takes the transaction down
 * with it; the others are then run again one by one, so nobody fails for another's mistake.
 */

import { fail } from '../errors.ts';
import { MAX_WAITING } from '../limits.ts';
import type { Backend, WriteSession } from './backend.ts';
import { Batch, type Needs } from './batch.ts';
import type { ProjectionSet } from './projection-set.ts';

/** Most pieces of work in one transaction. */
const MAX_TOGETHER = 512;

interface Job {
  readonly needs: Needs;
  /** Does the work; on success keeps the result for `resolve`. */
  attempt(batch: Batch): Promise<void>;
  resolve(): void;
  reject(reason: unknown): void;
}

export class Writer {
  readonly #backend: Backend;
  readonly #projections: ProjectionSet;
  #queue: Job[] = [];
  #running: Promise<void> | undefined;

  constructor(backend: Backend, projections: ProjectionSet) {
    this.#backend = backend;
    this.#projections = projections;
  }

  /** Runs `work` in a transaction shared with others; resolves when it is committed. @throws E_STORE_BUSY */
  submit<Result>(needs: Needs, work: (batch: Batch) => Promise<Result>): Promise<Result> {
    if (this.#queue.length >= MAX_WAITING) {
      return Promise.reject(fail('E_STORE_BUSY', `${MAX_WAITING} appends are waiting for the disk already`));
    }
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    let settle = () => {};
    this.#queue.push({
      needs,
      attempt: async (batch) => {
        const result = await work(batch);
        settle = () => resolve(result);
      },
      resolve: () => settle(),
      reject,
    });
    this.#running ??= this.#run();
    return promise;
  }

  /** Resolves when nothing is waiting any more. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  async #run(): Promise<void> {
    // After the callbacks of this turn of the event loop, so that all their appends are in.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#queue.length > 0) {
      const jobs = this.#queue.slice(0, MAX_TOGETHER);
      this.#queue = this.#queue.slice(MAX_TOGETHER);
      await this.#commit(jobs);
    }
    this.#running = undefined;
  }

  async #commit(jobs: readonly Job[]): Promise<void> {
    try {
      let outcome = await this.#backend.write((session) => this.#attempt(jobs, session));
      while (outcome === 'behind') outcome = await this.#backend.write((session) => this.#attempt(jobs, session));
      if (outcome === 'discarded') {
        for (const job of jobs) await this.#commit([job]);
      } else {
        for (const settle of outcome) settle();
      }
    } catch (error) {
      for (const job of jobs) job.reject(error);
    }
  }

  /** The work of one transaction; gives what to do with each job once it is committed. */
  async #attempt(
    jobs: readonly Job[],
    session: WriteSession,
  ): Promise<'behind' | 'discarded' | readonly (() => void)[]> {
    // Catching up under the same lock as the append: other replicas cannot keep running ahead of this one.
    if (!this.#projections.isCurrent(session) && !(await this.#projections.step(session))) return 'behind';
    const batch = new Batch(session, this.#projections);
    await batch.look({
      streams: jobs.flatMap(({ needs }) => needs.streams),
      uniqueKeys: jobs.flatMap(({ needs }) => needs.uniqueKeys),
    });
    const settle: (() => void)[] = [];
    for (const job of jobs) {
      const before = batch.head;
      try {
        await job.attempt(batch);
        settle.push(() => job.resolve());
      } catch (error) {
        if (session.failure !== undefined) throw session.failure;
        if (batch.head === before) {
          settle.push(() => job.reject(error));
        } else {
          session.discard();
          return jobs.length === 1 ? [() => job.reject(error)] : 'discarded';
        }
      }
    }
    await batch.finish();
    return settle;
  }
}
