/** Whoever holds a permission and asks again when told, holds what is right in the end: no turn is lost on the way. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { claimLogProjection } from '@sallyport/assurance-claim-log';
import { observationsProjection } from '@sallyport/assurance-continuous';
import { seededRandom } from '@sallyport/core';
import { openSqliteStore } from '@sallyport/store';
import { type BornDevice, newMaker } from './support/devices.ts';
import { distrust, type House, openHouse, rule, trust } from './support/house.ts';

/** As a network does it: asks again whenever it is told, also while it asks. */
function holder({ assurance, request }: House, { identity, key }: BornDevice) {
  let outcome = '';
  let [asked, answered] = [0, 0];
  const ask = async (): Promise<void> => {
    const question = ++asked;
    const decision = await assurance.decide(request(identity));
    // An answer to an older question says nothing any more.
    if (question > answered) {
      answered = question;
      outcome = decision.outcome;
    }
  };
  let asking = ask();
  const stop = assurance.onTrustChanged(({ deviceKey }) => {
    if (deviceKey !== key) return;
    const again = ask();
    asking = Promise.all([asking, again]).then(() => undefined);
  });
  return {
    stop,
    settled: async () => {
      for (let before: Promise<void> | undefined; before !== asking; ) {
        before = asking;
        await before;
      }
      return outcome;
    },
  };
}

describe('a permission that is held', () => {
  it('is what is right in the end, however claims, questions and observations fall together', async () => {
    await using house = await openHouse();
    await house.submit(await rule());
    const random = seededRandom(process.env['SALLYPORT_HOLDERS_SEED'] ?? String(Date.now()));
    const below = (bound: number): number => (random.bytes(1)[0] ?? 0) % bound;
    const outcomes = new Set<string>();
    for (let round = 0; round < 8; round++) {
      const maker = newMaker();
      const devices = await Promise.all([maker.born(), maker.born(), maker.born()]);
      const claims = [await trust(maker.uri, 'manufacturer')];
      for (let day = 1; day < 8; day++) {
        const from = `2026-01-0${day}T00:00:00Z`;
        for (const { uri } of devices) claims.push(await (below(2) === 0 ? trust : distrust)(uri, 'device', { from }));
        if (below(4) === 0) claims.push(await (below(2) === 0 ? trust : distrust)(maker.uri, 'manufacturer', { from }));
      }
      const holders = devices.map((device) => holder(house, device));
      const submitted: Promise<unknown>[] = [];
      for (const { bytes } of claims) {
        submitted.push(house.assurance.submit(bytes));
        if (below(3) === 0) await new Promise((resolve) => setImmediate(resolve));
        if (below(9) === 0) await Promise.all(submitted);
      }
      await Promise.all(submitted);
      await house.assurance.settled();
      const held = await Promise.all(holders.map((one) => one.settled()));
      for (const one of holders) one.stop();
      const right = await Promise.all(devices.map(({ identity }) => house.assurance.decide(house.request(identity))));
      assert.deepEqual(
        held,
        right.map(({ outcome }) => outcome),
      );
      for (const outcome of held) outcomes.add(outcome);
    }
    assert.deepEqual([...outcomes].sort(), ['deny', 'permit']);
    assert.deepEqual(house.errors, []);
  });
});

describe('two replicas on one log', () => {
  it('come to the same decisions, and each tells its own networks', async () => {
    await using store = await openSqliteStore({
      path: ':memory:',
      projections: [claimLogProjection, observationsProjection],
    });
    const here = await openHouse({ store });
    const there = await openHouse({ store, time: here.time, lookEvery: 500 });
    const maker = newMaker();
    const device = await maker.born();
    await here.submit(await rule(), await trust(maker.uri, 'manufacturer'), await trust(device.uri, 'device'));
    await there.assurance.settled();
    assert.deepEqual([await here.ask(device.identity), await there.ask(device.identity)], ['permit', 'permit']);
    await here.submit(await distrust(device.uri, 'device'));
    assert.equal(here.changes.length, 1);
    await here.time.advance(500);
    await there.assurance.settled();
    assert.deepEqual(
      there.changes.map(({ deviceKey }) => deviceKey),
      [device.key],
    );
    assert.notEqual(await there.ask(device.identity), 'permit');
    await there.assurance.close();
    await here.assurance.close();
  });
});

describe('a hostile rule', () => {
  it('is contained and told of, opens no door, and shuts nobody else’s', async () => {
    const problems: string[] = [];
    await using house = await openHouse({
      onRuleProblem: ({ ruleName, severity }) => problems.push(`${ruleName} ${severity}`),
    });
    const maker = newMaker();
    const device = await maker.born();
    await house.submit(await rule(), await trust(maker.uri, 'manufacturer'), await trust(device.uri, 'device'));
    assert.equal(await house.ask(device.identity), 'permit');
    const hostile = {
      shell: "permit(_, D) :- shell('touch /tmp/x'), proved(D, _).",
      system: 'permit(_, D) :- halt, proved(D, _).',
      forge: "trusts('mailto:owner@example.com', D, device) :- proved(D, _).",
      endless: 'permit(_, D) :- between(1, 100000000, N), N < 0, proved(D, _).',
      broken: 'permit(_, D :- .',
    };
    for (const [name, source] of Object.entries(hostile)) await house.submit(await rule(source, undefined, name));
    for (const name of ['shell', 'system', 'forge', 'broken']) {
      assert.ok(problems.includes(`${name} refused`), `${name}: ${problems}`);
    }
    const stranger = await newMaker().born();
    assert.notEqual(await house.ask(stranger.identity), 'permit');
    assert.equal(await house.ask(device.identity), 'permit');
  });
});
