/**
 * Nothing acknowledged is lost: processes that append are killed with SIGKILL at random moments, the store is opened
 * again and must hold all that they acknowledged, in a log without gaps, with projections equal to a rebuild.
 *
 * `SALLYPORT_KILLS` sets how many kills there are on each database, 25 if it is not set. `SALLYPORT_KILL_SEED`
 * repeats the moments of an earlier run, as far as the machine lets moments be repeated.
 */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '@sallyport/core';
import { type LogStore, openPostgresStore, openSqliteStore } from '@sallyport/store';
import { collect, NO_POSTGRES, POSTGRES, postgresGround, temporaryDirectory } from '../grounds.ts';
import { journal, lanes, tokens, WRITTEN } from './journal.ts';

const KILLS = Number(process.env['SALLYPORT_KILLS'] ?? 25);
const SEED = process.env['SALLYPORT_KILL_SEED'] ?? String(Date.now());
/** A new store after so many kills, so that checking the whole log stays quick. */
const KILLS_A_STORE = 25;
const WRITER = join(import.meta.dirname, 'writer.ts');

interface Acknowledged {
  readonly position: number;
  readonly token: string;
  readonly parts: number;
}

interface Tally {
  kills: number;
  /** Kills that fell before the first acknowledgement: while starting, opening, making the schema. */
  early: number;
  acknowledged: number;
  /** Appends found in the log that were killed between the commit and the acknowledgement. */
  unacknowledged: number;
}

const random = seededRandom(SEED);
function randomBelow(bound: number): number {
  return new DataView(random.bytes(4).buffer).getUint32(0) % bound;
}

/** Starts writers, kills each at a random moment, and gives what they acknowledged. */
async function killWriters(place: object, names: readonly string[], tally: Tally): Promise<Acknowledged[]> {
  const runs = names.map(async (name) => {
    const writer = spawn(process.execPath, [WRITER, JSON.stringify(place), name], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output: Buffer[] = [];
    const complaints: Buffer[] = [];
    writer.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    writer.stderr.on('data', (chunk: Buffer) => complaints.push(chunk));
    // One in five dies at any moment of its start; the others while they work.
    if (randomBelow(5) > 0) await Promise.race([once(writer.stdout, 'data'), once(writer, 'close')]);
    await sleep(randomBelow(output.length > 0 ? 120 : 300));
    writer.kill('SIGKILL');
    if (writer.exitCode === null && writer.signalCode === null) await once(writer, 'close');
    assert.equal(writer.signalCode, 'SIGKILL', `writer ended by itself: ${Buffer.concat(complaints)}`);
    tally.kills++;
    const lines = Buffer.concat(output).toString().split('\n').slice(0, -1);
    if (lines.length === 0) tally.early++;
    return lines.map((line) => {
      const [position, token = '', parts] = line.split(' ');
      return { position: Number(position), token, parts: Number(parts) };
    });
  });
  return (await Promise.all(runs)).flat();
}

async function snapshot(store: LogStore): Promise<unknown> {
  return [await collect(store.table(tokens).scan()), await collect(store.table(lanes).scan())];
}

/** The whole promise of the store, checked after a kill. */
async function check(store: LogStore, acknowledged: readonly Acknowledged[], tally: Tally): Promise<void> {
  await store.verify();
  const events = await collect(store.read(1));
  const found = new Map<string, { readonly position: number; parts: number }>();
  for (const event of events) {
    assert.ok(WRITTEN.is(event));
    const { token, part } = event.data;
    const whole = found.get(token) ?? { position: event.position, parts: 0 };
    assert.equal(part, whole.parts, `${token} has its parts in order`);
    assert.equal(event.position, whole.position + part, `${token} lies in one piece`);
    whole.parts++;
    found.set(token, whole);
    assert.ok(whole.parts <= event.data.parts, `${token} is there once`);
  }
  for (const event of events) {
    if (WRITTEN.is(event))
      assert.equal(found.get(event.data.token)?.parts, event.data.parts, `${event.data.token} is whole`);
  }
  for (const { position, token, parts } of acknowledged) {
    assert.deepEqual(
      found.get(token),
      { position, parts },
      `${token} was acknowledged at ${position} and must be there`,
    );
  }
  tally.unacknowledged = found.size - acknowledged.length;
  const lived = await snapshot(store);
  await store.rebuild('journal');
  assert.deepEqual(lived, await snapshot(store), 'projections equal a rebuild');
  assert.equal((await collect(store.table(tokens).scan({ index: 'position' }))).length, found.size);
}

/** Kills and checks over and over, on one store after the other. */
async function run(
  writersAtOnce: number,
  makeStore: () => Promise<{ place: object; open: () => Promise<LogStore>; dispose: () => Promise<void> }>,
): Promise<string> {
  const total: Tally = { kills: 0, early: 0, acknowledged: 0, unacknowledged: 0 };
  while (total.kills < KILLS) {
    const { place, open, dispose } = await makeStore();
    const tally: Tally = { kills: 0, early: 0, acknowledged: 0, unacknowledged: 0 };
    try {
      const acknowledged: Acknowledged[] = [];
      while (tally.kills < KILLS_A_STORE && total.kills + tally.kills < KILLS) {
        const names = Array.from({ length: writersAtOnce }, (_, i) => `w${tally.kills}-${i}`);
        acknowledged.push(...(await killWriters(place, names, tally)));
        await using store = await open();
        await check(store, acknowledged, tally);
      }
      tally.acknowledged = acknowledged.length;
    } finally {
      await dispose();
    }
    for (const key of ['kills', 'early', 'acknowledged', 'unacknowledged'] as const) total[key] += tally[key];
  }
  assert.ok(
    total.acknowledged > total.kills,
    `only ${total.acknowledged} appends were acknowledged: nothing was tested`,
  );
  return `${total.kills} kills (${total.early} before the first append), ${total.acknowledged} acknowledged appends all there, ${total.unacknowledged} more committed but not yet acknowledged; seed ${SEED}`;
}

describe('after SIGKILL at random moments nothing acknowledged is lost', () => {
  it('on node:sqlite', async (context) => {
    const report = await run(1, async () => {
      const directory = temporaryDirectory();
      const path = join(directory.path, 'data', 'log.sqlite');
      return {
        place: { path },
        open: () => openSqliteStore({ path, projections: [journal] }),
        dispose: async () => directory[Symbol.dispose](),
      };
    });
    context.diagnostic(report);
  });

  it('on PostgreSQL, with two replicas at once', {
    skip: POSTGRES === undefined ? NO_POSTGRES : false,
  }, async (context) => {
    const connectionString = POSTGRES ?? '';
    const report = await run(2, async () => {
      const { schema, dispose } = postgresGround(connectionString);
      return {
        place: { connectionString, schema },
        open: () => openPostgresStore({ connectionString, schema, projections: [journal] }),
        dispose,
      };
    });
    context.diagnostic(report);
  });
});
