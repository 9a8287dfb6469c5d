/**
 * The projections a store was opened with: where their tables lie, and bringing them up to the head of the log.
 *
 * In the database a projection is known by name, version and layout, each with tables and a position of its own. So
 * replicas of two releases can run side by side: each keeps its own version current, and a version that missed
 * events (because a program that does not know it appended them) catches up before it is next read or written.
 */

import type { JsonValue } from '@sallyport/core';
import { reasonOf } from '@sallyport/core';
import { fail } from '../errors.ts';
import type { Position, StoredEvent } from '../events.ts';
import { checkProjections, type Layout, layoutOf, type Projection } from '../projection.ts';
import type { Table } from '../table.ts';
import type { Backend, PhysicalTable, RegisteredProjection, WriteSession } from './backend.ts';
import { toStoredEvent } from './event-codec.ts';
import { Overlay } from './overlay.ts';
import { physicalTables } from './physical-tables.ts';
import type { ReentryGuard } from './reentry.ts';
import { OverlayTable } from './tables.ts';

/** Events applied in one transaction while catching up: large enough to amortise the commit, small enough for memory. */
const CATCH_UP_PAGE = 1000;

interface Bound {
  readonly projection: Projection;
  readonly layout: Layout;
  readonly layoutText: string;
  id: number | undefined;
  tables: ReadonlyMap<Table, PhysicalTable>;
}

export class ProjectionSet {
  readonly #bound: readonly Bound[];
  readonly #guard: ReentryGuard;
  #catchingUp: Promise<void> | undefined;

  /** @throws E_STORE_ARGUMENT */
  constructor(projections: readonly Projection[], guard: ReentryGuard) {
    checkProjections(projections);
    this.#guard = guard;
    this.#bound = projections.map((projection) => {
      const layout = layoutOf(projection);
      return { projection, layout, layoutText: JSON.stringify(layout), id: undefined, tables: new Map() };
    });
  }

  isCurrent(session: WriteSession): boolean {
    return this.#bound.every(({ id }) => id !== undefined && session.cursors.get(id) === session.head);
  }

  isRegistered(state: RegisteredProjection): boolean {
    return this.#bound.some((bound) => isSame(bound, state));
  }

  isNameRegistered(name: string): boolean {
    return this.#bound.some(({ projection }) => projection.name === name);
  }

  /** @throws E_STORE_ARGUMENT when no projection of this store owns the table */
  physical<Row extends JsonValue, Index extends string>(table: Table<Row, Index>): PhysicalTable {
    for (const { tables } of this.#bound) {
      const physical = tables.get(table);
      if (physical !== undefined) return physical;
    }
    throw fail('E_STORE_ARGUMENT', `table ${table.name} is in no projection this store was opened with`);
  }

  /** Applies one event to every projection. @throws E_STORE_PROJECTION */
  async apply(event: StoredEvent, overlay: Overlay, session: WriteSession): Promise<void> {
    for (const bound of this.#bound) await this.#applyTo(bound, event, overlay, session);
  }

  async advanceCursors(session: WriteSession, position: Position): Promise<void> {
    const ids = this.#bound.flatMap(({ id }) => (id === undefined ? [] : [id]));
    if (ids.length > 0) await session.setCursors(ids, position);
  }

  /** Creates what is missing and applies what was missed. @throws E_STORE_PROJECTION, E_STORE_CORRUPT */
  async catchUp(backend: Backend): Promise<void> {
    this.#catchingUp ??= this.#catchUpNow(backend).finally(() => {
      this.#catchingUp = undefined;
    });
    return this.#catchingUp;
  }

  /** Empties the tables of one projection; {@link catchUp} then fills them. @throws E_STORE_ARGUMENT */
  async reset(backend: Backend, name: string): Promise<void> {
    const bound = this.#bound.find(({ projection }) => projection.name === name);
    if (bound === undefined) throw fail('E_STORE_ARGUMENT', `this store was not opened with a projection ${name}`);
    await backend.write(async (session) => {
      if (bound.id === undefined || !session.cursors.has(bound.id)) return;
      await session.clearTables([...bound.tables.values()]);
      await session.setCursors([bound.id], 0);
    });
  }

  async #catchUpNow(backend: Backend): Promise<void> {
    while (!(await backend.write((session) => this.step(session)))) {
      // A long rebuild must not keep the rest of the program from running.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Creates what is missing and applies one page of what was missed; true when the head is reached. */
  async step(session: WriteSession): Promise<boolean> {
    await this.#register(session);
    const behind = this.#bound.map((bound) => ({ bound, position: positionOf(bound, session) }));
    const from = Math.min(session.head, ...behind.map(({ position }) => position));
    if (from === session.head) return true;
    const rows = await session.readEvents({
      from: from + 1,
      to: undefined,
      stream: undefined,
      reverse: false,
      limit: CATCH_UP_PAGE,
    });
    const overlay = new Overlay(session);
    for (const row of rows) {
      const event = toStoredEvent(row);
      for (const { bound, position } of behind) {
        if (position < event.position) await this.#applyTo(bound, event, overlay, session);
      }
    }
    await overlay.flush();
    const last = rows.at(-1)?.position ?? session.head;
    const moved = behind.flatMap(({ bound, position }) =>
      position < last && bound.id !== undefined ? [bound.id] : [],
    );
    await session.setCursors(moved, last);
    return last === session.head;
  }

  async #register(session: WriteSession): Promise<void> {
    if (this.#bound.every(({ id }) => id !== undefined && session.cursors.has(id))) return;
    const states = await session.registered();
    for (const bound of this.#bound) {
      const known = states.find((state) => isSame(bound, state));
      const { name, version, tables } = bound.projection;
      const id = known?.id ?? (await session.createProjection(name, version, bound.layout));
      const physical = physicalTables(id, bound.layout);
      bound.id = id;
      bound.tables = new Map(
        tables.flatMap((table, at) => {
          const found = physical[at];
          return found === undefined ? [] : [[table, found]];
        }),
      );
    }
  }

  async #applyTo(bound: Bound, event: StoredEvent, overlay: Overlay, session: WriteSession): Promise<void> {
    const { name } = bound.projection;
    let isOpen = true;
    const tables = {
      table<Row extends JsonValue, Index extends string>(table: Table<Row, Index>): OverlayTable<Row, Index> {
        const physical = bound.tables.get(table);
        if (physical === undefined) {
          throw fail('E_STORE_ARGUMENT', `table ${table.name} is not of projection ${name}`);
        }
        return new OverlayTable(table, physical, overlay, () => isOpen);
      },
    };
    try {
      await this.#guard.run(async () => bound.projection.apply(event, tables));
    } catch (cause) {
      if (session.failure !== undefined) throw session.failure;
      throw fail('E_STORE_PROJECTION', `projection ${name} threw on ${event.type}: ${reasonOf(cause)}`, {
        cause,
        details: { projection: name, type: event.type, stream: event.stream, position: event.position },
      });
    } finally {
      isOpen = false;
    }
  }
}

function isSame({ projection, layoutText }: Bound, state: RegisteredProjection): boolean {
  return projection.name === state.name && projection.version === state.version && layoutText === state.layout;
}

function positionOf({ id, projection }: Bound, session: WriteSession): Position {
  const position = (id === undefined ? undefined : session.cursors.get(id)) ?? 0;
  if (position <= session.head) return position;
  throw fail(
    'E_STORE_CORRUPT',
    `projection ${projection.name} has seen event ${position} but the log ends at ${session.head}: events are missing`,
  );
}
