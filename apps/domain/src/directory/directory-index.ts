/** The directory in memory: devices in columns, in the orders that were asked for, and in the selections of late. */

import { Columns } from './columns.ts';
import { compareValues, cursorOf, placeIn } from './cursor.ts';
import { FACETS, type Facet, type ListedDevice, SORTS, type Sort } from './listed-device.ts';
import { Selection, type Wanted } from './selection.ts';
import { SharedTexts } from './shared-texts.ts';
import { SortedRows, type Walk } from './sorted-rows.ts';

export interface DirectoryQuery extends Partial<Wanted> {
  readonly sort?: Sort;
  readonly isReverse?: boolean;
  /** Devices in the page; 100 if left out. */
  readonly limit?: number;
  /** The `next` of the page before, in the same order. */
  readonly cursor?: string;
}

export interface DirectoryPage {
  readonly devices: readonly ListedDevice[];
  /** How many devices fit altogether. */
  readonly total: number;
  /** Present when there are more. */
  readonly next?: string;
}

/** By facet, how many devices there are for each value; all other filters hold. */
export type FacetCounts = Readonly<Record<Facet, ReadonlyMap<string, number>>>;

/** Selections that are kept up to date; the one that was asked for longest ago goes first. */
const MAX_SELECTIONS = 16;
const DEFAULT_LIMIT = 100;
/** One device of so many is few. */
const FEW = 32;

export class DirectoryIndex {
  readonly #rows = new Map<string, number>();
  readonly #devices: ListedDevice[] = [];
  readonly #columns = new Columns();
  readonly #texts = new SharedTexts();
  readonly #orders = new Map<Sort, SortedRows>();
  readonly #selections = new Map<string, Selection>();

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
    const known = this.#rows.get(device.key);
    const row = known ?? this.#devices.length;
    const before = known === undefined ? undefined : this.#devices[known];
    const moves = [...this.#orders].filter(
      ([sort]) => before === undefined || valueIn(before, sort) !== valueIn(device, sort),
    );
    if (before === undefined) this.#rows.set(device.key, row);
    else {
      for (const [, order] of moves) order.remove(row);
      for (const selection of this.#selections.values()) selection.leave(row);
    }
    this.#devices[row] = device;
    this.#columns.set(row, device);
    for (const [, order] of moves) order.insert(row);
    for (const selection of this.#selections.values()) selection.enter(row);
  }

  /** @throws E_DOMAIN_ARGUMENT for a cursor of another list */
  page(query: DirectoryQuery = {}): DirectoryPage {
    const { sort = 'key', isReverse = false, limit = DEFAULT_LIMIT, cursor } = query;
    const selection = this.#selected(query);
    const place = cursor === undefined ? undefined : placeIn(cursor, sort);
    const after =
      place === undefined
        ? undefined
        : (row: number) => {
            const device = this.#devices[row];
            if (device === undefined) return 0;
            return compareValues(valueIn(device, sort), place.value) || compareValues(device.key, place.key);
          };
    const devices: ListedDevice[] = [];
    for (const row of this.#walk(selection, sort, { after, isReverse })) {
      const device = this.#devices[row];
      if (device === undefined || !selection.has(row)) continue;
      const last = devices.at(-1);
      if (devices.length === limit && last !== undefined) {
        const next = cursorOf(sort, { value: valueIn(last, sort), key: last.key });
        return { devices, total: selection.total, next };
      }
      devices.push(device);
    }
    return { devices, total: selection.total };
  }

  facets(wanted: Partial<Wanted> = {}): FacetCounts {
    const selection = this.#selected(wanted);
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

  /** Where few fit, they are put in order themselves; otherwise the order of all is walked. */
  #walk(selection: Selection, sort: Sort, { after, isReverse }: Walk): Iterable<number> {
    if (selection.total * FEW > this.#devices.length) return this.#ordered(sort).walk({ after, isReverse });
    const rows = [...selection.rows()].sort((one, other) => this.#compare(one, other, sort));
    if (isReverse) rows.reverse();
    if (after === undefined) return rows;
    return rows.filter((row) => (isReverse ? after(row) < 0 : after(row) > 0));
  }

  #selected({ search = '', filters = {} }: Partial<Wanted>): Selection {
    const name = JSON.stringify([search, ...FACETS.map((facet) => filters[facet] ?? null)]);
    const known = this.#selections.get(name);
    const selection = known ?? new Selection(this.#columns, { search, filters }, this.#devices.length);
    this.#selections.delete(name);
    this.#selections.set(name, selection);
    const [oldest] = this.#selections.keys();
    if (this.#selections.size > MAX_SELECTIONS && oldest !== undefined) this.#selections.delete(oldest);
    return selection;
  }

  #ordered(sort: Sort): SortedRows {
    const known = this.#orders.get(sort);
    if (known !== undefined) return known;
    const order = new SortedRows(this.#sorted(sort), (one, other) => this.#compare(one, other, sort));
    this.#orders.set(sort, order);
    return order;
  }

  /** With each value worked out once. */
  #sorted(sort: Sort): number[] {
    const values = this.#devices.map((device) => valueIn(device, sort));
    return [...values.keys()].sort((one, other) => {
      const [a, b] = [values[one], values[other]];
      const [first, second] = [this.#devices[one], this.#devices[other]];
      if (a === undefined || b === undefined || first === undefined || second === undefined) return one - other;
      return compareValues(a, b) || compareValues(first.key, second.key);
    });
  }

  #compare(one: number, other: number, sort: Sort): number {
    const [a, b] = [this.#devices[one], this.#devices[other]];
    if (a === undefined || b === undefined) return one - other;
    return compareValues(valueIn(a, sort), valueIn(b, sort)) || compareValues(a.key, b.key);
  }
}

function valueIn(device: ListedDevice, sort: Sort): string | number {
  return SORTS[sort](device);
}
