/** A table of many thousand rows, of which only those in sight are drawn. */

import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from '@tanstack/virtual-core';
import { useEffect, useLayoutEffect, useReducer, useRef, useState } from 'preact/hooks';
import { t } from '../i18n/index.ts';
import { cellClass, tracksOf } from './columns.ts';
import { FirstCell, type TableProps } from './table.tsx';

const ROW_PX = 44;
/** Rows drawn beyond both ends of what is in sight, so that fast scrolling shows no gap. */
const OVERSCAN = 12;
/** How many rows before the end the next page is asked for. */
const EARLY = 60;

export interface VirtualTableProps<Row> extends Omit<TableProps<Row>, 'showCaption' | 'isSelected'> {
  /** How many rows there are in all, where that is known. */
  readonly total?: number;
  readonly hasMore?: boolean;
  readonly loadMore?: () => void;
  readonly isLoading?: boolean;
}

/**
 * Made of roles rather than of a `table` element, since rows that stand at places of their own cannot be one. Rows say their number
 * and how many there are. Space, Page Up, Page Down, Home and End scroll; Tab goes through the rows in sight.
 */
export function VirtualTable<Row>(props: VirtualTableProps<Row>) {
  const { columns, rows, rowKey, caption, empty, total, hasMore = false, loadMore, isLoading = false } = props;
  const frame = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer(frame, rows.length, (index) => {
    const row = rows[index];
    return row === undefined ? index : rowKey(row);
  });
  const items = virtualizer.getVirtualItems();
  const lastSeen = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && !isLoading && lastSeen >= rows.length - EARLY) loadMore?.();
  }, [hasMore, isLoading, lastSeen, rows.length]);
  const tracks = { '--tracks': tracksOf(columns, false), '--tracks-narrow': tracksOf(columns, true) };

  return (
    <div class="virtual-frame" style={tracks}>
      <div
        class="virtual-table"
        role="table"
        aria-label={caption}
        aria-rowcount={hasMore ? (total ?? -1) : rows.length + 1}
        aria-busy={isLoading}
      >
        <div role="rowgroup" class="virtual-head">
          <div role="row" class="virtual-row" aria-rowindex={1}>
            {columns.map((column) => (
              <div key={column.key} role="columnheader" class={cellClass(column)}>
                {column.title}
              </div>
            ))}
          </div>
        </div>
        <div role="rowgroup" class="virtual-body" ref={frame} tabIndex={0} aria-label={caption}>
          <div role="presentation" class="virtual-space" style={{ blockSize: `${virtualizer.getTotalSize()}px` }}>
            {items.map(({ index, key, start }) => {
              const row = rows[index];
              if (row === undefined) return null;
              return (
                <div
                  key={key}
                  role="row"
                  class="virtual-row virtual-placed"
                  aria-rowindex={index + 2}
                  style={{ transform: `translateY(${start}px)` }}
                >
                  {columns.map((column, place) => (
                    <div key={column.key} role="cell" class={cellClass(column)}>
                      {place === 0 ? <FirstCell row={row} table={props} /> : column.cell(row)}
                    </div>
                  ))}
                </div>
              );
            })}
          </div>
          {rows.length > 0 || isLoading ? null : (
            <div role="row" class="table-empty" aria-rowindex={2}>
              <div role="cell">{empty ?? t('kit.table.empty')}</div>
            </div>
          )}
        </div>
      </div>
      <p class="virtual-foot" role="status">
        {isLoading && rows.length === 0
          ? t('kit.loading')
          : t('kit.table.shown', { shown: rows.length, total: total ?? rows.length })}
      </p>
    </div>
  );
}

function useVirtualizer(
  frame: { readonly current: HTMLDivElement | null },
  count: number,
  getItemKey: (index: number) => string | number,
): Virtualizer<HTMLDivElement, HTMLDivElement> {
  const [, redraw] = useReducer((times: number, _: undefined) => times + 1, 0);
  const options = {
    count,
    getItemKey,
    overscan: OVERSCAN,
    estimateSize: () => ROW_PX,
    getScrollElement: () => frame.current,
    scrollToFn: elementScroll,
    observeElementRect,
    observeElementOffset,
    onChange: () => redraw(undefined),
  };
  const [virtualizer] = useState(() => new Virtualizer<HTMLDivElement, HTMLDivElement>(options));
  virtualizer.setOptions(options);
  useLayoutEffect(() => virtualizer._didMount(), []);
  useLayoutEffect(() => virtualizer._willUpdate());
  return virtualizer;
}
