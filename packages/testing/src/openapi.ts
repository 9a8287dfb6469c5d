/**
 * Whether a document is OpenAPI 3.1: by the meta-schema of its authors, with JSON Schema 2020-12 and OpenAPI's own words for each
 * schema in it, and by those rules of the specification that no schema can say.
 */

import assert from 'node:assert/strict';
import { BASIC } from '@hyperjump/json-schema/experimental';
import { validate } from '@hyperjump/json-schema/openapi-3-1';
import { isJsonObject, type JsonObject, type JsonValue } from '@sallyport/core';
import { Ajv2020 } from 'ajv/dist/2020.js';

/** The one that has schemas checked too; the plain one leaves them to whichever dialect they name. */
const META_SCHEMA = 'https://spec.openapis.org/oas/3.1/schema-base';

export async function checkOpenApi(document: JsonObject): Promise<void> {
  assert.match(String(document['openapi']), /^3\.1\.\d+$/);
  await checkByMetaSchema(document);
  const ids = new Set<string>();
  const paths = object(document['paths'], 'paths');
  for (const [path, item] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(object(item, path))) {
      checkOperation(path, object(operation, `${method} ${path}`), ids);
    }
  }
  requireResolvable(document, document);
  // OpenAPI 3.1 §4.8.8
  const shapes = Object.keys(paths).map((path) => path.replaceAll(/\{[^}]*\}/g, '{}'));
  assert.equal(new Set(shapes).size, shapes.length, 'paths that differ by names alone are one');
  checkSchemas(document);
}

async function checkByMetaSchema(document: JsonObject): Promise<void> {
  const check = await validate(META_SCHEMA);
  const outcome = check(JSON.parse(JSON.stringify(document)), BASIC);
  const places = outcome.valid
    ? []
    : (outcome.errors ?? []).map((each) => `${each.instanceLocation} (${each.keyword})`);
  assert.ok(outcome.valid, `the meta-schema of OpenAPI 3.1 refuses ${places.join(', ')}`);
}

/** OpenAPI 3.1 §4.8.10: what is there once, and the parameters that the path names. */
function checkOperation(path: string, { operationId, parameters = [] }: JsonObject, ids: Set<string>): void {
  assert.ok(typeof operationId === 'string' && !ids.has(operationId), `${operationId} is there once`);
  ids.add(operationId);
  assert.ok(Array.isArray(parameters));
  const given = parameters.map((parameter) => object(parameter, operationId));
  const names = given.map((each) => `${each['in']} ${each['name']}`);
  assert.equal(new Set(names).size, names.length, `${operationId}: each parameter is there once`);
  assert.deepEqual(
    given
      .filter((each) => each['in'] === 'path')
      .map((each) => each['name'])
      .sort(),
    [...path.matchAll(/\{([^}]*)\}/g)].map(([, name]) => name).sort(),
    `${operationId}: each part of the path is described`,
  );
}

function requireResolvable(value: JsonValue, document: JsonObject): void {
  if (Array.isArray(value)) for (const each of value) requireResolvable(each, document);
  if (!isJsonObject(value)) return;
  const { $ref } = value;
  if (typeof $ref === 'string') {
    assert.match($ref, /^#\//);
    let place: JsonValue | undefined = document;
    for (const part of $ref.slice(2).split('/')) place = object(place, $ref)[part];
    assert.ok(isJsonObject(place), `${$ref} leads somewhere`);
  }
  for (const each of Object.values(value)) requireResolvable(each, document);
}

/** Each schema compiles, references and all: programs are made of them. */
function checkSchemas(document: JsonObject): void {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema({ $id: 'https://openapi.example/', ...document });
  for (const schema of schemasIn(document)) {
    const within: JsonObject = JSON.parse(
      JSON.stringify(schema).replaceAll('"#/components/', '"https://openapi.example/#/components/'),
    );
    assert.doesNotThrow(() => ajv.compile(within), JSON.stringify(schema));
  }
}

function schemasIn(value: JsonValue): JsonObject[] {
  if (Array.isArray(value)) return value.flatMap((each: JsonValue) => schemasIn(each));
  if (!isJsonObject(value)) return [];
  const own = isJsonObject(value['schema']) ? [value['schema']] : [];
  const named = isJsonObject(value['schemas']) ? Object.values(value['schemas']).filter(isJsonObject) : [];
  return [...own, ...named, ...Object.values(value).flatMap((each) => schemasIn(each))];
}

function object(value: JsonValue | undefined, where: string): JsonObject {
  assert.ok(isJsonObject(value), `${where} is an object`);
  return value;
}
