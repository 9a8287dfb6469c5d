/** The rules of OpenAPI 3.1 that a document of operations can break, and JSON Schema for the schemas in it. */

import assert from 'node:assert/strict';
import { isJsonObject, type JsonObject, type JsonValue } from '@sallyport/core';
import { Ajv2020 } from 'ajv/dist/2020.js';

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];
const COMPONENT_NAME = /^[a-zA-Z0-9._-]+$/;

function object(value: JsonValue | undefined, where: string): JsonObject {
  assert.ok(isJsonObject(value), `${where} is an object`);
  return value;
}

export function checkOpenApi(document: JsonObject): void {
  assert.match(String(document['openapi']), /^3\.1\.\d+$/);
  const { title, version } = object(document['info'], 'info');
  assert.ok(typeof title === 'string' && typeof version === 'string', 'info has a title and a version');
  const components = object(document['components'], 'components');
  for (const [kind, parts] of Object.entries(components)) {
    for (const name of Object.keys(object(parts, kind))) assert.match(name, COMPONENT_NAME);
  }
  const ids = new Set<string>();
  for (const [path, item] of Object.entries(object(document['paths'], 'paths'))) {
    assert.ok(path.startsWith('/'), `${path} begins with a slash`);
    for (const [method, operation] of Object.entries(object(item, path))) {
      assert.ok(METHODS.includes(method), `${method} is a method`);
      checkOperation(path, object(operation, `${method} ${path}`), ids);
    }
  }
  requireResolvable(document, document);
  const shapes = Object.keys(object(document['paths'], 'paths')).map((path) => path.replaceAll(/\{[^}]*\}/g, '{}'));
  assert.equal(new Set(shapes).size, shapes.length, 'paths that differ by names alone are one');
  checkSchemas(document);
}

function checkOperation(path: string, operation: JsonObject, ids: Set<string>): void {
  const { operationId, parameters = [], responses, requestBody } = operation;
  assert.ok(typeof operationId === 'string' && !ids.has(operationId), `${operationId} is there once`);
  ids.add(operationId);
  assert.ok(Object.keys(object(responses, operationId)).length > 0, `${operationId} has a response`);
  for (const [status, response] of Object.entries(object(responses, operationId))) {
    assert.match(status, /^(?:default|[1-5](?:\d\d|XX))$/);
    const { description, $ref } = object(response, status);
    assert.ok(typeof description === 'string' || typeof $ref === 'string', `${operationId} describes ${status}`);
  }
  assert.ok(Array.isArray(parameters));
  const given = parameters.map((parameter) => object(parameter, operationId));
  const inPath = given.filter((each) => each['in'] === 'path');
  for (const each of given) {
    assert.ok(isJsonObject(each['schema']), `${operationId}: ${each['name']} has a schema`);
    if (each['in'] === 'path') assert.equal(each['required'], true, `${operationId}: ${each['name']} is required`);
  }
  const names = given.map((each) => `${each['in']} ${each['name']}`);
  assert.equal(new Set(names).size, names.length, `${operationId}: each parameter is there once`);
  assert.deepEqual(
    inPath.map((each) => each['name']).sort(),
    [...path.matchAll(/\{([^}]*)\}/g)].map(([, name]) => name).sort(),
    `${operationId}: each part of the path is described`,
  );
  if (requestBody !== undefined) object(object(requestBody, operationId)['content'], operationId);
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

/** Each schema compiles by the rules of JSON Schema 2020-12, references and all. */
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
