/**
 * The directory in memory: devices in columns, in the orders that were asked for, and in the selections of late. Whatever takes a
 * look at all of them is done a stretch at a time, while devices come and change; an answer is of one moment.
 */

import { breath } from './breath.ts';
import { Columns } from './columns.ts';
import { cursorOf, placeIn } from './cursor.ts';
import { DeviceOrders, valueIn } from './device-orders.ts';
import type { Facet, ListedDevice, Sort } from './listed-device.ts';
import type { Wanted } from './matcher.ts';
import type { Selection } from './selection.ts';
import { Selections } from './selections.ts';
import { SharedTexts } from './shared-texts.ts';
import type { Walk } from './sorted-rows.ts';

export interface DirectoryQuery extends Partial<Wanted> {
  readonly sort?: Sort;
  readonly isReverse?: boolean;
  /** Devices in the page; 100 if left out. */
  readonly limit?: number;
  /** The `next` of the page before, in the same order. */
  readonly cursor?: string;
}

export interface DirectoryRows {
  readonly devices: readonly ListedDevice[];
  /** Present when there are more. */
  readonly next?: string;
}

export interface DirectoryPage extends DirectoryRows {
  /** How many devices fit altogether. */
  readonly total: number;
}

/** By facet, how many devices there are for each value; all other filters hold. */
export type FacetCounts = Readonly<Record<Facet, ReadonlyMap<string, number>>>;

const DEFAULT_SORT: Sort = 'key';
const DEFAULT_LIMIT = 100;
/** One device of so many is few. */
const FEW = 32;
/** Rows that are looked at for one page by themselves; beyond, it is quicker to count all. */
const LOOKED_AT = 1024;

export class DirectoryIndex {
  readonly #rows = new Map<string, number>();
  readonly #devices: ListedDevice[] = [];
  readonly #columns = new Columns();
  readonly #texts = new SharedTexts();
  readonly #orders = new DeviceOrders(this.#devices);
  readonly #selections = new Selections(this.#columns);

  get size(): number {
    return this.#devices.length;
  }

  find(key: string): ListedDevice | undefined {
    return this.#devices[this.#rows.get(key) ?? -1];
  }

  /** All of them, in no order. */
  devices(): Iterable<ListedDevice> {
    return this.#devices;
  }

  /** Enters a device, or what is new of it. The cost grows with what is kept up to date, not with how many devices there are. */
  put(given: ListedDevice): void {
    const device = this.#texts.shared(given);
    const row = this.#rows.get(device.key) ?? this.#devices.length;
    const enter = this.#orders.leaving(row, device);
    this.#selections.leave(row);
    this.#rows.set(device.key, row);
    this.#devices[row] = device;
    this.#columns.set(row, device);
    enter();
    this.#selections.enter(row);
  }

