/** Turns a caller's query into a checked plan, and the place where a page ended into an opaque cursor. */

import { fail } from '../errors.ts';
import { checkText, MAX_PAGE } from '../limits.ts';
import type { IndexKind, IndexValue, PageQuery } from '../table.ts';
import type { PagePlan, PhysicalTable, TableRow } from './backend.ts';

const DEFAULT_LIMIT = 100;

/** @throws E_STORE_ARGUMENT */
export function planPage(table: PhysicalTable, query: PageQuery): PagePlan {
  const limit = query.limit ?? DEFAULT_LIMIT;
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_PAGE) {
    throw fail('E_STORE_ARGUMENT', `limit of a page must be a whole number from 1 to ${MAX_PAGE}`);
  }
  const index = table.indexes.find(({ name }) => name === query.index);
  if (query.index !== undefined && index === undefined) {
    throw fail('E_STORE_ARGUMENT', `table has no index ${query.index}`);
  }
  const kind = index?.kind ?? 'text';
  const bound = (what: string, value: IndexValue | undefined) =>
    value === undefined ? undefined : checkIndexValue(what, kind, value);
  let from = bound('from', query.from);
  let below = bound('below', query.below);
  const prefix = bound('prefix', query.prefix);
  if (typeof prefix === 'string' && prefix !== '') {
    const end = afterPrefix(prefix);
    if (from === undefined || compareText(prefix, String(from)) > 0) from = prefix;
    if (end !== undefined && (below === undefined || compareText(end, String(below)) < 0)) below = end;
  }
  return {
    index,
    equals: bound('equals', query.equals),
    from,
    below,
    reverse: query.reverse ?? false,
    after: query.cursor === undefined ? undefined : decodeCursor(query.cursor, index === undefined ? undefined : kind),
    limit,
  };
}

/** @throws E_STORE_ARGUMENT */
export function checkIndexValue(what: string, kind: IndexKind, value: IndexValue): IndexValue {
  if (kind === 'text' && typeof value === 'string') return checkText(what, value);
  // -0 and 0 are one value to both databases; stored as 0, it also reads back alike.
  if (kind === 'number' && typeof value === 'number' && Number.isFinite(value)) return value === 0 ? 0 : value;
  throw fail('E_STORE_ARGUMENT', `${what} must be ${kind === 'text' ? 'text' : 'a finite number'}`);
}

/** Code point order, which is also the byte order of UTF-8 that both databases sort by. */
function compareText(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** The least text above every text that begins with `prefix`; undefined when there is none. */
function afterPrefix(prefix: string): string | undefined {
  const points = Array.from(prefix, (character) => character.codePointAt(0) ?? 0);
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    if (last === 0x10ffff) continue;
    // Surrogates are no characters: the one after U+D7FF is U+E000.
    points.push(last === 0xd7ff ? 0xe000 : last + 1);
    return String.fromCodePoint(...points);
  }
  return undefined;
}

export function encodeCursor({ key, indexed }: TableRow): string {
  return Buffer.from(JSON.stringify(indexed === undefined ? [key] : [key, indexed])).toString('base64url');
}

function decodeCursor(cursor: string, kind: IndexKind | undefined): PagePlan['after'] {
  const parts = cursorParts(cursor);
  const [key, indexed] = parts;
  if (typeof key !== 'string' || parts.length !== (kind === undefined ? 1 : 2)) throw notACursor();
  checkText('cursor', key);
  if (kind === undefined) return { key, indexed: undefined };
  if (typeof indexed !== 'string' && typeof indexed !== 'number') throw notACursor();
  return { key, indexed: checkIndexValue('cursor', kind, indexed) };
}

function cursorParts(cursor: string): readonly unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(parts)) return parts;
  } catch {
    // Falls through: whatever it was, it is not one of our cursors.
  }
  throw notACursor();
}

function notACursor() {
  return fail('E_STORE_ARGUMENT', 'cursor does not come from a page of this query');
}
