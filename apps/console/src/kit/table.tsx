/** Rows and columns that are read, sorted and opened by mouse and by keyboard. */

import { useSignal } from '@preact/signals';
import { t } from '../i18n/index.ts';
import { type Column, cellClass } from './columns.ts';
import { type Order, sortRows } from './sort-rows.ts';
import { TableHead } from './table-head.tsx';

export type { Column } from './columns.ts';

export interface TableProps<Row> {
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  /** Says to everybody, and first to who cannot see it, what the table holds. */
  readonly caption: string;
  /** Whether the caption is seen, too. */
  readonly showCaption?: boolean;
  /** The page a row leads to: its first column becomes a link. */
  readonly href?: (row: Row) => string;
  /** What opens when a row is chosen, where that is no page. */
  readonly onOpen?: (row: Row) => void;
  readonly isSelected?: (row: Row) => boolean;
  /** What is said when there are no rows. */
  readonly empty?: string;
}

export function Table<Row>(props: TableProps<Row>) {
  const { columns, rows, rowKey, caption, showCaption = false, empty } = props;
  const order = useSignal<Order | undefined>(undefined);
  const sorted = sortRows(rows, columns, order.value);
  return (
    // A table that is wider than the page is scrolled, also by keyboard.
    <section class="table-frame" aria-label={caption} tabIndex={0}>
      <table class="table">
        <caption class={showCaption ? '' : 'unseen'}>{caption}</caption>
        <TableHead
          columns={columns}
          order={order.value}
          onOrder={(next) => {
            order.value = next;
          }}
        />
        <tbody>
          {sorted.map((row) => (
            <TableRow key={rowKey(row)} row={row} table={props} />
          ))}
          {sorted.length > 0 ? null : (
            <tr>
              <td class="table-empty" colSpan={columns.length}>
                {empty ?? t('kit.table.empty')}
              </td>
            </tr>
          )}
        </tbody>
      </table>
    </section>
  );
}

function TableRow<Row>({ row, table }: { readonly row: Row; readonly table: TableProps<Row> }) {
  const { columns, isSelected } = table;
  const selected = isSelected?.(row) === true;
  return (
    <tr class={selected ? 'row-selected' : ''} aria-selected={isSelected === undefined ? undefined : selected}>
      {columns.map((column, index) => (
        <td key={column.key} class={cellClass(column)}>
          {index === 0 ? <FirstCell row={row} table={table} /> : column.cell(row)}
        </td>
      ))}
    </tr>
  );
}

/** What opens a row, as a real link or button, stretched over the whole row by style. */
export function FirstCell<Row>({
  row,
  table,
}: {
  readonly row: Row;
  readonly table: Pick<TableProps<Row>, 'columns' | 'href' | 'onOpen'>;
}) {
  const { columns, href, onOpen } = table;
  const [first] = columns;
  const content = first?.cell(row);
  const below = first?.below?.(row);
  if (href !== undefined) {
    return (
      <>
        <a class="row-opener" href={href(row)}>
          {content}
        </a>
        {below}
      </>
    );
  }
  if (onOpen === undefined) {
    return (
      <>
        {content}
        {below}
      </>
    );
  }
  return (
    <>
      <button type="button" class="row-opener" onClick={() => onOpen(row)}>
        {content}
      </button>
      {below}
    </>
  );
}
