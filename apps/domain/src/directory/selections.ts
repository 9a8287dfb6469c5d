/** The selections of late, by what was wanted, kept up to date as devices come and change. */

import type { Columns } from './columns.ts';
import { FACETS } from './listed-device.ts';
import { Matcher, type Wanted } from './matcher.ts';
import { Selection } from './selection.ts';

/** The one that was asked for longest ago goes first. */
const MAX_SELECTIONS = 16;

export class Selections {
  readonly #columns: Columns;
  /** The latest last. */
  readonly #known = new Map<string, Selection>();

  constructor(columns: Columns) {
    this.#columns = columns;
  }

  /** The one that is kept, if all of so many rows are counted in it. */
  counted(wanted: Partial<Wanted>, rows: number): Selection | undefined {
    const known = this.#known.get(nameOf(wanted));
    return known?.isCounted(rows) === true ? known : undefined;
  }

  /** Perhaps of some rows only, so far. Whoever takes it out counts it to its end. */
  take(wanted: Partial<Wanted>, matcher?: Matcher): Selection {
    const name = nameOf(wanted);
    const selection = this.#known.get(name) ?? new Selection(this.#columns, matcher ?? this.matcherOf(wanted));
    this.#known.delete(name);
    this.#known.set(name, selection);
    return selection;
  }

  matcherOf({ search = '', filters = {} }: Partial<Wanted>): Matcher {
    return new Matcher(this.#columns, { search, filters });
  }

  /** Those that are still being counted are somebody's who waits for them. */
  forgetOldest(rows: number): void {
    for (const [name, selection] of this.#known) {
      if (this.#known.size <= MAX_SELECTIONS) return;
      if (selection.isCounted(rows)) this.#known.delete(name);
    }
  }

  enter(row: number): void {
    for (const selection of this.#known.values()) selection.enter(row);
  }

  /** Before the columns of the row change. */
  leave(row: number): void {
    for (const selection of this.#known.values()) selection.leave(row);
  }
}

function nameOf({ search = '', filters = {} }: Partial<Wanted>): string {
  return JSON.stringify([search, ...FACETS.map((facet) => filters[facet] ?? null)]);
}
