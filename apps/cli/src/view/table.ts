/** Rows of objects as a table that fits the terminal; where it cannot, each row as a block of lines. */

import type { JsonObject } from '@sallyport/core';
import { styled, type Terminal } from '../terminal.ts';
import { scalarText, shortened, wordsOf } from './words.ts';

const INDENT = '  ';
const GAP = '  ';

interface Grid {
  readonly heads: readonly string[];
  readonly cells: readonly (readonly string[])[];
}

export function tableText(terminal: Terminal, rows: readonly JsonObject[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const whole: Grid = {
    heads: columns.map(wordsOf),
    cells: rows.map((row) => columns.map((column) => scalarText(row[column] ?? null))),
  };
  if (fits(terminal, whole)) return gridText(terminal, whole);
  const short: Grid = { ...whole, cells: whole.cells.map((cells) => cells.map(shortened)) };
  return fits(terminal, short) ? gridText(terminal, short) : blocksText(terminal, whole);
}

function fits({ columns }: Terminal, grid: Grid): boolean {
  const width = INDENT.length + widthsOf(grid).reduce((sum, each) => sum + each + GAP.length, -GAP.length);
  return columns === undefined || width <= columns;
}

function widthsOf({ heads, cells }: Grid): readonly number[] {
  return heads.map((head, index) => Math.max(head.length, ...cells.map((row) => (row[index] ?? '').length)));
}

function gridText(terminal: Terminal, grid: Grid): string {
  const widths = widthsOf(grid);
  const line = (texts: readonly string[]) =>
    texts
      .map((each, index) => each.padEnd(widths[index] ?? 0))
      .join(GAP)
      .trimEnd();
  return [styled(terminal, 'dim', line(grid.heads)), ...grid.cells.map(line)]
    .map((each) => `${INDENT}${each}\n`)
    .join('');
}

function blocksText(terminal: Terminal, { heads, cells }: Grid): string {
  const { columns = Number.POSITIVE_INFINITY } = terminal;
  const width = Math.max(...heads.map((head) => head.length));
  const line = (head: string, cell: string) => {
    const isTooLong = INDENT.length + width + GAP.length + cell.length > columns;
    const between = isTooLong ? `\n${INDENT}${INDENT}` : GAP;
    return `${INDENT}${styled(terminal, 'dim', isTooLong ? head : head.padEnd(width))}${between}${cell}\n`;
  };
  return cells.map((row) => row.map((cell, index) => line(heads[index] ?? '', cell)).join('')).join('\n');
}
