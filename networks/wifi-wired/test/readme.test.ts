import assert from 'node:assert/strict';
import { it } from 'node:test';
import { systemClock, systemTimer } from '@sallyport/core';
import { NetworkSearch, obligationAttributes, SimulatedRadio } from '@sallyport/wifi-wired';

it('the example of the README works', async () => {
  assert.deepEqual(
    obligationAttributes([{ type: 'vlan', value: '42' }]).map(({ type }) => type),
    [64, 65, 81],
  );
  const radio = new SimulatedRadio();
  radio.place({ ssid: 'BRSKI%house', bssid: '02:00:00:00:00:01', signal: -40 });
  radio.place({ ssid: 'campus', bssid: '02:00:00:00:00:02', signal: -70, realms: ['eap.arpa'] });
  const search = new NetworkSearch(
    { scanner: radio, attempt: async ({ sign, network }) => `${sign} ${new TextDecoder().decode(network.ssid)}` },
    { clock: systemClock, timer: systemTimer },
  );
  assert.equal(await search.run(AbortSignal.timeout(5000)), 'realm campus');
});
