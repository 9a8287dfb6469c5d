/** What OpenThread's command line writes: tables, and names with values. */

/** The rows of a table, by the titles of its columns. */
export function rowsOf(table: string): readonly ReadonlyMap<string, string>[] {
  const [titles = [], ...rows] = table
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .slice(1, line.lastIndexOf('|'))
        .split('|')
        .map((cell) => cell.trim()),
    );
  return rows.map((row) => new Map(titles.map((title, at) => [title, row[at] ?? ''])));
}

/** The values of lines `Name: value`, however far they are moved to the right. */
export function valuesOf(lines: string): ReadonlyMap<string, string> {
  const pairs = lines.split('\n').map((line) => /^\s*(?:- )?([^:]+):\s*(.*)$/.exec(line));
  return new Map(pairs.flatMap((pair) => (pair === null ? [] : [[pair[1] ?? '', (pair[2] ?? '').trim()]])));
}
