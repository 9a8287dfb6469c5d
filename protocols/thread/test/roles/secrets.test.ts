/** A whole commissioning with everything told, and no key in what was told. */

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { inspect } from 'node:util';
import { MINUTE, SECOND, type Secret, toBase64, toBase64Url, toHex } from '@sallyport/core';
import { deny, permit } from '@sallyport/onboarding';
import type { AcceptedJoiner } from '../../src/commissioner/examine-joiner.ts';
import { OperationalDataset } from '../../src/dataset/operational-dataset.ts';
import { EUI64, joiner, joinerRouter, PSKD, WRONG_PSKD } from '../support/joining.ts';
import { NETWORK_KEY, Network, PSKC } from '../support/network.ts';
import { relaysOf } from '../support/spy.ts';

/** Every way in which bytes end up as text. */
function spellings(secret: Secret): readonly string[] {
  const bytes = secret.expose();
  const hex = toHex(bytes);
  return [
    Buffer.from(bytes).toString('latin1'),
    hex,
    hex.toUpperCase(),
    hex.replace(/(..)(?!$)/g, '$1:'),
    hex.replace(/(..)(?!$)/g, '$1 '),
    toBase64(bytes).replace(/=+$/, ''),
    toBase64Url(bytes),
    [...bytes].join(','),
    [...bytes].join(', '),
  ];
}

/** Everything that a value says, whichever way it is printed. */
function textOf(value: unknown): string {
  const options = {
    depth: 20,
    showHidden: true,
    maxArrayLength: null,
    maxStringLength: null,
    breakLength: Number.POSITIVE_INFINITY,
  };
  return `${inspect(value, options)}\n${JSON.stringify(value)}\n${String(value)}`;
}

it('no network key, PSKc, PSKd or KEK is in anything that is told, thrown or listed', async () => {
  const told: unknown[] = [];
  const tell = (value: unknown) => {
    told.push(value);
  };
  const network = new Network({ listener: tell });
  let isOpen = false;
  const { commissioner, events } = await network.commissioner('phone', {
    authorizer: {
      decide: async (request) => {
        tell(request);
        return isOpen ? permit('now') : deny('not yet');
      },
    },
    journal: { accepted: async (record: AcceptedJoiner) => tell(record) },
    onboarding: tell,
    policyFailed: tell,
  });
  const router = joinerRouter(network, undefined, { onboarding: tell, dropped: tell });
  const attempt = async <T>(work: Promise<T>): Promise<T | undefined> => {
    try {
      return await network.run(work, 10 * MINUTE);
    } catch (thrown) {
      tell(thrown);
      return undefined;
    }
  };
  const thief = network.candidate('thief', { pskc: NETWORK_KEY });
  await attempt(thief.commissioner.connect());
  await attempt(commissioner.enableJoiner({ by: 'eui64', eui64: EUI64 }, PSKD, { note: 'lamp' }));
  await attempt(commissioner.enableJoiner({ by: 'any' }, WRONG_PSKD));
  tell(commissioner.joiners);
  const device = joiner(network, [router.node], { listener: tell, onboarding: tell });
  await attempt(joiner(network, [router.node], { pskd: WRONG_PSKD, listener: tell, onboarding: tell }).joiner.join());
  await attempt(device.joiner.join());
  isOpen = true;
  const joined = await attempt(device.joiner.join());
  assert.ok(joined !== undefined);
  tell(joined);
  tell(await attempt(commissioner.network.getActiveDataset()));
  const timestamp = (seconds: number) => ({ seconds, ticks: 0, authoritative: false });
  const change = {
    activeTimestamp: timestamp(5),
    pendingTimestamp: timestamp(5),
    delayTimer: MINUTE,
    networkKey: PSKC,
  };
  await attempt(commissioner.network.setActiveDataset(OperationalDataset.of(change)));
  await attempt(commissioner.network.setPendingDataset(OperationalDataset.of(change)));
  tell(await attempt(commissioner.network.getPendingDataset()));
  tell([commissioner, device.joiner, router.router, network.leader, network.border, network.store]);
  await network.time.advance(10 * SECOND);
  await attempt(commissioner.resign());
  told.push(...events, ...thief.events, ...network.leaderEvents);

  const keks = relaysOf(network.hub).flatMap(({ kek }) => kek ?? []);
  assert.equal(keks.length, 1);
  const text = told.map(textOf).join('\n');
  assert.ok(
    told.length > 60 && text.includes('joiner-accepted') && text.includes('M.7'),
    `${told.length} things were told`,
  );
  for (const [name, secret] of [
    ['network key', NETWORK_KEY],
    ['PSKc', PSKC],
    ['PSKd', PSKD],
    ['another PSKd', WRONG_PSKD],
    ...keks.map((kek) => ['KEK', kek] as const),
  ] as const) {
    for (const spelling of spellings(secret))
      assert.ok(!text.includes(spelling), `the ${name} is in what was told: ${spelling}`);
  }
});

it('the search would find a key that is told', () => {
  for (const leak of [toHex(PSKC.expose()), { key: PSKC.expose() }, new Error(toBase64(PSKC.expose()))]) {
    assert.ok(
      spellings(PSKC).some((spelling) => textOf(leak).includes(spelling)),
      textOf(leak),
    );
  }
});
