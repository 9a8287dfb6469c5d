import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { it } from 'node:test';
import type { ChainHead, LogStore, NewEvent, STORE_ERRORS, StoredEvent } from '@sallyport/store';
import fc from 'fast-check';
import { POISON, registry } from '../devices.ts';
import { collect, type Ground, onEveryDatabase, withGround, withStore } from '../grounds.ts';

const START = '0'.repeat(64);

/** The chain as its description in engine/chain.ts says, worked out by other means. */
function headOf(events: readonly StoredEvent[]): ChainHead {
  let hash = START;
  for (const { position, stream, version, type, at, uniqueKey, data } of events) {
    const fields = [hash, position, stream, version, type, at.getTime(), uniqueKey ?? '', JSON.stringify(data)];
    hash = createHash('sha256').update(fields.join('\0')).digest('hex');
  }
  return { position: events.length, hash };
}

async function expectChain(store: LogStore): Promise<ChainHead> {
  const expected = headOf(await collect(store.read(1)));
  assert.deepEqual(await store.chainHead(), expected);
  assert.deepEqual(await store.verify(), expected);
  return expected;
}

const event = (n: number, more: Partial<NewEvent> = {}): NewEvent => ({
  stream: `s${n % 3}`,
  type: 'counted',
  data: { n, text: 'é "quoted" \u0000 \u{1f980}' },
  at: new Date(1_700_000_000_000 + n),
  ...more,
});

async function fill(store: LogStore, count: number): Promise<void> {
  for (let n = 0; n < count; n += 50) {
    await store.append(
      Array.from({ length: Math.min(50, count - n) }, (_, at) => event(n + at, { uniqueKey: `n/${n + at}` })),
    );
  }
}

onEveryDatabase('the chain of hashes', (makeGround) => {
  it(
    'begins before the first event, and takes in all of every event',
    withStore(makeGround, {}, async (store) => {
      assert.deepEqual(await expectChain(store), { position: 0, hash: START });
      await store.append([event(1)]);
      const first = await expectChain(store);
      await store.append([event(2, { uniqueKey: 'taken' }), event(3)]);
      assert.notEqual((await expectChain(store)).hash, first.hash);
    }),
  );

  it(
    'is the one that anybody can work out from the log',
    withStore(makeGround, {}, async (store) => {
      await store.append([
        { stream: 'device/4711', type: 'made', data: { owner: 'acme' }, at: new Date(0), uniqueKey: 'serial/1' },
      ]);
      assert.equal(
        (await store.chainHead()).hash,
        createHash('sha256')
          .update(`${START}\u00001\0device/4711\u00001\0made\u00000\0serial/1\0{"owner":"acme"}`)
          .digest('hex'),
      );
    }),
  );

  it(
    'goes on through commits that are shared, conflicts, transactions and mistakes of others',
    withStore(makeGround, { projections: [registry] }, async (store) => {
      const outcomes = await Promise.allSettled([
        ...Array.from({ length: 20 }, (_, n) => store.append([event(n, { uniqueKey: `key/${n % 15}` })])),
        store.transact(async (tx) => {
          await tx.append([event(100)]);
          await tx.append([event(101), event(102)]);
        }),
        store.append([POISON.create('p', null)]),
        store.append([event(103)], { expectVersion: { s1: 99 } }),
      ]);
      assert.equal(outcomes.filter(({ status }) => status === 'rejected').length, 7);
      assert.equal((await expectChain(store)).position, 18);
    }),
  );

  it(
    'goes on where it was when the store is opened again',
    withGround(makeGround, async (ground) => {
      for (let round = 1; round < 4; round++) {
        await using store = await ground.open();
        await fill(store, 0);
        await store.append([event(round)]);
        assert.equal((await expectChain(store)).position, round);
      }
    }),
  );

  it('is found whole whatever was appended, and goes through every head that was noted', async () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }).filter((name) => !name.includes('\0'));
    const anyEvent = fc.record({
      stream: text,
      type: text,
      data: fc.jsonValue(),
      at: fc.date({ noInvalidDate: true }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(anyEvent, { minLength: 1, maxLength: 4 }), { maxLength: 4 }), (appends) =>
        withStore(makeGround, {}, async (store) => {
          const heads: ChainHead[] = [await store.chainHead()];
          for (const events of appends) {
            await store.append(events.map((one) => ({ ...one, data: JSON.parse(JSON.stringify(one.data)) })));
            heads.push(await store.chainHead());
          }
          await expectChain(store);
          for (const noted of heads) assert.deepEqual(await store.verify({ noted }), heads.at(-1));
        })(),
      ),
      { numRuns: 15 },
    );
  });
});

