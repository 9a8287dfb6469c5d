/** Where a page of the directory ended: a place in its order, which stands though devices come, go and move. */

import { toBase64Url, utf8 } from '@sallyport/core';
import { fail } from '../errors.ts';
import type { Sort } from './listed-device.ts';

export interface Place {
  readonly value: string | number;
  readonly key: string;
}

export function cursorOf(sort: Sort, { value, key }: Place): string {
  return toBase64Url(utf8(JSON.stringify([sort, value, key])));
}

/** @throws E_DOMAIN_ARGUMENT for what this list never gave in this order */
export function placeIn(cursor: string, sort: Sort): Place {
  const parts = partsOf(cursor);
  const [of, value, key] = parts;
  const isPlace = parts.length === 3 && of === sort && typeof key === 'string';
  if (!isPlace || (typeof value !== 'string' && typeof value !== 'number') || typeof value !== kindOf(sort)) {
    throw fail('E_DOMAIN_ARGUMENT', 'the cursor is not one that this list gave in this order');
  }
  return { value, key };
}

export function compareValues(one: string | number, other: string | number): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function kindOf(sort: Sort): 'string' | 'number' {
  return NUMBERS.has(sort) ? 'number' : 'string';
}

const NUMBERS: ReadonlySet<Sort> = new Set(['changed', 'notAfter']);

function partsOf(cursor: string): readonly unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(parts) ? parts : [];
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return [];
    throw thrown;
  }
}
