/** The rows one transaction has read and written: each is loaded once and written once, however often it changes. */

import type { IndexValue } from '../table.ts';
import type { PagePlan, PhysicalTable, RowWrite, TableRow, WriteSession } from './backend.ts';

/** A row as this transaction knows it; `value` undefined when there is none. */
interface KnownRow {
  value: string | undefined;
  indexed: readonly (IndexValue | null)[];
  dirty: boolean;
}

export class Overlay {
  readonly #session: WriteSession;
  readonly #tables = new Map<PhysicalTable, Map<string, KnownRow>>();

  constructor(session: WriteSession) {
    this.#session = session;
  }

  async get(table: PhysicalTable, key: string): Promise<string | undefined> {
    const rows = this.#rows(table);
    const known = rows.get(key);
    if (known !== undefined) return known.value;
    const value = await this.#session.loadRow(table, key);
    // Another read or write of this row may have come first while this one waited.
    const meanwhile = rows.get(key);
    if (meanwhile !== undefined) return meanwhile.value;
    rows.set(key, { value, indexed: [], dirty: false });
    return value;
  }

  put(table: PhysicalTable, key: string, value: string, indexed: readonly (IndexValue | null)[]): void {
    this.#rows(table).set(key, { value, indexed, dirty: true });
  }

  delete(table: PhysicalTable, key: string): void {
    this.#rows(table).set(key, { value: undefined, indexed: [], dirty: true });
  }

  /** A page that counts what was written so far. */
  async page(table: PhysicalTable, plan: PagePlan): Promise<readonly TableRow[]> {
    await this.#flushTable(table, this.#rows(table));
    return this.#session.loadPage(table, plan);
  }

  /** Hands every changed row to the database, all at once. */
  async flush(): Promise<void> {
    await Promise.all(Array.from(this.#tables, ([table, rows]) => this.#flushTable(table, rows)));
  }

  async #flushTable(table: PhysicalTable, rows: Map<string, KnownRow>): Promise<void> {
    const puts: RowWrite[] = [];
    const deletes: string[] = [];
    for (const [key, row] of rows) {
      if (!row.dirty) continue;
      row.dirty = false;
      if (row.value === undefined) deletes.push(key);
      else puts.push({ key, value: row.value, indexed: row.indexed });
    }
    if (puts.length > 0 || deletes.length > 0) await this.#session.writeRows(table, puts, deletes);
  }

  #rows(table: PhysicalTable): Map<string, KnownRow> {
    let rows = this.#tables.get(table);
    if (rows === undefined) {
      rows = new Map();
      this.#tables.set(table, rows);
    }
    return rows;
  }
}
