/**
 * Nothing acknowledged is lost: a process that takes claims is killed with SIGKILL at random moments, over and over on the
 * same file. `SALLYPORT_KILLS` sets how often, 12 if it is not set; `SALLYPORT_KILL_SEED` repeats the moments, nearly.
 */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { claimId } from '@sallyport/assurance-claim-log';
import { seededRandom } from '@sallyport/core';
import { collect, temporaryDirectory, withLog } from '../support/logs.ts';

const KILLS = Number(process.env['SALLYPORT_KILLS'] ?? 12);
const SEED = process.env['SALLYPORT_KILL_SEED'] ?? String(Date.now());
const APPENDER = join(import.meta.dirname, 'appender.ts');

const random = seededRandom(SEED);
function randomBelow(bound: number): number {
  return new DataView(random.bytes(4).buffer).getUint32(0) % bound;
}

/** Starts a process that takes claims, kills it at a random moment, and gives what it acknowledged. */
async function killOne(path: string, name: string): Promise<readonly (readonly [position: number, id: string])[]> {
  const appender = spawn(process.execPath, [APPENDER, path, name], { stdio: ['ignore', 'pipe', 'pipe'] });
  const output: Buffer[] = [];
  const complaints: Buffer[] = [];
  appender.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  appender.stderr.on('data', (chunk: Buffer) => complaints.push(chunk));
  // One in five dies at any moment of its start; the others while they take claims.
  if (randomBelow(5) > 0) await Promise.race([once(appender.stdout, 'data'), once(appender, 'close')]);
  await sleep(randomBelow(output.length > 0 ? 100 : 300));
  appender.kill('SIGKILL');
  if (appender.exitCode === null && appender.signalCode === null) await once(appender, 'close');
  assert.equal(appender.signalCode, 'SIGKILL', `it ended by itself: ${Buffer.concat(complaints)}`);
  const lines = Buffer.concat(output).toString().split('\n').slice(0, -1);
  return lines.map((line) => {
    const [position, id = ''] = line.split(' ');
    return [Number(position), id];
  });
}

it('a claim that was acknowledged survives SIGKILL at any moment, once and where it was said to be', async (context) => {
  using directory = temporaryDirectory();
  const path = join(directory.path, 'data', 'log.sqlite');
  const acknowledged = new Map<string, number>();
  for (let kill = 0; kill < KILLS; kill++) {
    for (const [position, id] of await killOne(path, `p${kill}`)) {
      assert.equal(acknowledged.get(id) ?? position, position, 'the same claim is acknowledged at the same position');
      acknowledged.set(id, position);
    }
    await withLog(async ({ log, store }) => {
      const { claims } = await log.verify();
      const all = await collect(log.read());
      assert.equal(all.length, claims);
      assert.equal(new Set(all.map(({ id }) => id)).size, claims);
      for (const { id, bytes } of all) assert.equal(claimId(bytes), id);
      const positions = new Map(all.map(({ id, position }) => [id, position]));
      for (const [id, position] of acknowledged) assert.equal(positions.get(id), position, `${id} was acknowledged`);
      assert.deepEqual(await collect(log.read()), all, 'a replay gives the same again');
      assert.equal(await store.head(), claims);
    }, path);
  }
  assert.ok(acknowledged.size > KILLS, `only ${acknowledged.size} claims were acknowledged: nothing was tested`);
  context.diagnostic(`${KILLS} kills, ${acknowledged.size} acknowledged claims all there; seed ${SEED}`);
});
