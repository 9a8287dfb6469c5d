/** A log that tells when something was written to it here, so that nobody has to be told twice. */

import type { JsonValue } from '@sallyport/core';
import type {
  AppendOptions,
  ChainedEvent,
  ChainHead,
  LogStore,
  NewEvent,
  Position,
  ProjectionState,
  ReadOptions,
  StoredEvent,
  Table,
  TableReader,
  Transaction,
  VerifyOptions,
} from '@sallyport/store';

export class ObservedStore implements LogStore {
  readonly #store: LogStore;
  readonly #listeners = new Set<() => void>();

  constructor(store: LogStore) {
    this.#store = store;
  }

  /** Calls `listener` after each write of this process is durable. Gives the way to stop. */
  onAppended(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async append(events: readonly NewEvent[], options?: AppendOptions): Promise<readonly StoredEvent[]> {
    const stored = await this.#store.append(events, options);
    this.#tell();
    return stored;
  }

  async transact<Result>(decide: (tx: Transaction) => Promise<Result>): Promise<Result> {
    const result = await this.#store.transact(decide);
    this.#tell();
    return result;
  }

  read(from: Position, options?: ReadOptions): AsyncIterable<StoredEvent> {
    return this.#store.read(from, options);
  }

  head(): Promise<Position> {
    return this.#store.head();
  }

  streamVersion(stream: string): Promise<number> {
    return this.#store.streamVersion(stream);
  }

  table<Row extends JsonValue, Index extends string>(table: Table<Row, Index>): TableReader<Row, Index> {
    return this.#store.table(table);
  }

  projections(): Promise<readonly ProjectionState[]> {
    return this.#store.projections();
  }

  rebuild(name: string): Promise<void> {
    return this.#store.rebuild(name);
  }

  drop(name: string): Promise<void> {
    return this.#store.drop(name);
  }

  prune(): Promise<void> {
    return this.#store.prune();
  }

  chainHead(): Promise<ChainHead> {
    return this.#store.chainHead();
  }

  readChain(from: Position, to: Position): AsyncIterable<ChainedEvent> {
    return this.#store.readChain(from, to);
  }

  verify(options?: VerifyOptions): Promise<ChainHead> {
    return this.#store.verify(options);
  }

  close(): Promise<void> {
    return this.#store.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#store.close();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
