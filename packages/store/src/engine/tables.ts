/** Typed access to the rows of one table, inside and outside transactions. */

import type { JsonValue } from '@sallyport/core';
import { fail } from '../errors.ts';
import { checkKey, documentText, MAX_PAGE } from '../limits.ts';
import type { Entry, Page, PageQuery, Query, Table, TableReader, TableWriter } from '../table.ts';
import type { PagePlan, PhysicalTable, TableRow } from './backend.ts';
import { parseStored } from './event-codec.ts';
import type { Overlay } from './overlay.ts';
import { checkIndexValue, encodeCursor, planPage } from './page-plan.ts';

/** Where a reader gets its rows. */
export interface RowSource {
  get(key: string): Promise<string | undefined>;
  /** `plan` is called with the table as it lies in the database at that moment. */
  page(plan: (table: PhysicalTable) => PagePlan): Promise<readonly TableRow[]>;
  /** Between pages of a scan: lets others have their turn. Left out within a transaction, which others wait for. */
  rest?(): Promise<void>;
}

export class SourceReader<Row extends JsonValue, Index extends string> implements TableReader<Row, Index> {
  protected readonly definition: Table<Row, Index>;
  readonly #source: RowSource;

  constructor(definition: Table<Row, Index>, source: RowSource) {
    this.definition = definition;
    this.#source = source;
  }

  async get(key: string): Promise<Row | undefined> {
    const text = await this.#source.get(checkKey('key', key));
    return text === undefined ? undefined : this.#parse(text, key);
  }

  async page(query: PageQuery<Index> = {}): Promise<Page<Row>> {
    let limit = 0;
    const found = await this.#source.page((table) => {
      const plan = planPage(table, query);
      limit = plan.limit;
      return plan;
    });
    const rows = found.slice(0, limit);
    const entries = rows.map(({ key, value }) => ({ key, row: this.#parse(value, key) }));
    const last = rows.at(-1);
    return found.length > limit && last !== undefined ? { entries, next: encodeCursor(last) } : { entries };
  }

  async *scan(query: Query<Index> = {}): AsyncGenerator<Entry<Row>, void, undefined> {
    let cursor: string | undefined;
    do {
      const page: Page<Row> = await this.page({
        ...query,
        limit: MAX_PAGE,
        ...(cursor === undefined ? {} : { cursor }),
      });
      yield* page.entries;
      cursor = page.next;
      if (cursor !== undefined) await this.#source.rest?.();
    } while (cursor !== undefined);
  }

  #parse(text: string, key: string): Row {
    return parseStored<Row>(text, `row ${key} of table ${this.definition.name}`);
  }
}

export class OverlayTable<Row extends JsonValue, Index extends string>
  extends SourceReader<Row, Index>
  implements TableWriter<Row, Index>
{
  readonly #physical: PhysicalTable;
  readonly #overlay: Overlay;
  readonly #isOpen: () => boolean;

  constructor(definition: Table<Row, Index>, physical: PhysicalTable, overlay: Overlay, isOpen: () => boolean) {
    super(definition, {
      get: (key) => {
        this.#checkOpen();
        return overlay.get(physical, key);
      },
      page: (plan) => {
        this.#checkOpen();
        return overlay.page(physical, plan(physical));
      },
    });
    this.#physical = physical;
    this.#overlay = overlay;
    this.#isOpen = isOpen;
  }

  put(key: string, row: Row): void {
    this.#checkOpen();
    const what = `row ${key} of table ${this.definition.name}`;
    const text = documentText(what, row);
    const indexed = this.definition.indexes.map((index) => {
      const value = index.of(row);
      return value === undefined ? null : checkIndexValue(`index ${index.name} of ${what}`, index.kind, value);
    });
    this.#overlay.put(this.#physical, checkKey('key', key), text, indexed);
  }

  delete(key: string): void {
    this.#checkOpen();
    this.#overlay.delete(this.#physical, checkKey('key', key));
  }

  #checkOpen(): void {
    if (!this.#isOpen()) {
      throw fail('E_STORE_ARGUMENT', `table ${this.definition.name} was used after its transaction had ended`);
    }
  }
}
