/**
 * JSON Schemas that forms are made from: those that are published, with names where claims will have URIs, and without what goes
 * without saying.
 */

import { CLAIM_TYPES, type ClaimTypeName, claimJsonSchema } from '@sallyport/assurance-claims';
import { isJsonObject, type JsonObject, type JsonValue } from '@sallyport/core';
import { nameFieldsOf } from './subjects.ts';

const A_NAME = { type: 'string', minLength: 1 } as const;
/** What goes without saying: who makes a claim of trust is who trusts. */
const UNSAID = 'truster';

/**
 * Of what may be given for a subject of this type. Where the schema has several forms, the one in which `given` fits; what is fixed
 * in `given` and in no field that is to be filled in is fixed in the form, too.
 */
export function formSchemaOf(type: ClaimTypeName, given: JsonObject = {}): JsonObject {
  const { properties, $defs } = claimJsonSchema(type);
  const subject = isJsonObject(properties) ? properties['credentialSubject'] : undefined;
  if (!isJsonObject(subject)) return {};
  const whole = { title: type, description: CLAIM_TYPES[type].about, ...($defs === undefined ? {} : { $defs }) };
  const { oneOf } = subject;
  if (!isList(oneOf)) return { ...whole, ...formOf(type, subject, given) };
  const forms = oneOf.filter(isJsonObject);
  const fitting = forms.find((form) => fits(form, given));
  if (fitting !== undefined && Object.keys(given).length > 0) return { ...whole, ...formOf(type, fitting, given) };
  return { ...whole, oneOf: forms.map((form) => formOf(type, form, given)) };
}

function formOf(type: ClaimTypeName, form: JsonObject, given: JsonObject): JsonObject {
  const { names, maker } = nameFieldsOf(type);
  const { properties, required } = form;
  if (!isJsonObject(properties)) return form;
  return {
    ...form,
    properties: Object.fromEntries(
      Object.entries(properties).flatMap(([name, schema]): [string, JsonValue][] => {
        if (name === UNSAID) return [];
        const kind = names[name];
        const value = given[name];
        if (kind !== undefined) return [[name, { ...A_NAME, 'x-names': nameKind(kind, given) }]];
        return [[name, isFixed(schema, value) && value !== undefined ? { const: value } : schema]];
      }),
    ),
    ...(isList(required) ? { required: required.filter((name) => name !== maker) } : {}),
  };
}

/** Who is meant by a name in this field: a device, a manufacturer, a person; or anybody, by a URI. */
function nameKind(kind: string, { role }: JsonObject): string {
  if (kind !== 'role') return kind;
  return role === 'manufacturer' || role === 'device' || role === 'person' ? role : 'entity';
}

/** A choice that the template has made. */
function isFixed(schema: JsonValue, value: JsonValue | undefined): boolean {
  if (!isJsonObject(schema) || value === undefined) return false;
  return (
    schema['const'] !== undefined ||
    (isList(schema['enum']) && schema['enum'].includes(value)) ||
    value === true ||
    value === false
  );
}

function fits({ properties }: JsonObject, given: JsonObject): boolean {
  if (!isJsonObject(properties)) return false;
  return Object.entries(given).every(([name, value]) => {
    const schema = properties[name];
    if (!isJsonObject(schema)) return false;
    if (schema['const'] !== undefined) return schema['const'] === value;
    return !isList(schema['enum']) || schema['enum'].includes(value);
  });
}

function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}
