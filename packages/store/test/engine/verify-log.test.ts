import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { ChainHead, STORE_ERRORS } from '@sallyport/store';
import { event, fill } from '../chains.ts';
import { type Ground, onEveryDatabase, withGround } from '../grounds.ts';

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
