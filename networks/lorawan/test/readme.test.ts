import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Secret, systemRandom, VirtualTime } from '@sallyport/core';
import { router } from '@sallyport/http';
import { KnownPeers, LorawanNetwork } from '@sallyport/lorawan';
import { permit } from '@sallyport/onboarding';
import { identity, JOIN_EUI, joinReq, lorawanDevice, MemoryLedger, MemoryRegister, world } from './support/world.ts';

it('the example of the README works', async () => {
  const { record } = world();
  const devices = new MemoryRegister();
  const nonces = new MemoryLedger();
  const time = new VirtualTime();
  const ports = { clock: time, timer: time, random: systemRandom };
  const device = identity('0102030405060708');
  const notices = { putOut: async () => undefined };
  const authorizer = { decide: async () => permit('the owner trusts it') };

  const key = Secret.of(systemRandom.bytes(16));
  const token = Secret.of(Buffer.from(systemRandom.bytes(16)).toString('hex'));
  const network = new LorawanNetwork(
    {
      joinEuis: ['0807060504030201'],
      authorizer,
      devices,
      nonces,
      record,
      notices,
      peers: new KnownPeers([
        { name: 'network', ids: ['010203'], kek: { label: 'ns', key }, token },
        { name: 'application', ids: ['app.example'], kek: { label: 'as', key } },
      ]),
    },
    ports,
  );
  const handler = router({ '/lorawan': { POST: network.handle } });

  const keys = await network.provisioning.issue(
    {
      macVersion: '1.0.4',
      devEui: undefined,
      joinEui: '0807060504030201',
      homeNetId: '010203',
      applicationServer: 'app.example',
    },
    device,
  );
  assert.equal(keys.joinEui, JOIN_EUI);
  assert.equal(typeof handler, 'function');
  assert.equal(joinReq(lorawanDevice(keys.devEui), 1)['DevEUI'], keys.devEui);
});
