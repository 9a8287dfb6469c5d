/** The heads of the columns, which sort. */

import { type Column, cellClass } from './columns.ts';
import { nextOrder, type Order } from './sort-rows.ts';

export interface TableHeadProps<Row> {
  readonly columns: readonly Column<Row>[];
  readonly order: Order | undefined;
  readonly onOrder: (order: Order | undefined) => void;
}

export function TableHead<Row>({ columns, order, onOrder }: TableHeadProps<Row>) {
  return (
    <thead>
      <tr>
        {columns.map((column) => {
          const { key, title, sortBy } = column;
          return (
            <th
              key={key}
              scope="col"
              class={cellClass(column)}
              aria-sort={sortBy === undefined ? undefined : order?.key === key ? order.direction : 'none'}
            >
              {sortBy === undefined ? (
                title
              ) : (
                <button type="button" class="sorter" onClick={() => onOrder(nextOrder(order, key))}>
                  {title}
                  <span class="sorter-mark" aria-hidden="true" />
                </button>
              )}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}
