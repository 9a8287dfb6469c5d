/** What is kept of an input: enough to see what was asked for, never a secret, and never much. */

import type { JsonObject, JsonValue } from '@sallyport/core';

const LONGEST_TEXT = 512;
const KEPT_OF_TEXT = 128;
const MOST_ITEMS = 32;
const DEEPEST = 4;

/** Secrets are left out, and say that they were there. What is long is cut, and says how long it was. */
export function writtenDown(input: JsonObject, secrets: readonly string[]): JsonObject {
  return Object.fromEntries(
    abridgedEntries(input).map(([name, value]): [string, JsonValue] =>
      secrets.includes(name) ? [name, '(secret)'] : [name, abridged(value, 1)],
    ),
  );
}

function abridged(value: JsonValue, depth: number): JsonValue {
  if (typeof value === 'string') {
    return value.length <= LONGEST_TEXT ? value : `${value.slice(0, KEPT_OF_TEXT)}… (${value.length} characters)`;
  }
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= DEEPEST) return '(more)';
  if (Array.isArray(value)) {
    const kept = value.slice(0, MOST_ITEMS).map((item: JsonValue) => abridged(item, depth + 1));
    return value.length <= MOST_ITEMS ? kept : [...kept, `(${value.length - MOST_ITEMS} more)`];
  }
  return Object.fromEntries(
    abridgedEntries(value).map(([name, member]): [string, JsonValue] => [name, abridged(member, depth + 1)]),
  );
}

function abridgedEntries(value: JsonValue): [string, JsonValue][] {
  if (typeof value !== 'object' || value === null) return [];
  const entries: [string, JsonValue][] = Object.entries(value);
  const kept = entries
    .slice(0, MOST_ITEMS)
    .map(([name, member]): [string, JsonValue] => [name.slice(0, KEPT_OF_TEXT), member]);
  return entries.length <= MOST_ITEMS ? kept : [...kept, ['…', `${entries.length - MOST_ITEMS} more`]];
}