type Attack = readonly [name: string, statements: string, code: keyof typeof STORE_ERRORS, position: number];

/** Moves event 5 and those after it one place up, and back down over a removed one. */
const UP =
  'UPDATE events SET position = -position WHERE position >= 5; UPDATE events SET position = 1 - position WHERE position < 0;';
const DOWN =
  'UPDATE events SET position = -position WHERE position > 5; UPDATE events SET position = -1 - position WHERE position < 0;';

const ATTACKS: readonly Attack[] = [
  ['changed data', `UPDATE events SET data = '{"n":6}' WHERE position = 5`, 'E_STORE_CHAIN', 5],
  [
    'a changed letter in the data',
    `UPDATE events SET data = replace(data, 'quoted', 'Quoted') WHERE position = 5`,
    'E_STORE_CHAIN',
    5,
  ],
  ['white space in the data', `UPDATE events SET data = data || ' ' WHERE position = 5`, 'E_STORE_CHAIN', 5],
  ['data that are no JSON', `UPDATE events SET data = '{' WHERE position = 5`, 'E_STORE_CORRUPT', 5],
  ['another type', `UPDATE events SET type = 'discounted' WHERE position = 5`, 'E_STORE_CHAIN', 5],
  ['another time', 'UPDATE events SET at = at + 1 WHERE position = 5', 'E_STORE_CHAIN', 5],
  ['another stream', `UPDATE events SET stream = 's9', version = 1 WHERE position = 28`, 'E_STORE_CHAIN', 28],
  ['another version', 'UPDATE events SET version = 99 WHERE position = 5', 'E_STORE_CORRUPT', 5],
  ['another unique key', `UPDATE events SET unique_key = 'other' WHERE position = 5`, 'E_STORE_CHAIN', 5],
  ['no unique key', 'UPDATE events SET unique_key = NULL WHERE position = 5', 'E_STORE_CHAIN', 5],
  [
    'another hash',
    'UPDATE events SET hash = (SELECT hash FROM events WHERE position = 6) WHERE position = 5',
    'E_STORE_CHAIN',
    5,
  ],
  ['no hash in the middle', 'UPDATE events SET hash = NULL WHERE position = 5', 'E_STORE_CHAIN', 5],
  ['no hash at the end', 'UPDATE events SET hash = NULL WHERE position = 30', 'E_STORE_CHAIN', 30],
  [
    'changed data before the first hash that is left',
    `UPDATE events SET hash = NULL WHERE position < 9; UPDATE events SET data = '1' WHERE position = 5`,
    'E_STORE_CHAIN',
    9,
  ],
  [
    'two events of one stream whose data were exchanged',
    `UPDATE events SET data = CASE position WHEN 5 THEN (SELECT data FROM events WHERE position = 8) ELSE (SELECT data FROM events WHERE position = 5) END WHERE position IN (5, 8)`,
    'E_STORE_CHAIN',
    5,
  ],
  [
    'two events that changed places, with their hashes',
    'UPDATE events SET position = -5 WHERE position = 5; UPDATE events SET position = 5 WHERE position = 6; UPDATE events SET position = 6 WHERE position = -5',
    'E_STORE_CHAIN',
    5,
  ],
  ['a removed event', 'DELETE FROM events WHERE position = 5', 'E_STORE_CORRUPT', 6],
  [
    'a removed event, with the others moved up to it',
    `DELETE FROM events WHERE position = 5; ${DOWN} UPDATE events SET version = version - 1 WHERE stream = 's1' AND version > 2`,
    'E_STORE_CHAIN',
    5,
  ],
  ['the removed beginning', 'DELETE FROM events WHERE position < 4', 'E_STORE_CORRUPT', 4],
  [
    'an event put in between',
    `${UP} INSERT INTO events SELECT 5, 'new', 1, type, at, data, NULL, hash FROM events WHERE position = 4`,
    'E_STORE_CHAIN',
    5,
  ],
  [
    'an event put in between without a hash',
    `${UP} INSERT INTO events SELECT 5, 'new', 1, type, at, data, NULL, NULL FROM events WHERE position = 4`,
    'E_STORE_CHAIN',
    5,
  ],
  [
    'an event put at the end',
    `INSERT INTO events SELECT 31, 'new', 1, type, at, data, NULL, hash FROM events WHERE position = 30`,
    'E_STORE_CHAIN',
    31,
  ],
];

/** A store of 30 events that was edited; gives the head that was noted before. */
async function edited(ground: Ground, statements: string): Promise<ChainHead> {
  await using store = await ground.open();
  await fill(store, 30);
  const noted = await store.verify();
  await store.close();
  await ground.edit(statements);
  return noted;
}

