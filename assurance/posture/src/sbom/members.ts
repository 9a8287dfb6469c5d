/** Members of JSON objects of a bill of materials, of the type they must have. */

import { isJsonObject, type JsonObject, type JsonValue } from '@sallyport/core';
import { fail } from '../errors.ts';
import { MAX_LIST, MAX_TEXT } from '../limits.ts';

/** A text that must be there. @throws E_POSTURE_SBOM */
export function textOf(object: JsonObject, member: string, where: string): string {
  const text = optionalText(object, member, where);
  if (text === undefined || text === '') throw malformed(`lacks "${member}"`, where);
  return text;
}

/** Undefined where it is missing or null. @throws E_POSTURE_SBOM */
export function optionalText(object: JsonObject, member: string, where: string): string | undefined {
  const value = object[member];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw malformed(`has a "${member}" that is no text`, where);
  if (value.length > MAX_TEXT) throw malformed(`has a "${member}" that is too long`, where);
  return value;
}

/** Empty where it is missing. @throws E_POSTURE_SBOM */
export function listOf(object: JsonObject, member: string, where: string, most = MAX_LIST): readonly JsonValue[] {
  const value = object[member];
  if (value === undefined || value === null) return [];
  if (!isList(value)) throw malformed(`has a "${member}" that is no list`, where);
  if (value.length > most) throw fail('E_POSTURE_TOO_LARGE', `list of ${value.length}, over ${most}, at ${where}`);
  return value;
}

/** The objects of a list, each with where it stands. @throws E_POSTURE_SBOM */
export function objectsOf(
  object: JsonObject,
  member: string,
  where: string,
  most = MAX_LIST,
): readonly (readonly [JsonObject, string])[] {
  return listOf(object, member, where, most).map((value, index) => {
    const at = `${where}/${member}/${index}`;
    return [objectAt(value, at), at] as const;
  });
}

/** @throws E_POSTURE_SBOM */
export function objectAt(value: JsonValue | undefined, where: string): JsonObject {
  if (!isJsonObject(value)) throw malformed('is no object', where);
  return value;
}

export function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

export function malformed(what: string, where: string) {
  return fail('E_POSTURE_SBOM', `bill of materials ${what} at ${where === '' ? 'its root' : where}`);
}
