/**
 * Nothing acknowledged is lost: the services are killed with SIGKILL at random moments while devices come aboard and
 * people sell and refuse devices. After each kill the logs must be sound and hold whatever the outside was told.
 *
 * `SALLYPORT_KILLS` sets how many kills there are, 8 if it is not set; `SALLYPORT_KILL_SEED` repeats the moments of an
 * earlier run, as far as the machine lets moments be repeated.
 */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '@sallyport/core';
import { checkLogs, checkRegisters, nothingYet } from './acknowledged.ts';
import { KillableHouse } from './killable.ts';
import { runLane } from './lane.ts';

const KILLS = Number(process.env['SALLYPORT_KILLS'] ?? 8);
const SEED = process.env['SALLYPORT_KILL_SEED'] ?? String(Date.now());
/** A new house after so many kills, so that looking through the logs stays quick. */
const KILLS_A_HOUSE = 25;
const LANES = 4;
/** Longest life after the services listen, and after their start when they die before that; in milliseconds. */
const LIFE = 700;
const CHILDHOOD = 1500;

const random = seededRandom(SEED);
function randomBelow(bound: number): number {
  return new DataView(random.bytes(4).buffer).getUint32(0) % bound;
}

interface Tally {
  kills: number;
  /** Kills before the services listened. */
  early: number;
  readonly acknowledged: {
    births: number;
    vouchers: number;
    statuses: number;
    certificates: number;
    operations: number;
  };
}

/** Kills one house over and over, and checks it after each kill. */
async function killHouse(kills: number, tally: Tally): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'sallyport-kill-'));
  const house = new KillableHouse(directory);
  const acknowledged = nothingYet();
  const stop = new AbortController();
  try {
    await house.start();
    const lanes = Array.from({ length: LANES }, (_, lane) =>
      runLane({ name: `K${tally.kills}-${lane}`, house, acknowledged, signal: stop.signal }),
    );
    const work = Promise.all(lanes);
    work.catch(() => undefined);
    for (let kill = 0; kill < kills; kill++) {
      const isEarly = kill > 0 && randomBelow(5) === 0;
      if (kill > 0) {
        const listening = house.start();
        if (isEarly) await sleep(randomBelow(CHILDHOOD));
        else await listening;
      }
      if (!isEarly) await Promise.race([sleep(randomBelow(LIFE)), work]);
      await house.kill();
      tally.kills++;
      if (isEarly) tally.early++;
      await checkLogs(house, acknowledged);
    }
    stop.abort();
    await work;
    await checkRegisters(house, acknowledged);
    const { births, vouchers, statuses, certificates, sold, refused, revoked } = acknowledged;
    const total = tally.acknowledged;
    total.births += births.size;
    total.vouchers += vouchers.length;
    total.statuses += statuses.length;
    total.certificates += certificates.length;
    total.operations += sold.length + refused.length + revoked.length;
  } finally {
    stop.abort();
    await house.kill().catch(() => undefined);
    rmSync(directory, { recursive: true, force: true });
  }
}

describe('services that are killed', () => {
  it('lose nothing that they acknowledged', { timeout: KILLS * 30_000 }, async (context) => {
    const acknowledged = { births: 0, vouchers: 0, statuses: 0, certificates: 0, operations: 0 };
    const tally: Tally = { kills: 0, early: 0, acknowledged };
    while (tally.kills < KILLS) await killHouse(Math.min(KILLS_A_HOUSE, KILLS - tally.kills), tally);
    const counts = Object.entries(acknowledged).map(([what, count]) => `${count} ${what}`);
    context.diagnostic(
      `${tally.kills} kills (${tally.early} before the services listened), seed ${SEED}; ` +
        `acknowledged and found again: ${counts.join(', ')}; lost: 0`,
    );
    assert.ok(acknowledged.certificates > 0, 'devices came aboard between the kills');
  });
});
