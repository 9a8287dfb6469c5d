import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { type LogStore, openSqliteStore } from '@sallyport/store';
import fc from 'fast-check';
import { AcceptRegister } from '../src/accept-register.ts';
import { domainRegister } from '../src/register.ts';

let store: LogStore;
let register: AcceptRegister;

beforeEach(async () => {
  store = await openSqliteStore({ path: ':memory:', projections: [domainRegister] });
  register = await AcceptRegister.open(store);
});

describe('the accept register', () => {
  it('begins with nobody accepted and nothing narrowed', () => {
    assert.deepEqual(register.current(), { manufacturers: new Map(), codes: new Map(), refused: new Map() });
  });

  it('holds the codes that the owner gave, apart from the lists that narrow', async () => {
    await register.add('codes', 'oui:18b430/18b4300000000001', 'hall');
    assert.deepEqual(register.current().codes, new Map([['oui:18b430/18b4300000000001', 'hall']]));
    assert.equal(register.current().devices, undefined);
    assert.equal(await register.remove('codes', 'oui:18b430/18b4300000000001'), true);
    assert.deepEqual(register.current().codes, new Map());
  });

  it('keeps an entry with its note, and takes the newer note', async () => {
    await register.add('manufacturers', 'aa', 'first order');
    await register.add('manufacturers', 'aa', undefined);
    await register.add('manufacturers', 'bb', 'second order');
    assert.deepEqual(
      register.current().manufacturers,
      new Map([
        ['aa', undefined],
        ['bb', 'second order'],
      ]),
    );
  });

  it('narrows by a list from its first entry on, and accepts nobody when the last is gone', async () => {
    assert.equal(register.current().models, undefined);
    await register.add('models', 'lamp', undefined);
    assert.deepEqual(register.current().models, new Map([['lamp', undefined]]));
    assert.equal(await register.remove('models', 'lamp'), true);
    assert.deepEqual(register.current().models, new Map(), 'an empty list is not an absent one');
  });

  it('stops narrowing when the list is lifted, and starts anew with the next entry', async () => {
    await register.add('devices', 'aa/1', undefined);
    await register.lift('devices');
    assert.equal(register.current().devices, undefined);
    await register.add('devices', 'aa/2', undefined);
    assert.deepEqual(register.current().devices, new Map([['aa/2', undefined]]));
  });

  it('lifts one list and leaves the other', async () => {
    await register.add('devices', 'aa/1', undefined);
    await register.add('models', 'lamp', undefined);
    await register.lift('models');
    assert.deepEqual([...(register.current().devices?.keys() ?? [])], ['aa/1']);
  });

  it('says that there was nothing to remove, and writes nothing', async () => {
    const head = await store.head();
    assert.equal(await register.remove('refused', 'aa/1'), false);
    assert.equal(await store.head(), head);
  });

  it('takes ten thousand devices of one delivery, in appends that others can come between', async () => {
    const entries = Array.from({ length: 10_000 }, (_, index) => ({
      list: 'devices' as const,
      match: `aa/D-${index}`,
      note: undefined,
    }));
    let meanwhile = 0;
    const work = register.addAll(entries).then(() => 'done');
    while ((await Promise.race([work, register.add('refused', `bb/${meanwhile}`, undefined)])) !== 'done') meanwhile++;
    assert.equal(register.current().devices?.size, 10_000);
    assert.ok(meanwhile > 1, 'the rest of the house was not kept waiting');
    assert.deepEqual((await AcceptRegister.open(store)).current(), register.current());
  });

  it('reads what it wrote, whatever was done', async () => {
    const list = fc.constantFrom('manufacturers' as const, 'models' as const, 'devices' as const, 'refused' as const);
    const match = fc.constantFrom('a', 'b', 'c/d');
    const deed = fc.oneof(
      fc.record({ kind: fc.constant('add' as const), list, match }),
      fc.record({ kind: fc.constant('remove' as const), list, match }),
      fc.record({ kind: fc.constant('lift' as const), list: fc.constantFrom('models' as const, 'devices' as const) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { maxLength: 30 }), async (deeds) => {
        const own = await openSqliteStore({ path: ':memory:', projections: [domainRegister] });
        const lists = await AcceptRegister.open(own);
        for (const done of deeds) {
          if (done.kind === 'add') await lists.add(done.list, done.match, undefined);
          else if (done.kind === 'remove') await lists.remove(done.list, done.match);
          else await lists.lift(done.list);
        }
        assert.deepEqual((await AcceptRegister.open(own)).current(), lists.current());
        await own.close();
      }),
      { numRuns: 30 },
    );
  });
});
