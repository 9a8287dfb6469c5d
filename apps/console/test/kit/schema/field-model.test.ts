import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type FieldModel, fieldModel } from '../../../src/kit/schema/field-model.ts';
import type { Schema } from '../../../src/kit/schema/schema.ts';

const kinds: readonly (readonly [what: string, schema: Schema, model: FieldModel])[] = [
  ['a text', { type: 'string', maxLength: 20 }, { kind: 'text', long: false, longest: 20 }],
  ['a long text', { type: 'string', maxLength: 65_536 }, { kind: 'text', long: true, longest: 65_536 }],
  [
    'a text of a form, however long',
    { type: 'string', maxLength: 2048, pattern: '^[a-z]+:' },
    { kind: 'text', long: false, longest: 2048 },
  ],
  ['an address', { type: 'string', format: 'uri' }, { kind: 'text', long: false, format: 'uri' }],
  ['a moment', { type: 'string', format: 'date-time' }, { kind: 'moment' }],
  ['a day', { type: 'string', format: 'date' }, { kind: 'day' }],
  ['a whole number', { type: 'integer', minimum: 1, maximum: 9 }, { kind: 'number', whole: true, least: 1, most: 9 }],
  ['a number', { type: 'number' }, { kind: 'number', whole: false }],
  ['yes or no', { type: 'boolean' }, { kind: 'check' }],
  ['one of some values', { enum: ['a', 'b'] }, { kind: 'choice', choices: ['a', 'b'] }],
  ['the only value', { const: 'x' }, { kind: 'fixed', value: 'x' }],
  ['one of some only values', { oneOf: [{ const: 1 }, { const: 2 }] }, { kind: 'choice', choices: [1, 2] }],
  ['a text or nothing', { type: ['string', 'null'] }, { kind: 'text', long: false }],
  ['a number or nothing', { anyOf: [{ type: 'number' }, { type: 'null' }] }, { kind: 'number', whole: false }],
  ['a value or nothing', { enum: ['a', null] }, { kind: 'choice', choices: ['a'] }],
  [
    'a list',
    { type: 'array', items: { type: 'string' }, maxItems: 4 },
    { kind: 'list', item: { type: 'string' }, most: 4 },
  ],
  ['names that are not known', { type: 'object', additionalProperties: { type: 'string' } }, { kind: 'json' }],
  ['anything', {}, { kind: 'json' }],
];

describe('the field for a schema', () => {
  for (const [what, schema, model] of kinds) {
    it(`is made for ${what}`, () => {
      assert.deepEqual(fieldModel(schema, schema), model);
    });
  }

  it('has a field for each member, and knows which must be there', () => {
    const schema = { type: 'object', properties: { a: { type: 'string' }, b: {} }, required: ['a'] };
    assert.deepEqual(fieldModel(schema, schema), {
      kind: 'group',
      members: [
        { name: 'a', schema: { type: 'string' }, required: true },
        { name: 'b', schema: {}, required: false },
      ],
    });
  });

  it('names variants by their title, by what tells them apart, or by what they hold', () => {
    const of = (properties: Schema): Schema => ({ type: 'object', properties });
    const schema = {
      oneOf: [
        { ...of({ x: {} }), title: 'A maker' },
        of({ kind: { const: 'device' }, name: {} }),
        of({ model: {} }),
        { type: 'string' },
      ],
    };
    const model = fieldModel(schema, schema);
    assert.equal(model.kind, 'variants');
    assert.deepEqual(model.kind === 'variants' && model.variants.map(({ label }) => label), [
      'A maker',
      'device',
      'model',
      'string',
    ]);
    assert.deepEqual(model.kind === 'variants' && model.variants.map(({ toldBy }) => toldBy), [
      undefined,
      { name: 'kind', values: ['device'] },
      undefined,
      undefined,
    ]);
  });

  it('follows references within the schema', () => {
    const root = { $defs: { 'a/b': { type: 'boolean' }, again: { $ref: '#/$defs/a~1b' } }, properties: {} };
    assert.deepEqual(fieldModel({ $ref: '#/$defs/again' }, root), { kind: 'check' });
  });

  it('puts together what stands in allOf', () => {
    const root = {
      allOf: [
        { properties: { a: {} }, required: ['a'] },
        { properties: { b: {} }, required: ['b'] },
      ],
    };
    const model = fieldModel(root, root);
    assert.deepEqual(model.kind === 'group' && model.members.map(({ name, required }) => [name, required]), [
      ['a', true],
      ['b', true],
    ]);
  });

  for (const reference of ['#/$defs/circle', '#/nowhere', 'https://elsewhere.example/', '#/__proto__', '#/%ZZ']) {
    it(`is JSON by hand for a reference that leads nowhere: ${reference}`, () => {
      const root = { $defs: { circle: { $ref: '#/$defs/circle' } } };
      assert.deepEqual(fieldModel({ $ref: reference }, root), { kind: 'json' });
    });
  }
});
