import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { OnboardingEvent } from '@sallyport/onboarding';
import { EUI64, joiner, joinerRouter, PERMIT, PSKD } from '../support/joining.ts';
import { NETWORK_KEY, Network } from '../support/network.ts';

describe('a joiner that is enabled and permitted', () => {
  it('comes back with the credentials of the network', async () => {
    const network = new Network();
    const steps: OnboardingEvent[] = [];
    const { commissioner } = await network.commissioner('phone', {
      authorizer: PERMIT,
      onboarding: (event) => steps.push(event),
    });
    const router = joinerRouter(network);
    await network.run(commissioner.enableJoiner({ by: 'eui64', eui64: EUI64 }, PSKD));
    const device = joiner(network, [router.node]);
    const joined = await network.run(device.joiner.join());
    assert.ok(joined.networkKey.equals(NETWORK_KEY));
    assert.equal(joined.networkName, 'Sallyport');
    assert.equal(joined.channel, 15);
    assert.equal(device.joiner.state, 'joined');
    await network.time.advance(1000);
    assert.deepEqual([...steps, ...router.steps, ...device.steps].map(({ step, ok }) => `${step} ${ok}`).sort(), [
      'M.1 true',
      'M.2 true',
      'M.3 true',
      'M.4 true',
      'M.5 true',
      'M.6 true',
      'M.7 true',
    ]);
    assert.equal(new Set([...steps, ...router.steps, ...device.steps].map(({ session }) => session)).size, 1);
  });
});
