import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { operationNamed, runOperation } from '@sallyport/api';
import type { JsonValue } from '@sallyport/core';
import { withCode } from '@sallyport/testing';
import { CALLERS, SHOP_OPERATIONS, Shop } from './support/shop.ts';

const keeper = CALLERS['keeper'];
assert.ok(keeper !== undefined);
const run = (name: string, input: JsonValue, shop = new Shop()) =>
  runOperation(SHOP_OPERATIONS, shop, name, input, keeper);

describe('an operation', () => {
  it('runs with an input that fits, and answers JSON', async () => {
    assert.deepEqual(await run('things.put', { name: 'lamp', count: 2 }), { put: 'lamp' });
  });

  it('leaves members that are undefined out of its answer', async () => {
    assert.deepEqual(await run('things.list', {}), { things: [] });
  });

  for (const [why, input] of [
    ['a member that nobody asked for', { name: 'lamp', count: 1, colour: 'red' }],
    ['a member of a wrong type', { name: 'lamp', count: 'two' }],
    ['a member that is missing', { name: 'lamp' }],
    ['no object', 'lamp'],
    ['a list', []],
    ['nothing', null],
    ['a member called __proto__', JSON.parse('{"name":"lamp","count":1,"__proto__":{"count":9}}')],
  ] satisfies [string, JsonValue][]) {
    it(`refuses ${why}`, async () => {
      const shop = new Shop();
      await assert.rejects(run('things.put', input, shop), withCode('E_API_INPUT'));
      assert.deepEqual(shop.seen, []);
    });
  }

  it('says every wrong member in one line', async () => {
    await assert.rejects(run('things.put', { name: '', count: -1 }), /name: .*; count: /);
  });

  it('says no more of a hundred thousand wrong members than can be read', async () => {
    const by = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`member-${index}`, 1]));
    await assert.rejects(run('notes.put', { note: 'a', by }), (thrown: unknown) => {
      assert.ok(thrown instanceof Error);
      assert.match(thrown.message, /and 99992 more$/);
      return thrown.message.length < 2000;
    });
  });

  it('is done for nobody who is not known, unless it is open to all', async () => {
    const exchange = { request: undefined, headers: new Map<string, string>() };
    await assert.rejects(
      SHOP_OPERATIONS['things.put'].run(new Shop(), { name: 'a', count: 1 }, undefined),
      withCode('E_API_SIGN_IN'),
    );
    assert.deepEqual(await SHOP_OPERATIONS.knock.run(new Shop(), { word: 'a' }, undefined, exchange), {
      hello: 'stranger',
    });
    assert.equal(exchange.headers.get('set-cookie'), 'word=a');
  });

  it('changes something unless it is a GET', () => {
    assert.equal(SHOP_OPERATIONS['things.list'].changes, false);
    assert.equal(SHOP_OPERATIONS['things.remove'].changes, true);
  });

  for (const name of ['things.fly', '__proto__', 'constructor', 'toString', '']) {
    it(`is not found by the name ${JSON.stringify(name)}`, () => {
      assert.throws(() => operationNamed(SHOP_OPERATIONS, name), withCode('E_API_OPERATION'));
    });
  }
});
