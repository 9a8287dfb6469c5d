/** What the inside of `transact` sees. */

import type { Clock, JsonValue } from '@sallyport/core';
import { fail } from '../errors.ts';
import type { NewEvent, Position, StoredEvent } from '../events.ts';
import { checkKey } from '../limits.ts';
import type { AppendOptions, Transaction } from '../log-store.ts';
import type { Table, TableReader } from '../table.ts';
import type { Batch } from './batch.ts';
import { prepareEvents } from './event-codec.ts';
import type { ProjectionSet } from './projection-set.ts';
import { OverlayTable } from './tables.ts';

export class BatchTransaction implements Transaction {
  readonly #batch: Batch;
  readonly #projections: ProjectionSet;
  readonly #clock: Clock;
  #open = true;
  #appending: Promise<unknown> = Promise.resolve();
  #broken: { readonly error: unknown } | undefined;

  private constructor(batch: Batch, projections: ProjectionSet, clock: Clock) {
    this.#batch = batch;
    this.#projections = projections;
    this.#clock = clock;
  }

  static async run<Result>(
    batch: Batch,
    projections: ProjectionSet,
    clock: Clock,
    decide: (tx: Transaction) => Promise<Result>,
  ): Promise<Result> {
    const tx = new BatchTransaction(batch, projections, clock);
    try {
      const result = await decide(tx);
      await tx.#appending;
      // An append that failed half-way leaves tables behind that must not be committed, even if `decide` caught it.
      if (tx.#broken !== undefined) throw tx.#broken.error;
      return result;
    } finally {
      tx.#open = false;
    }
  }

  head(): Position {
    return this.#batch.head;
  }

  async streamVersion(stream: string): Promise<number> {
    this.#checkOpen();
    return this.#batch.versionOf(checkKey('stream', stream));
  }

  table<Row extends JsonValue, Index extends string>(table: Table<Row, Index>): TableReader<Row, Index> {
    return new OverlayTable(table, this.#projections.physical(table), this.#batch.overlay, () => this.#open);
  }

  async append(events: readonly NewEvent[], options: AppendOptions = {}): Promise<readonly StoredEvent[]> {
    this.#checkOpen();
    const prepared = prepareEvents(events, this.#clock);
    // One after the other: events of two appends applied in turns would not replay in the order of their positions.
    const appended = this.#appending.then(async () => {
      this.#checkOpen();
      const before = this.#batch.head;
      try {
        return await this.#batch.append(prepared, options);
      } catch (error) {
        if (this.#batch.head !== before) this.#broken = { error };
        throw error;
      }
    });
    this.#appending = appended.catch(() => undefined);
    return appended;
  }

  #checkOpen(): void {
    if (!this.#open) throw fail('E_STORE_ARGUMENT', 'the transaction was used after it had ended');
  }
}
