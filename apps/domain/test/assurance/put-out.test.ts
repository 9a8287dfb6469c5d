import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { ATTRIBUTES } from '@sallyport/radius';
import { type Nas, startNas, until } from '../admission/support/nas.ts';
import { attempt, type Network, startNetwork } from '../admission/support/network.ts';
import { missing } from '../admission/support/programs.ts';
import { claim, type Lamp, lampFor, makeWelcome, outcomeAt, run } from './support.ts';

let nas: Nas;
let network: Network;
let lamp: Lamp;

beforeEach(async () => {
  nas = await startNas();
  network = await startNetwork({}, nas);
  lamp = await lampFor(network.domain);
  await outcomeAt(network.domain, lamp.device, 'C.3');
  await run(network.domain, 'policy.adopt', { policy: 'build-5' });
});
afterEach(async () => {
  await network[Symbol.asyncDispose]();
  await nas[Symbol.asyncDispose]();
});

async function letIn() {
  const credentials = await network.issue(lamp.device);
  const { isAccepted, output } = await attempt(network, credentials);
  assert.ok(isAccepted, output);
  return credentials;
}

describe('a device on a network whose owner adopted Build 5', { skip: missing('eapol_test') }, () => {
  it('gets in by claims alone', async () => {
    const { domain } = network;
    await domain.lists.add('manufacturers', lamp.device.manufacturer ?? '', 'bought');
    const credentials = await network.issue(lamp.device);
    assert.equal((await attempt(network, credentials)).isAccepted, false);
    assert.match(network.lastStep('E.2')?.message ?? '', /no person who may trust manufacturers trusts/);
    await makeWelcome(domain, lamp);
    assert.equal((await attempt(network, credentials)).isAccepted, true);
  });

  const losses = [
    ['its maker is distrusted', 'Distrust', { id: 'Maker', role: 'manufacturer' }],
    ['its type turns out to be vulnerable', 'DeviceTypeVulnerable', { deviceType: 'lamp-2', vulnerable: true }],
  ] as const;
  for (const [why, type, subject] of losses) {
    it(`is put out when ${why}, and comes back when that is taken back`, async (t) => {
      const { domain } = network;
      await makeWelcome(domain, lamp);
      const credentials = await letIn();
      const begun = performance.now();
      const { id = '' } = await claim(domain, type, subject);
      await until(() => nas.orders.length > 0);
      const [first] = nas.orders;
      assert.ok(first !== undefined, 'the NAS was told');
      t.diagnostic(`Disconnect-Request ${(first.at - begun).toFixed(1)} ms after the claim was asked for`);
      assert.equal(first.order.kind, 'disconnect');
      assert.equal(ATTRIBUTES['Calling-Station-Id'].first(first.order.attributes), '02-00-00-00-00-01');
      await domain.admission.settled();
      assert.equal(domain.admission.live.length, 0);
      assert.equal(network.lastStep('F.0')?.ok, true);
      assert.equal((await attempt(network, credentials)).isAccepted, false);
      await run(domain, 'claims.retract', { id });
      assert.equal((await attempt(network, credentials)).isAccepted, true);
    });
  }

  it('is put out when it talks to a destination on a denylist, and comes back two minutes later', async () => {
    const { domain } = network;
    await makeWelcome(domain, lamp);
    await run(domain, 'denylist.import', { name: 'bad', destinations: ['203.0.113.0/24'] });
    await run(domain, 'addresses.set', { device: 'LAMP-1', addresses: ['192.0.2.7'] });
    const credentials = await letIn();
    const flow = {
      at: domain.now().toISOString(),
      source: '192.0.2.7',
      destination: '203.0.113.9',
      destinationPort: 443,
      protocol: 'tcp',
    };
    const taken = await run(domain, 'flows.submit', { flows: Buffer.from(JSON.stringify(flow)).toString('base64') });
    assert.deepEqual([taken['accepted'], taken['refused']], [1, 0], JSON.stringify(taken));
    await until(() => nas.orders.length > 0);
    assert.equal(nas.orders[0]?.order.kind, 'disconnect');
    assert.equal((await attempt(network, credentials)).isAccepted, false);
    network.letPass(121_000);
    assert.equal((await attempt(network, credentials)).isAccepted, true);
    // An owner who holds it against devices for longer is taken at the word.
    await run(domain, 'policy.replace', { rule: 'contact_window', source: 'contact_window(600).\n' });
    await until(() => nas.orders.length > 1);
    assert.equal(nas.orders[1]?.order.kind, 'disconnect');
    network.letPass(480_000);
    assert.equal((await attempt(network, credentials)).isAccepted, true);
  });

  it('is put out when the policy is adopted that does not know it', async () => {
    const { domain } = network;
    await run(domain, 'policy.drop');
    await domain.lists.add('manufacturers', lamp.device.manufacturer ?? '', 'bought');
    await letIn();
    await run(domain, 'policy.adopt', { policy: 'build-5' });
    await until(() => nas.orders.length > 0);
    assert.equal(nas.orders[0]?.order.kind, 'disconnect');
  });
});
