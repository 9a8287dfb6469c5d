/** The store itself, over any backend. */

import type { Clock, JsonValue } from '@sallyport/core';
import { fail } from '../errors.ts';
import type { NewEvent, Position, StoredEvent } from '../events.ts';
import { checkKey } from '../limits.ts';
import type {
  AppendOptions,
  ChainedEvent,
  ChainHead,
  LogStore,
  ReadOptions,
  Transaction,
  VerifyOptions,
} from '../log-store.ts';
import type { Projection, ProjectionState } from '../projection.ts';
import type { Table, TableReader } from '../table.ts';
import type { Backend, Fresh } from './backend.ts';
import { needsOf } from './batch.ts';
import { CHAIN_START, hashUpTo } from './chain.ts';
import { prepareEvents, toStoredEvent } from './event-codec.ts';
import { dropProjections } from './maintenance.ts';
import { ProjectionSet } from './projection-set.ts';
import { ReentryGuard } from './reentry.ts';
import { SourceReader } from './tables.ts';
import { BatchTransaction } from './transaction.ts';
import { verifyLog } from './verify-log.ts';
import { Writer } from './writer.ts';

const READ_PAGE = 500;

export interface LogOptions {
  readonly backend: Backend;
  readonly projections: readonly Projection[];
  readonly clock: Clock;
  /** Whether no other program can be using other versions of our projections. */
  readonly pruneAtOpen: boolean;
}

/** Brings the projections up to date and gives the store. On failure the backend is closed. */
export async function openLog({ backend, projections, clock, pruneAtOpen }: LogOptions): Promise<LogStore> {
  try {
    const log = new Log(backend, projections, clock);
    await log.start(pruneAtOpen);
    return log;
  } catch (error) {
    await backend.close();
    throw error;
  }
}

