/** The list of devices beside a device's page while it comes onto a network, is put out, may return and returns. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Nas, startNas, until } from '../admission/support/nas.ts';
import { attempt, type Network, startNetwork } from '../admission/support/network.ts';
import { missing } from '../admission/support/programs.ts';
import { claim, type Lamp, lampFor, makeWelcome, objectsOf, outcomeAt, run } from '../assurance/support.ts';

/** Standing and presence in the list, and what the page says of both. */
async function assertBothSay({ domain }: Network, lamp: Lamp, outcome: string, isOnNetwork: boolean): Promise<void> {
  const row = await domain.directory.find(lamp.key);
  assert.deepEqual([row?.decision?.outcome, row?.isOnNetwork], [outcome, isOnNetwork]);
  const { manufacturer = '', serialNumber } = lamp.device;
  const page = await run(domain, 'devices.show', { manufacturer, serialNumber });
  assert.equal(objectsOf(page, 'sessions').length > 0, isOnNetwork);
  assert.equal((await run(domain, 'why', { device: lamp.key, point: 'E.2' }))['decision'], outcome);
  const found = async (filters: { readonly presence?: string; readonly standing?: string }) =>
    (await domain.directory.page({ filters })).devices.map(({ key }) => key);
  assert.deepEqual(await found({ presence: isOnNetwork ? 'on' : 'off' }), [lamp.key]);
  assert.deepEqual(await found({ standing: outcome }), [lamp.key]);
}

async function ordered(nas: Nas, orders: number): Promise<void> {
  await until(() => nas.orders.length >= orders);
}

describe('the list of devices', { skip: missing('eapol_test') }, () => {
  it('says what its page says of a device that is put out of its network, and may come back', async () => {
    await using nas = await startNas();
    await using network = await startNetwork({}, nas);
    const { domain } = network;
    const lamp = await lampFor(domain);
    await outcomeAt(domain, lamp.device, 'C.3');
    await run(domain, 'policy.adopt', { policy: 'build-5' });
    await makeWelcome(domain, lamp);
    const credentials = await network.issue(lamp.device);
    await assertBothSay(network, lamp, 'permit', false);

    assert.ok((await attempt(network, credentials)).isAccepted);
    await assertBothSay(network, lamp, 'permit', true);

    const { id = '' } = await claim(domain, 'Distrust', { id: 'LAMP-1', role: 'device' });
    await ordered(nas, 1);
    await domain.admission.settled();
    await assertBothSay(network, lamp, 'deny', false);
    assert.equal((await attempt(network, credentials)).isAccepted, false);
    await assertBothSay(network, lamp, 'deny', false);

    // Nobody asks for it, and the list says all the same that it may return.
    await run(domain, 'claims.retract', { id });
    await assertBothSay(network, lamp, 'permit', false);
    assert.ok((await attempt(network, credentials)).isAccepted);
    await assertBothSay(network, lamp, 'permit', true);

    await domain.revokeDevice(
      { manufacturer: lamp.device.manufacturer ?? '', serialNumber: 'LAMP-1' },
      { reason: 'keyCompromise', refuse: false, note: undefined },
    );
    await ordered(nas, 2);
    await domain.admission.settled();
    assert.equal((await attempt(network, credentials)).isAccepted, false);
    // Its certificate does not count, and the device itself may come back through the first door.
    await assertBothSay(network, lamp, 'permit', false);
    assert.equal((await domain.directory.find(lamp.key))?.isCertificateRevoked, true);
  });
});
