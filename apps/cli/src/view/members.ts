/** Reading answers of operations, which come as JSON. */

import { isJsonObject, type JsonObject, type JsonValue } from '@sallyport/core';

export function textIn(row: JsonObject, name: string): string | undefined {
  const value = row[name];
  return typeof value === 'string' ? value : undefined;
}

export function numberIn(row: JsonObject, name: string): number | undefined {
  const value = row[name];
  return typeof value === 'number' ? value : undefined;
}

export function arrayIn(value: JsonValue, name: string): readonly JsonValue[] | undefined {
  const member = isJsonObject(value) ? value[name] : undefined;
  return Array.isArray(member) ? member : undefined;
}

/** The objects in a list; none when there is no such list. */
export function objectsIn(value: JsonValue, name: string): readonly JsonObject[] {
  return (arrayIn(value, name) ?? []).filter(isJsonObject);
}

/** A page of rows, with the way to the next when there is one. */
export function moreText(answer: JsonValue, rows: readonly JsonObject[], name: string): JsonValue {
  const next = isJsonObject(answer) ? answer['next'] : undefined;
  return typeof next === 'string' ? { [name]: rows, more: `--cursor ${next}` } : rows;
}