/** A database in the process answers at once: whoever reads much of it would keep everything else waiting. */
function breath(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

class Log implements LogStore {
  readonly #backend: Backend;
  readonly #clock: Clock;
  readonly #guard = new ReentryGuard();
  readonly #projections: ProjectionSet;
  readonly #writer: Writer;
  #closing: Promise<void> | undefined;

  constructor(backend: Backend, projections: readonly Projection[], clock: Clock) {
    this.#backend = backend;
    this.#clock = clock;
    this.#projections = new ProjectionSet(projections, this.#guard);
    this.#writer = new Writer(backend, this.#projections);
  }

  async start(prune: boolean): Promise<void> {
    if (prune) await this.prune();
    await this.#projections.catchUp(this.#backend);
  }

  async append(events: readonly NewEvent[], options: AppendOptions = {}): Promise<readonly StoredEvent[]> {
    this.#check();
    const prepared = prepareEvents(events, this.#clock);
    const needs = needsOf(prepared, options);
    return this.#writer.submit(needs, (batch) => batch.append(prepared, options));
  }

  async transact<Result>(decide: (tx: Transaction) => Promise<Result>): Promise<Result> {
    this.#check();
    return this.#writer.submit({ streams: [], uniqueKeys: [] }, (batch) =>
      BatchTransaction.run(batch, this.#projections, this.#clock, (tx) => this.#guard.run(() => decide(tx))),
    );
  }

  async *read(from: Position, options: ReadOptions = {}): AsyncGenerator<StoredEvent, void, undefined> {
    const { to, reverse = false, limit = Number.MAX_SAFE_INTEGER } = options;
    const stream = options.stream === undefined ? undefined : checkKey('stream', options.stream);
    for (const value of [from, to ?? 0, limit]) {
      if (!Number.isSafeInteger(value) || value < 0) {
        throw fail('E_STORE_ARGUMENT', 'positions and limits are whole numbers from 0');
      }
    }
    let next = from;
    let beyond: number | undefined;
    let left = limit;
    while (left > 0) {
      this.#check();
      const size = Math.min(READ_PAGE, left);
      const rows = await this.#backend.readEvents({ from: next, to, stream, beyond, reverse, limit: size });
      for (const row of rows) yield toStoredEvent(row);
      const last = rows.at(-1);
      if (last === undefined || rows.length < size) return;
      left -= rows.length;
      next = reverse ? last.position - 1 : last.position + 1;
      if (stream !== undefined) beyond = last.version;
      await breath();
    }
  }

  async head(): Promise<Position> {
    this.#check();
    return this.#backend.head();
  }

  async streamVersion(stream: string): Promise<number> {
    this.#check();
    return this.#backend.streamVersion(checkKey('stream', stream));
  }

  table<Row extends JsonValue, Index extends string>(table: Table<Row, Index>): TableReader<Row, Index> {
    // Says at once, not at the first read, that the table is unknown.
    this.#projections.physical(table);
    return new SourceReader(table, {
      get: (key) => this.#fresh(() => this.#backend.readRow(this.#projections.physical(table), key)),
      page: (plan) =>
        this.#fresh(() => {
          const physical = this.#projections.physical(table);
          return this.#backend.readPage(physical, plan(physical));
        }),
      rest: breath,
    });
  }

  async projections(): Promise<readonly ProjectionState[]> {
    this.#check();
    const states = await this.#backend.registered();
    return states.map((state) => ({
      name: state.name,
      version: state.version,
      position: state.position,
      registered: this.#projections.isRegistered(state),
    }));
  }

  async rebuild(name: string): Promise<void> {
    this.#check();
    await this.#projections.reset(this.#backend, name);
    await this.#projections.catchUp(this.#backend);
  }

  async drop(name: string): Promise<void> {
    this.#check();
    await dropProjections(this.#backend, (state) => state.name === name);
  }

  async prune(): Promise<void> {
    this.#check();
    await dropProjections(
      this.#backend,
      (state) => this.#projections.isNameRegistered(state.name) && !this.#projections.isRegistered(state),
    );
  }

  async chainHead(): Promise<ChainHead> {
    this.#check();
    const last = await this.#backend.lastEvent();
    if (last === undefined) return { position: 0, hash: CHAIN_START };
    const { position } = last;
    return { position, hash: last.hash ?? (await hashUpTo(position, (plan) => this.#backend.readEvents(plan))) };
  }

  async *readChain(from: Position, to: Position): AsyncGenerator<ChainedEvent, void, undefined> {
    for (const value of [from, to]) {
      if (!Number.isSafeInteger(value) || value < 0) {
        throw fail('E_STORE_ARGUMENT', 'positions are whole numbers from 0');
      }
    }
    for (let next = from; next <= to; ) {
      this.#check();
      const size = Math.min(READ_PAGE, to - next + 1);
      const rows = await this.#backend.readChain(next, size);
      for (const row of rows) {
        if (row.position > to) return;
        yield row;
      }
      const last = rows.at(-1);
      if (last === undefined || rows.length < size) return;
      next = last.position + 1;
      await breath();
    }
  }

  async verify({ noted, progress }: VerifyOptions = {}): Promise<ChainHead> {
    this.#check();
    await this.#backend.verify();
    const readChain = (from: Position, limit: number) => {
      this.#check();
      return this.#backend.readChain(from, limit);
    };
    return verifyLog(readChain, { noted, progress });
  }

  async close(): Promise<void> {
    this.#guard.check();
    this.#closing ??= this.#writer.idle().then(() => this.#backend.close());
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Reads again after catching up when the projection had not seen the whole log. */
  async #fresh<Value>(read: () => Promise<Fresh<Value>>): Promise<Value> {
    for (;;) {
      this.#check();
      const found = await read();
      if (!found.lagging) return found.value;
      await this.#projections.catchUp(this.#backend);
    }
  }

  /** @throws E_STORE_CLOSED, E_STORE_ARGUMENT */
  #check(): void {
    this.#guard.check();
    if (this.#closing !== undefined) throw fail('E_STORE_CLOSED', 'the store is closed');
  }
}
