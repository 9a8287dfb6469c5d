/** What checks the description of an interface: each rule refuses a document that breaks it. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JsonObject } from '@sallyport/core';
import { checkOpenApi } from '@sallyport/testing/openapi';

const LAMP = { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] };
const NAME = { name: 'name', in: 'path', required: true, schema: { type: 'string' } };
const ANSWER = {
  description: 'The lamp.',
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Lamp' } } },
};
const NAMELESS = { parameters: [NAME], responses: { '200': ANSWER } };
const OPERATION = { operationId: 'lamps.show', ...NAMELESS };
const ITEM = { get: OPERATION };

function documentWith(changes: JsonObject): JsonObject {
  return {
    openapi: '3.1.0',
    info: { title: 'Lamps', version: '1' },
    paths: { '/lamps/{name}': ITEM },
    components: { schemas: { Lamp: LAMP } },
    ...changes,
  };
}

function operationWith(changes: JsonObject): JsonObject {
  return documentWith({ paths: { '/lamps/{name}': { get: { ...OPERATION, ...changes } } } });
}

/** What is said of each: of most, the place that the meta-schema refuses. */
const BROKEN: readonly (readonly [how: string, said: RegExp, document: JsonObject])[] = [
  ['is of another release', /3\.0\.3/, documentWith({ openapi: '3.0.3' })],
  ['has no title', /refuses .*#\/info/, documentWith({ info: { version: '1' } })],
  ['has a member that there is not', /refuses .*#\/infos/, documentWith({ infos: {} })],
  ['has a path that does not begin with a slash', /refuses .*#\/paths\/lamps/, documentWith({ paths: { lamps: {} } })],
  ['has a method that there is not', /refuses .*\/fetch/, documentWith({ paths: { '/lamps': { fetch: {} } } })],
  ['has an answer without a description', /refuses .*\/responses\/200/, operationWith({ responses: { '200': {} } })],
  ['has a status that is none', /refuses .*\/responses\/2000/, operationWith({ responses: { '2000': ANSWER } })],
  [
    'has a part of the path that may be left out',
    /refuses .*\/parameters\/0\/required/,
    operationWith({ parameters: [{ ...NAME, required: false }] }),
  ],
  [
    'has a schema of a type that there is not',
    /refuses .*\/schemas\/Lamp\/type/,
    documentWith({ components: { schemas: { Lamp: { type: 'lamp' } } } }),
  ],
  [
    'has a schema whose words are misused',
    /refuses .*\/schemas\/Lamp\/required/,
    documentWith({ components: { schemas: { Lamp: { required: 'name' } } } }),
  ],
  ['leaves out a part of the path', /each part of the path/, operationWith({ parameters: [] })],
  ['describes a parameter twice', /each parameter is there once/, operationWith({ parameters: [NAME, NAME] })],
  [
    'has an operation without a name',
    /undefined is there once/,
    documentWith({ paths: { '/lamps/{name}': { get: NAMELESS } } }),
  ],
  [
    'has two operations of one name',
    /lamps\.show is there once/,
    documentWith({ paths: { '/lamps/{name}': { ...ITEM, delete: OPERATION } } }),
  ],
  [
    'has two paths that are one',
    /paths that differ by names alone/,
    documentWith({
      paths: {
        '/lamps/{name}': ITEM,
        '/lamps/{id}': { get: { ...OPERATION, operationId: 'lamps.find', parameters: [{ ...NAME, name: 'id' }] } },
      },
    }),
  ],
  ['refers to what is not there', /#\/components\/schemas\/Lamp is an object/, documentWith({ components: {} })],
];

describe('the check of an OpenAPI document', () => {
  it('takes one that keeps the rules', () => checkOpenApi(documentWith({})));

  for (const [how, said, document] of BROKEN) {
    it(`refuses one that ${how}`, () =>
      assert.rejects(checkOpenApi(document), { code: 'ERR_ASSERTION', message: said }));
  }
});