onEveryDatabase('tampering with the log', (makeGround) => {
  for (const [name, statements, code, position] of ATTACKS) {
    it(
      `shows: ${name}`,
      withGround(makeGround, async (ground) => {
        await edited(ground, statements);
        await using store = await ground.open();
        await assert.rejects(
          store.verify(),
          (error: { code?: string; message: string; details?: { position?: number } }) => {
            assert.equal(error.code, code, error.message);
            if (error.details?.position !== undefined) assert.equal(error.details.position, position);
            else assert.match(error.message, new RegExp(`event ${position}\\b`));
            return true;
          },
        );
        // What is appended afterwards hides nothing.
        await store.append([event(99)]);
        await assert.rejects(store.verify(), { code });
      }),
    );
  }

  it(
    'by cutting off the end shows against a head that was noted, and only so',
    withGround(makeGround, async (ground) => {
      const noted = await edited(ground, 'DELETE FROM events WHERE position > 25');
      await using store = await ground.open();
      assert.equal((await store.verify()).position, 25);
      await assert.rejects(store.verify({ noted }), { code: 'E_STORE_CHAIN', details: { position: 25, noted: 30 } });
      await fill(store, 0);
      await store.append(Array.from({ length: 10 }, (_, n) => event(n)));
      await assert.rejects(store.verify({ noted }), { code: 'E_STORE_CHAIN', details: { position: 35, noted: 30 } });
    }),
  );

  it(
    'by writing all of it anew shows against a head that was noted, and only so',
    withGround(makeGround, async (ground) => {
      const noted = await edited(ground, `DELETE FROM events; ${'UPDATE projections SET position = 0;'}`);
      await using store = await ground.open();
      await store.append(Array.from({ length: 30 }, (_, n) => event(n, { data: 'forged' })));
      assert.equal((await store.verify()).position, 30);
      await assert.rejects(store.verify({ noted }), { code: 'E_STORE_CHAIN', details: { position: 30, noted: 30 } });
    }),
  );

  it(
    'by taking every hash away and changing an event shows against a head that was noted',
    withGround(makeGround, async (ground) => {
      const noted = await edited(
        ground,
        `UPDATE events SET hash = NULL; UPDATE events SET data = '1' WHERE position = 5`,
      );
      await using store = await ground.open();
      await assert.rejects(store.verify({ noted }), { code: 'E_STORE_CHAIN' });
    }),
  );

  it(
    'is not hidden by a noted head that never was one',
    withGround(makeGround, async (ground) => {
      const { position, hash } = await edited(ground, 'SELECT 1');
      await using store = await ground.open();
      await store.verify({ noted: { position, hash } });
      for (const noted of [
        { position, hash: hash.toUpperCase() },
        { position: position - 1, hash },
        { position: position - 0.5, hash },
        { position: -1, hash },
        { position: Number.NaN, hash },
        { position: 0, hash },
      ]) {
        await assert.rejects(store.verify({ noted }), { code: 'E_STORE_CHAIN' });
      }
    }),
  );
});

onEveryDatabase('a store of the release before the chain', (makeGround) => {
  async function old(ground: Ground, count: number): Promise<void> {
    await using store = await ground.open();
    await fill(store, count);
    await store.close();
    await ground.makeOld();
  }

  it(
    'opens, tells its head, and goes on with hashes that cover what was there before',
    withGround(makeGround, async (ground) => {
      await old(ground, 2300);
      {
        await using store = await ground.open();
        assert.equal((await expectChain(store)).position, 2300);
        await Promise.all([store.append([event(1)]), store.append([event(2)])]);
        await store.append([event(3)]);
        await expectChain(store);
      }
      await using store = await ground.open();
      assert.equal((await expectChain(store)).position, 2303);
      await store.close();
      await ground.edit(`UPDATE events SET data = '1' WHERE position = 7`);
      await using tampered = await ground.open();
      await assert.rejects(tampered.verify(), { code: 'E_STORE_CHAIN', details: { position: 2301 } });
    }),
  );

  it(
    'that never held an event begins like a new one',
    withGround(makeGround, async (ground) => {
      await old(ground, 0);
      await using store = await ground.open();
      await store.append([event(1)]);
      assert.equal((await expectChain(store)).position, 1);
    }),
  );

  it(
    'takes no more events without a hash once the chain has begun',
    withGround(makeGround, async (ground) => {
      await old(ground, 3);
      {
        await using store = await ground.open();
        await store.append([event(1)]);
      }
      await ground.edit(
        `INSERT INTO events SELECT 5, 'new', 1, type, at, data, NULL, NULL FROM events WHERE position = 4`,
      );
      await using store = await ground.open();
      await assert.rejects(store.verify(), { code: 'E_STORE_CHAIN', details: { position: 5 } });
    }),
  );
});
