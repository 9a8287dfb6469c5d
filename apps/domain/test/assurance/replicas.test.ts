/** Two replicas over one PostgreSQL: what is claimed at one of them counts at the other. */

import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TrustChange } from '@sallyport/onboarding';
import { TestDatabase, WITHOUT_POSTGRES } from '@sallyport/testing/postgres';
import type { Domain } from '../../src/index.ts';
import { until } from '../admission/support/nas.ts';
import { startDomain } from '../support.ts';
import { claim, type Lamp, lampFor, makeWelcome, outcomeAt, run } from './support.ts';

describe('two replicas that claims decide at', { skip: WITHOUT_POSTGRES }, () => {
  let database: TestDatabase;
  let directory: string;
  let here: Domain;
  let there: Domain;
  let lamp: Lamp;
  const errors: unknown[] = [];

  before(async () => {
    database = await TestDatabase.make();
    directory = await mkdtemp(join(tmpdir(), 'sallyport-replicas-'));
    const start = (name: string) =>
      startDomain({
        listen: undefined,
        postgres: database.url,
        directory: join(directory, name),
        onError: (error) => errors.push(error),
      });
    here = await start('here');
    // The keys of claims are made when they are first needed, and replicas have the same keys.
    await run(here, 'policy.adopt', { policy: 'build-5' });
    cpSync(join(directory, 'here'), join(directory, 'there'), { recursive: true });
    there = await start('there');
    lamp = await lampFor(here);
  });
  after(async () => {
    await there?.close();
    await here?.close();
    await database?.drop();
    await rm(directory, { recursive: true });
    assert.deepEqual(errors, []);
  });

  /** A claim that was made at the other replica counts once it was read. */
  async function becomes(domain: Domain, wanted: string): Promise<void> {
    let outcome = '';
    for (let tries = 0; tries < 100 && outcome !== wanted; tries++) {
      outcome = await outcomeAt(domain, lamp.device, 'E.2');
      if (outcome !== wanted) await sleep(50);
    }
    assert.equal(outcome, wanted);
  }

  it('decide alike, and tell alike of what turns', async () => {
    assert.equal(await outcomeAt(here, lamp.device, 'E.2'), 'deny');
    await makeWelcome(here, lamp);
    assert.equal(await outcomeAt(here, lamp.device, 'E.2'), 'permit');
    await becomes(there, 'permit');
    const told: TrustChange[] = [];
    there.trust.onTrustChanged((change) => told.push(change));
    await claim(here, 'Distrust', { id: 'Maker', role: 'manufacturer' });
    await until(() => told.some(({ deviceKey }) => deviceKey === lamp.key));
    assert.ok(told.some(({ cause, deviceKey }) => cause === 'policy-changed' && deviceKey === lamp.key));
    assert.equal(await outcomeAt(there, lamp.device, 'E.2'), 'deny');
  });

  it('have the same owner', async () => {
    assert.deepEqual(await run(there, 'assurance.owner'), await run(here, 'assurance.owner'));
    await claim(there, 'Trust', { id: 'Maker', role: 'manufacturer' });
    await becomes(here, 'permit');
  });

  it('know the device that the other met, and the list that the other refused it by', async () => {
    const other = await lampFor(here, 'LAMP-2');
    await outcomeAt(here, other.device, 'C.3');
    assert.equal((await run(there, 'why', { device: 'LAMP-2' }))['decision'], 'deny');
    await here.lists.add('refused', lamp.key, 'stolen');
    assert.equal(await outcomeAt(there, lamp.device, 'E.2'), 'deny');
    await there.lists.remove('refused', lamp.key);
    assert.equal(await outcomeAt(here, lamp.device, 'E.2'), 'permit');
  });

  it('go back to the lists together', async () => {
    await run(there, 'policy.drop');
    assert.equal((await run(here, 'policy.show'))['mode'], 'lists');
    assert.equal(await outcomeAt(here, lamp.device, 'E.2'), 'deny');
    await here.lists.add('manufacturers', lamp.device.manufacturer ?? '', 'bought');
    assert.equal(await outcomeAt(there, lamp.device, 'E.2'), 'permit');
  });
});
