import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  initialValue,
  joined,
  labelOf,
  variantOf,
  withItem,
  withMember,
  withoutItem,
  wrongAt,
} from '../../../src/kit/schema/form-value.ts';

describe('the value of a form', () => {
  it('begins with defaults, only values and what must be there', () => {
    const schema = {
      type: 'object',
      required: ['kind', 'who', 'tags', 'ok', 'name'],
      properties: {
        kind: { const: 'trust' },
        who: {
          type: 'object',
          required: ['n'],
          properties: { n: { type: 'number', default: 3 }, m: { type: 'string' } },
        },
        tags: { type: 'array', items: {} },
        ok: { type: 'boolean' },
        name: { type: 'string' },
        weight: { type: 'number', default: 1 },
        later: { type: 'object', properties: { x: { default: 1 } } },
      },
    };
    assert.deepEqual(initialValue(schema, schema), { kind: 'trust', who: { n: 3 }, tags: [], ok: false, weight: 1 });
  });

  it('begins with the first of several shapes', () => {
    const schema = {
      oneOf: [{ properties: { k: { const: 'a' } }, required: ['k'] }, { properties: { k: { const: 'b' } } }],
    };
    assert.deepEqual(initialValue(schema, schema), { k: 'a' });
  });

  it('has one member changed, or taken out when it is left empty', () => {
    assert.deepEqual(withMember({ a: 1 }, 'b', 2), { a: 1, b: 2 });
    assert.deepEqual(withMember({ a: 1, b: 2 }, 'b', undefined), { a: 1 });
    assert.deepEqual(withMember(undefined, 'a', 1), { a: 1 });
  });

  it('has no group that need not be there once its last member is taken out', () => {
    assert.equal(withMember({ a: 1 }, 'a', undefined, false), undefined);
    assert.deepEqual(withMember({ a: 1 }, 'a', undefined, true), {});
    assert.deepEqual(withMember({ a: 1, b: 2 }, 'a', undefined, false), { b: 2 });
  });

  it('takes a member of any name for a member', () => {
    const value = withMember({}, '__proto__', 'x');
    assert.equal(JSON.stringify(value), '{"__proto__":"x"}');
  });

  it('has items of lists changed and taken out', () => {
    assert.deepEqual(withItem(['a', 'b'], 1, 'c'), ['a', 'c']);
    assert.deepEqual(withoutItem(['a', 'b', 'c'], 1), ['a', 'c']);
  });

  it('is of the variant whose fixed members it has', () => {
    const of = (kind: string) => ({
      schema: { type: 'object', properties: { kind: { const: kind }, name: { type: 'string' } } },
    });
    const variants = [of('maker'), of('device'), { schema: { type: 'string' } }];
    assert.equal(variantOf({ kind: 'device', name: 'x' }, variants, {}), 1);
    assert.equal(variantOf('x', variants, {}), 2);
    assert.equal(variantOf({ other: 1 }, variants, {}), 0, 'what fits none is shown as the first');
  });

  it('is found wrong at exactly its path', () => {
    const wrong = [
      { path: 'a.0.b', message: 'is taken' },
      { path: 'a', message: 'is short' },
    ];
    assert.deepEqual(wrongAt(wrong, joined(joined('a', 0), 'b')), [wrong[0]]);
    assert.deepEqual(wrongAt(wrong, 'a.0'), []);
  });

  it('has labels made of names where the schema has none', () => {
    assert.equal(labelOf('serialNumber'), 'Serial number');
    assert.equal(labelOf('not_before'), 'Not before');
  });
});
