import { isJsonObject, type JsonValue } from '@sallyport/core';

/** What JSON-LD writes either alone or in a list, as a list; nothing for a member that is not there. */
export function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  if (value === undefined) return [];
  return isJsonObject(value) || typeof value !== 'object' || value === null ? [value] : value;
}
