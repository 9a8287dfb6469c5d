/** A column of a table. */

import type { ComponentChildren } from 'preact';

export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  readonly cell: (row: Row) => ComponentChildren;
  /** Of the first column: what stands below what opens the row, and is no part of its name. */
  readonly below?: (row: Row) => ComponentChildren;
  /** What rows are sorted by; a column without it is not sorted. */
  readonly sortBy?: (row: Row) => string | number | undefined;
  readonly align?: 'start' | 'end';
  /** Share of the width in a virtual table: a CSS grid track, for example `2fr` or `8rem`. Default `1fr`. */
  readonly track?: string;
  /** Left out on screens that are narrower than 640 px. */
  readonly hideNarrow?: boolean;
}

/** The classes of a column's cells. */
export function cellClass<Row>({ align = 'start', hideNarrow = false }: Column<Row>): string {
  return hideNarrow ? `cell-${align} hide-narrow` : `cell-${align}`;
}

/** The widths of the columns as a CSS grid, for wide screens or for narrow ones. */
export function tracksOf<Row>(columns: readonly Column<Row>[], isNarrow: boolean): string {
  return columns
    .filter(({ hideNarrow }) => !isNarrow || hideNarrow !== true)
    .map(({ track = '1fr' }) => `minmax(0, ${track})`)
    .join(' ');
}
