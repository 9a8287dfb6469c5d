import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromHex } from '@sallyport/core';
import { FIGURES, type Figure } from '@sallyport/thread/simulation';
import { locatorAddress } from '../../src/node/addresses.ts';
import { PSKD, Site } from './support/commissioning.ts';

const EUI64 = fromHex('18b4300000000001');
const PORT = 4000;

for (const figure of [1, 2, 3, 4] satisfies readonly Figure[]) {
  describe(`figure ${figure}: ${FIGURES[figure].title}`, () => {
    for (const loss of [0, 0.1]) {
      it(`lets a joiner in, which then speaks to the Leader over the mesh, at ${loss * 100} % loss`, async () => {
        const site = new Site(figure, `figure ${figure} ${loss}`, { impairments: { loss } });
        const { topology } = site;
        const commissioner = await site.commissioner();
        await site.run(commissioner.enableJoiner({ by: 'eui64', eui64: EUI64 }, PSKD));
        await site.time.advance(5000);
        const { joiner, radio } = site.joiner('lamp', EUI64);
        const joined = await site.join(joiner);
        assert.ok(joined.networkKey.equals(topology.mesh.dataset.networkKey));
        radio.close();
        const device = await site.attach('lamp', EUI64, joined);
        assert.equal(device.state, 'child');
        const leaderAddress = locatorAddress(topology.mesh.dataset.meshLocalPrefix, topology.leader.rloc16);
        const heard: string[] = [];
        topology.leader.udp.bind(PORT, ({ from, payload, security }) => {
          heard.push(`leader ${security}`);
          topology.leader.udp.send({ from: PORT, to: from, payload, security: 'network-key' });
        });
        device.udp.bind(PORT, ({ security }) => heard.push(`device ${security}`));
        const to = { address: leaderAddress, port: PORT };
        device.udp.send({ from: PORT, to, payload: new Uint8Array(300), security: 'network-key' });
        await site.time.until(() => heard.length === 2, 10_000);
        assert.deepEqual(heard, ['leader network-key', 'device network-key']);
        topology.close();
      });
    }
  });
}
