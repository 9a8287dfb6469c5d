import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { jsonOf, openShop } from './support/shop.ts';

describe('what is written down', () => {
  it('is each change, before it is made and with how it went', async () => {
    const { ask, gate } = openShop();
    await ask('PUT', '/things/lamp', { json: { count: 1 } });
    assert.deepEqual(gate.records, [
      { caller: 'k', operation: 'things.put', input: { name: 'lamp', count: 1 }, outcome: { ok: true } },
    ]);
  });

  it('is not what is only looked at, nor what anybody may', async () => {
    const { ask, gate } = openShop();
    await ask('GET', '/things');
    await ask('POST', '/knock', { json: { word: 'x' } });
    assert.deepEqual(gate.records, []);
  });

  it('is not what was refused before anything was done', async () => {
    const { ask, gate } = openShop();
    await ask('PUT', '/things/lamp', { json: { count: -1 } });
    await ask('DELETE', '/things/lamp', { as: 'visitor' });
    assert.deepEqual(gate.records, []);
  });

  it('is why a change failed', async () => {
    const { ask, gate } = openShop();
    await ask('POST', '/things/a/break', { json: { how: 'refusal' } });
    await ask('POST', '/things/a/break', { json: { how: 'bug' } });
    assert.deepEqual(
      gate.records.map(({ outcome }) => outcome),
      [
        { ok: false, code: 'E_API_SCOPE' },
        { ok: false, code: 'E_INTERNAL' },
      ],
    );
  });

  it('must be, or the change is not made', async () => {
    const { ask, gate, shop } = openShop();
    gate.failure = new Error('the disk is full');
    assert.equal((await ask('PUT', '/things/lamp', { json: { count: 1 } })).status, 500);
    assert.deepEqual([...shop.things], []);
    assert.equal((await ask('GET', '/things')).status, 200);
  });

  it('holds no secret', async () => {
    const { ask, gate } = openShop();
    await ask('PUT', '/things/lamp', { json: { count: 1, code: 'open sesame' } });
    assert.deepEqual(gate.records[0]?.input, { name: 'lamp', count: 1, code: '(secret)' });
    assert.doesNotMatch(JSON.stringify(gate.records), /sesame/);
  });

  it('is never much, however much is given', async () => {
    const { ask, gate } = openShop();
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`n${i}`, 'x']));
    const note = [
      'y'.repeat(600),
      Array.from({ length: 50 }, (_, i) => i),
      { a: { b: { c: { d: 1 } } } },
      'short',
      null,
      many,
    ];
    const response = await ask('POST', '/notes', { json: { note } });
    assert.equal(response.status, 200, JSON.stringify(jsonOf(response)));
    const written = gate.records[0]?.input['note'];
    assert.ok(Array.isArray(written));
    const [long, list, deep, short, nothing, object] = written;
    assert.equal(long, `${'y'.repeat(128)}… (600 characters)`);
    assert.deepEqual(JSON.parse(JSON.stringify(list)).slice(31), [31, '(18 more)']);
    assert.deepEqual(deep, { a: { b: '(more)' } });
    assert.deepEqual([short, nothing], ['short', null]);
    assert.equal(Object.keys(JSON.parse(JSON.stringify(object))).length, 33);
  });
});
