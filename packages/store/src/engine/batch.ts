/** One write transaction as the engine sees it: conflicts, positions and projections, for the appends that share it. */

import { fail } from '../errors.ts';
import type { Position, StoredEvent } from '../events.ts';
import { checkKey } from '../limits.ts';
import type { AppendOptions } from '../log-store.ts';
import type { EventRow, WriteSession } from './backend.ts';
import { CHAIN_START, chained, hashUpTo } from './chain.ts';
import { type PreparedEvent, toStoredEvent } from './event-codec.ts';
import { Overlay } from './overlay.ts';
import type { ProjectionSet } from './projection-set.ts';

/** What an append will ask about, so that a whole batch can ask at once. */
export interface Needs {
  readonly streams: readonly string[];
  readonly uniqueKeys: readonly string[];
}

export class Batch {
  readonly overlay: Overlay;
  readonly #session: WriteSession;
  readonly #projections: ProjectionSet;
  readonly #versions = new Map<string, number>();
  readonly #holders = new Map<string, Position | undefined>();
  readonly #pending: EventRow[] = [];
  #head: Position;

  constructor(session: WriteSession, projections: ProjectionSet) {
    this.#session = session;
    this.#projections = projections;
    this.overlay = new Overlay(session);
    this.#head = session.head;
  }

  get head(): Position {
    return this.#head;
  }

  /** Fetches in one query what is not known yet. */
  async look({ streams, uniqueKeys }: Needs): Promise<void> {
    const newStreams = unknownOf(streams, this.#versions);
    const newKeys = unknownOf(uniqueKeys, this.#holders);
    if (newStreams.length === 0 && newKeys.length === 0) return;
    const { versions, holders } = await this.#session.lookUp(newStreams, newKeys);
    for (const stream of newStreams) this.#versions.set(stream, versions.get(stream) ?? 0);
    for (const key of newKeys) this.#holders.set(key, holders.get(key));
  }

  async versionOf(stream: string): Promise<number> {
    await this.look({ streams: [stream], uniqueKeys: [] });
    return this.#versions.get(stream) ?? 0;
  }

  /**
   * @throws E_STORE_CONFLICT before anything has changed
   * @throws E_STORE_PROJECTION after, so that the whole batch must be discarded
   */
  async append(events: readonly PreparedEvent[], options: AppendOptions): Promise<readonly StoredEvent[]> {
    await this.look(needsOf(events, options));
    this.#checkVersions(options);
    this.#checkUniqueKeys(events);
    const rows = events.map((event) => this.#place(event));
    const stored = rows.map(toStoredEvent);
    for (const event of stored) await this.#projections.apply(event, this.overlay, this.#session);
    return stored;
  }

  /** Hands everything to the database; the commit follows. */
  async finish(): Promise<void> {
    if (this.#pending.length === 0) return;
    const events = chained(await this.#hashBefore(), this.#pending);
    // Together, so that a database over a network is waited for once.
    await Promise.all([
      this.#session.insertEvents(events),
      this.overlay.flush(),
      this.#projections.advanceCursors(this.#session, this.#head),
    ]);
  }

  async #hashBefore(): Promise<string> {
    const { head, headHash } = this.#session;
    if (head === 0) return CHAIN_START;
    return headHash ?? hashUpTo(head, (plan) => this.#session.readEvents(plan));
  }

  #checkVersions({ expectVersion = {} }: AppendOptions): void {
    for (const [stream, expected] of Object.entries(expectVersion)) {
      const version = this.#versions.get(stream) ?? 0;
      if (version !== expected) {
        throw fail('E_STORE_CONFLICT', `stream ${stream} is at version ${version}, not ${expected}`, {
          details: { kind: 'version', stream, version, expected },
        });
      }
    }
  }

  #checkUniqueKeys(events: readonly PreparedEvent[]): void {
    const own = new Set<string>();
    for (const { uniqueKey } of events) {
      if (uniqueKey === undefined) continue;
      const position = this.#holders.get(uniqueKey);
      if (position !== undefined) {
        throw fail('E_STORE_CONFLICT', `unique key ${uniqueKey} is taken by event ${position}`, {
          details: { kind: 'unique-key', uniqueKey, position },
        });
      }
      if (own.has(uniqueKey)) {
        throw fail('E_STORE_CONFLICT', `unique key ${uniqueKey} is used twice in one append`, {
          details: { kind: 'unique-key', uniqueKey },
        });
      }
      own.add(uniqueKey);
    }
  }

  #place(event: PreparedEvent): EventRow {
    const version = (this.#versions.get(event.stream) ?? 0) + 1;
    const row = { ...event, position: ++this.#head, version };
    this.#versions.set(event.stream, version);
    if (event.uniqueKey !== undefined) this.#holders.set(event.uniqueKey, row.position);
    this.#pending.push(row);
    return row;
  }
}

/** @throws E_STORE_ARGUMENT for a stream name that cannot be */
export function needsOf(events: readonly PreparedEvent[], { expectVersion = {} }: AppendOptions): Needs {
  return {
    streams: [
      ...events.map(({ stream }) => stream),
      ...Object.keys(expectVersion).map((stream) => checkKey('stream', stream)),
    ],
    uniqueKeys: events.flatMap(({ uniqueKey }) => (uniqueKey === undefined ? [] : [uniqueKey])),
  };
}

function unknownOf(names: readonly string[], known: ReadonlyMap<string, unknown>): readonly string[] {
  return [...new Set(names)].filter((name) => !known.has(name));
}
