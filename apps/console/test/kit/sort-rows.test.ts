import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Column } from '../../src/kit/columns.ts';
import { nextOrder, sortRows } from '../../src/kit/sort-rows.ts';

interface Row {
  readonly name: string;
  readonly score?: number;
}

const columns: readonly Column<Row>[] = [
  { key: 'name', title: 'Name', cell: ({ name }) => name, sortBy: ({ name }) => name },
  { key: 'score', title: 'Score', cell: ({ score }) => score, sortBy: ({ score }) => score },
  { key: 'none', title: 'None', cell: () => '' },
];
const rows: readonly Row[] = [{ name: 'SN-10', score: 9 }, { name: 'SN-9' }, { name: 'SN-1', score: 10 }];
const names = (sorted: readonly Row[]): readonly string[] => sorted.map(({ name }) => name);

describe('rows in order', () => {
  it('come as they came until somebody asks for an order', () => {
    assert.deepEqual(sortRows(rows, columns, undefined), rows);
    assert.deepEqual(sortRows(rows, columns, { key: 'none', direction: 'ascending' }), rows);
  });

  it('take numbers in texts as numbers', () => {
    assert.deepEqual(names(sortRows(rows, columns, { key: 'name', direction: 'ascending' })), [
      'SN-1',
      'SN-9',
      'SN-10',
    ]);
    assert.deepEqual(names(sortRows(rows, columns, { key: 'name', direction: 'descending' })), [
      'SN-10',
      'SN-9',
      'SN-1',
    ]);
  });

  it('have those without a value last in both directions', () => {
    assert.deepEqual(names(sortRows(rows, columns, { key: 'score', direction: 'ascending' })), [
      'SN-10',
      'SN-1',
      'SN-9',
    ]);
    assert.deepEqual(names(sortRows(rows, columns, { key: 'score', direction: 'descending' })), [
      'SN-1',
      'SN-10',
      'SN-9',
    ]);
  });

  it('go from ascending to descending to how they came', () => {
    const first = nextOrder(undefined, 'name');
    const second = nextOrder(first, 'name');
    assert.deepEqual(
      [first, second],
      [
        { key: 'name', direction: 'ascending' },
        { key: 'name', direction: 'descending' },
      ],
    );
    assert.equal(nextOrder(second, 'name'), undefined);
    assert.deepEqual(nextOrder(second, 'score'), { key: 'score', direction: 'ascending' });
  });
});