  /**
   * One page without counting what else fits: where that stands often enough, it costs the same however many devices there are.
   * @throws E_DOMAIN_ARGUMENT for a cursor of another list
   */
  async rows(query: DirectoryQuery = {}): Promise<DirectoryRows> {
    const walk = this.#walkOf(query);
    if (this.#selections.counted(query, this.size) !== undefined) return rowsOf(await this.page(query));
    const matcher = this.#selections.matcherOf(query);
    const order = this.#orders.by(query.sort ?? DEFAULT_SORT);
    while (!order.isComplete(this.size)) {
      order.orderSome(this.size);
      if (!order.isComplete(this.size)) await breath();
    }
    let looked = 0;
    const page = this.#pageOf(query, order.walk(walk).take(LOOKED_AT), (row) => {
      looked++;
      return matcher.failuresOf(row) === 0;
    });
    if (page.next !== undefined || looked < LOOKED_AT) return page;
    this.#selections.take(query, matcher);
    return rowsOf(await this.page(query));
  }

  /** @throws as {@link rows} */
  page(query: DirectoryQuery = {}): Promise<DirectoryPage> {
    return this.#counted(query, query, (selection) => this.#pageIn(selection, query));
  }

  /** Both of the same moment. @throws as {@link rows} */
  pageWithFacets(query: DirectoryQuery = {}): Promise<DirectoryPage & { readonly facets: FacetCounts }> {
    return this.#counted(query, query, (selection) => ({
      ...this.#pageIn(selection, query),
      facets: facetsIn(selection),
    }));
  }

  facets(wanted: Partial<Wanted> = {}): Promise<FacetCounts> {
    return this.#counted(wanted, undefined, facetsIn);
  }

  /** Answers once all are counted, and in the order of `listed` if that is needed: whatever is new by then is in it. */
  async #counted<Answer>(
    wanted: Partial<Wanted>,
    listed: DirectoryQuery | undefined,
    answer: (selection: Selection) => Answer,
  ): Promise<Answer> {
    // A cursor of another list is refused before anything is counted.
    if (listed !== undefined) this.#walkOf(listed);
    for (;;) {
      // Anew each time: meanwhile others may have been asked for and this one forgotten.
      const selection = this.#selections.take(wanted);
      if (!selection.isCounted(this.size)) selection.countSome(this.size);
      if (selection.isCounted(this.size) && (listed === undefined || this.#isInOrder(selection, listed))) {
        this.#selections.forgetOldest(this.size);
        return answer(selection);
      }
      await breath();
    }
  }

  /** Puts some more in order if that is needed, and gives whether that is all. */
  #isInOrder(selection: Selection, { sort = DEFAULT_SORT }: DirectoryQuery): boolean {
    if (this.#isFew(selection)) return true;
    const order = this.#orders.by(sort);
    if (!order.isComplete(this.size)) order.orderSome(this.size);
    return order.isComplete(this.size);
  }

  #pageIn(selection: Selection, query: DirectoryQuery): DirectoryPage {
    const walk = this.#walkOf(query);
    const { sort = DEFAULT_SORT } = query;
    const rows = this.#isFew(selection) ? this.#fewOf(selection, sort, walk) : this.#orders.by(sort).walk(walk);
    return { ...this.#pageOf(query, rows, (row) => selection.has(row)), total: selection.total };
  }

  #pageOf(
    { sort = DEFAULT_SORT, limit = DEFAULT_LIMIT }: DirectoryQuery,
    rows: Iterable<number>,
    fits: (row: number) => boolean,
  ): DirectoryRows {
    const devices: ListedDevice[] = [];
    for (const row of rows) {
      const device = this.#devices[row];
      if (device === undefined || !fits(row)) continue;
      const last = devices.at(-1);
      if (devices.length === limit && last !== undefined) {
        return { devices, next: cursorOf(sort, { value: valueIn(last, sort), key: last.key }) };
      }
      devices.push(device);
    }
    return { devices };
  }

  /** Where few fit, they are put in order themselves; otherwise the order of all is walked. */
  #isFew({ total }: Selection): boolean {
    return total * FEW <= this.size;
  }

  #fewOf(selection: Selection, sort: Sort, { after, isReverse }: Walk): readonly number[] {
    const rows = [...this.#orders.sorted(sort, selection.rows())];
    if (isReverse) rows.reverse();
    if (after === undefined) return rows;
    return rows.filter((row) => (isReverse ? after(row) < 0 : after(row) > 0));
  }

  /** @throws E_DOMAIN_ARGUMENT */
  #walkOf({ sort = DEFAULT_SORT, isReverse = false, cursor }: DirectoryQuery): Walk {
    return { after: cursor === undefined ? undefined : this.#orders.seek(sort, placeIn(cursor, sort)), isReverse };
  }
}

function rowsOf({ total: _, ...rows }: DirectoryPage): DirectoryRows {
  return rows;
}

function facetsIn(selection: Selection): FacetCounts {
  const of = (facet: Facet) => selection.countsOf(facet);
  return {
    state: of('state'),
    protocol: of('protocol'),
    network: of('network'),
    maker: of('maker'),
    type: of('type'),
    presence: of('presence'),
    standing: of('standing'),
  };
}
