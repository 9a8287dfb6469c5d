/** A node that takes claims in as fast as it can, until it is killed; see `kill.test.ts`. */

import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { didKeySigner } from '@sallyport/assurance-claims';
import { fromBase64, systemClock, systemTimer } from '@sallyport/core';
import { softwareSigner } from '@sallyport/pki';
import { openHouse, openStore } from '../support/house.ts';
import type { Plan } from './plan.ts';

const [, , planFile = '', storeFile = ''] = process.argv;
const plan: Plan = JSON.parse(readFileSync(planFile, 'utf8'));
const say = (...words: readonly unknown[]) => process.stdout.write(`${words.join(' ')}\n`);

const house = await openHouse({
  store: await openStore(storeFile),
  basis: { roots: [plan.owner], authenticationServers: [], threshold: 0.5 },
  node: didKeySigner(softwareSigner(createPrivateKey(plan.node))),
  clock: systemClock,
  timer: systemTimer,
});
say('open');
const devices = plan.devices.map((device) => ({ ...device, credential: fromBase64(device.credential) }));
const AT_ONCE = 16;
for (let start = 0; ; start = (start + AT_ONCE) % plan.claims.length) {
  const some = plan.claims.slice(start, start + AT_ONCE);
  await Promise.all(
    some.map(async (claim) => {
      const { id, position } = await house.assurance.submit(fromBase64(claim), 'a test');
      say('logged', position, id);
    }),
  );
  await house.assurance.settled();
  // What stood when everything up to this position was judged, and nothing after it was there. A node that was killed has claims
  // from before, which come again and keep their positions.
  const last = await house.log.head();
  const outcomes = await Promise.all(devices.map(async (device) => (await house.ask(device)) === 'permit'));
  say('decided', last, outcomes.map(Number).join(''));
}
