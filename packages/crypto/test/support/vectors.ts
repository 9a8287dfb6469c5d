/** Vectors that nobody here made: tab-separated, their origin in the first line, the columns' names in the second. */

import { readFileSync } from 'node:fs';

export type Vector = Readonly<Record<string, string>>;

export function vectors(name: string): readonly Vector[] {
  const [, header = '', ...rows] = readFileSync(new URL(`../vectors/${name}.tsv`, import.meta.url), 'utf8')
    .replace(/\n$/, '')
    .split('\n');
  const columns = header.split('\t');
  return rows.map((row) => {
    const cells = row.split('\t');
    return Object.fromEntries(columns.map((column, i) => [column, cells[i] ?? '']));
  });
}

export function bytes(vector: Vector, column: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text(vector, column), 'hex'));
}

export function text(vector: Vector, column: string): string {
  const value = vector[column];
  if (value === undefined) throw new TypeError(`no column ${column}`);
  return value;
}
