import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Authorizer } from '@sallyport/onboarding';
import { networkAdapterChecks } from '@sallyport/onboarding/conformance';
import { device11, identity, JOIN_EUI, joinReq, lorawanDevice, resultIn, world } from './support/world.ts';

describe('LoRaWAN as a network of the house', () => {
  const harness = {
    obligation: { type: 'session-timeout', value: '600' },
    open: async (authorizer: Authorizer) => {
      const { network, devices, ask, served } = world(authorizer);
      const known = [lorawanDevice('0102030405060708'), device11('1112131415161718')] as const;
      for (const device of known) await devices.add(device);
      let devNonce = 0;
      const find = (serial: string) => known.find(({ devEui }) => devEui === serial) ?? known[0];
      return {
        adapter: network,
        devices: [known[0].identity, known[1].identity] as const,
        join: async ({ serialNumber }: { serialNumber: string }) =>
          resultIn(await ask(joinReq(find(serialNumber), ++devNonce))) === 'Success',
        isServed: ({ serialNumber }: { serialNumber: string }) => served.has(serialNumber),
        close: () => network.close(),
      };
    },
  };
  for (const { name, run } of networkAdapterChecks(harness)) it(name, run);

  it('makes root keys for a device, which then joins with them', async () => {
    const { network, devices, ask } = world();
    const request = { joinEui: JOIN_EUI, homeNetId: undefined, applicationServer: 'app.example' };
    for (const [serial, macVersion] of [
      ['a', '1.0.4'],
      ['b', '1.1'],
    ] as const) {
      const keys = await network.provisioning.issue({ ...request, macVersion, devEui: undefined }, identity(serial));
      assert.equal((Number.parseInt(keys.devEui.slice(0, 2), 16) & 3) === 2, true, 'a local EUI');
      assert.equal(keys.nwkKey === undefined, macVersion === '1.0.4');
      const device = await devices.find(keys.devEui);
      assert.ok(device !== undefined);
      assert.equal(resultIn(await ask(joinReq(device, 1))), 'Success');
    }
    const wrong = { code: 'E_LORAWAN_ARGUMENT' };
    const more = { ...request, macVersion: '1.1', devEui: 'x' } as const;
    await assert.rejects(network.provisioning.issue(more, identity('c')), wrong);
    await assert.rejects(
      network.provisioning.issue({ ...more, devEui: undefined, joinEui: 'f' }, identity('c')),
      wrong,
    );
  });

  it('tells of its JoinEUIs, and needs one', async () => {
    const { network } = world();
    assert.deepEqual(
      (await network.discover()).map(({ name }) => name),
      [JOIN_EUI],
    );
    assert.throws(() => world(undefined, { joinEuis: [] }), { code: 'E_LORAWAN_ARGUMENT' });
    assert.throws(() => world(undefined, { joinEuis: ['XY'] }), { code: 'E_LORAWAN_ARGUMENT' });
  });
});
