/** Commissioning over the simulated radio, beyond the plain case of each topology. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromHex, isSallyportError, Secret } from '@sallyport/core';
import { withCode } from '@sallyport/testing';
import { Commissioner, createDataset, TLVS } from '@sallyport/thread';
import { type AirRecord, commissionerRouterRole, pcapOf } from '@sallyport/thread/simulation';
import { BorderAgentLink } from '../../src/commissioner/border-agent-link.ts';
import { linkLocalAddress, RADIO_MTU } from '../../src/node/addresses.ts';
import { CHANNEL, PERMIT, PSKD, Site } from './support/commissioning.ts';

const EUI64 = fromHex('18b4300000000001');
const OTHER_EUI64 = fromHex('18b4300000000002');

describe('a joiner on the simulated radio', () => {
  it('is not let in with a wrong code, and speaks to nobody afterwards', async () => {
    const site = new Site(1, 'wrong code');
    const commissioner = await site.commissioner();
    await site.run(commissioner.enableJoiner({ by: 'eui64', eui64: EUI64 }, PSKD));
    await site.time.advance(1000);
    const { joiner } = site.joiner('lamp', EUI64, Secret.of('WR0NGK3Y'));
    await assert.rejects(
      site.run(joiner.join()),
      (error) => isSallyportError(error) && error.code.startsWith('E_DTLS_'),
    );
    site.topology.close();
  });

  it('finds no network while nobody commissions, and none that steers others', async () => {
    const site = new Site(2, 'steering');
    const none = withCode('E_THREAD_NO_NETWORK');
    await assert.rejects(site.run(site.joiner('early', EUI64).joiner.join()), none);
    const commissioner = await site.commissioner();
    await site.run(commissioner.enableJoiner({ by: 'eui64', eui64: EUI64 }, PSKD));
    await site.time.advance(1000);
    await assert.rejects(site.run(site.joiner('other', OTHER_EUI64).joiner.join()), none);
    site.topology.close();
  });

  it('leaves no key, passphrase or credential on the air', async () => {
    const site = new Site(1, 'secrets', { impairments: { loss: 0.05 } });
    const records: AirRecord[] = [];
    site.topology.mesh.air.tap((record) => records.push(record));
    const commissioner = await site.commissioner();
    await site.run(commissioner.enableJoiner({ by: 'eui64', eui64: EUI64 }, PSKD));
    await site.time.advance(5000);
    const joined = await site.join(site.joiner('lamp', EUI64).joiner);
    const everything = Buffer.from(pcapOf(records));
    const { networkKey, pskc, networkName } = site.topology.mesh.dataset;
    for (const secret of [networkKey, pskc, PSKD]) {
      assert.equal(everything.includes(Buffer.from(secret.expose())), false);
    }
    // What discovery says in the open is there.
    assert.equal(everything.includes(networkName), true);
    assert.ok(joined.networkKey.equals(networkKey));
    site.topology.close();
  });

  it('joins across three hops at 20 % loss with frames repeated and out of order', async () => {
    const impairments = { loss: 0.2, repetition: 0.1, reordering: 0.05 };
    const site = new Site(1, 'rough', { hops: 3, impairments, wlan: { loss: 0.1 } });
    const commissioner = await site.commissioner();
    await site.run(commissioner.enableJoiner({ by: 'eui64', eui64: EUI64 }, PSKD));
    await site.time.advance(40_000);
    const { joiner, radio } = site.joiner('lamp', EUI64);
    const joined = await site.join(joiner, 10);
    radio.close();
    const lamp = await site.attach('lamp', EUI64, joined);
    assert.equal(lamp.state, 'child');
    site.topology.close();
  });

  it('is joined by thirty others at the same time', async () => {
    const site = new Site(1, 'thirty', { impairments: { loss: 0.05 } });
    const commissioner = await site.commissioner();
    await site.run(commissioner.enableJoiner({ by: 'any' }, PSKD));
    await site.time.advance(5000);
    const euis = Array.from({ length: 30 }, (_, i) => Uint8Array.of(0x18, 0xb4, 0x30, 0, 0, 0, 0, i));
    const joining = euis.map(async (eui64, i) => {
      const { joiner, radio } = site.joiner(`lamp-${i}`, eui64);
      await new Promise<void>((resolve) => site.time.after(i * 500, resolve));
      const joined = await site.retry(joiner);
      radio.close();
      return joined;
    });
    const joined = await site.run(Promise.all(joining), 600_000);
    const { networkKey } = site.topology.mesh.dataset;
    assert.ok(joined.every((each) => each.networkKey.equals(networkKey)));
    site.topology.close();
  });
});

describe('a Leader that restarts', () => {
  it('ends the commissioning, and the Commissioner may petition anew', async () => {
    const site = new Site(1, 'leader');
    const commissioner = await site.commissioner();
    await site.run(commissioner.enableJoiner({ by: 'eui64', eui64: EUI64 }, PSKD));
    await site.time.advance(2000);
    const { leader, joinerRouter } = site.topology;
    assert.ok(joinerRouter.networkData.commissioningData.length > 0);
    leader.powerOff();
    await site.time.advance(3000);
    leader.startAsRouter();
    await site.time.advance(40_000);
    assert.equal(joinerRouter.networkData.commissioningData.length, 0);
    // The next keep-alive is rejected, and with it the role is lost.
    await site.time.until(() => commissioner.state !== 'active', 120_000);
    assert.notEqual(commissioner.state, 'active');
    const again = await site.commissioner('tablet');
    assert.equal(again.state, 'active');
    site.topology.close();
  });
});

describe('a second candidate', () => {
  it('is refused while there is a Commissioner', async () => {
    const site = new Site(2, 'second');
    await site.commissioner('phone');
    await assert.rejects(site.commissioner('tablet'), withCode('E_THREAD_PETITION_REJECTED'));
    site.topology.close();
  });
});

describe('a Native Commissioner Candidate that is not on the mesh yet (white paper, figures 7 and 8)', () => {
  it('finds the Commissioner Router by discovery, proves the PSKc over the unsecured link, and petitions', async () => {
    const site = new Site(3, 'native candidate');
    const { topology, ports } = site;
    const router = topology.joinerRouter;
    router.install(commissionerRouterRole({ commissionerUdpPort: 49_191 }));
    const radio = topology.joinerRadio({ name: 'phone', channels: [CHANNEL] });
    const [network] = await site.run(radio.discover({ joiner: false }));
    assert.equal(network?.commissionerUdpPort, 49_191);
    assert.equal(network?.steeringData, undefined);
    const address = linkLocalAddress(network.joinerRouter);
    const link = radio.tune(network, Uint8Array.of(2, 1, 1, 1, 1, 1, 1, 1));
    const transmit = (payload: Uint8Array) =>
      link.send({ from: 5000, to: { address, port: 49_191 }, payload, security: 'none' });
    const way = new BorderAgentLink({ pskc: topology.mesh.dataset.pskc, mtu: RADIO_MTU }, { ...ports, transmit });
    link.bind(5000, ({ payload }) => way.receive(payload));
    const commissioner = new Commissioner({ id: 'phone', link: way, authorizer: PERMIT }, ports);
    await site.run(commissioner.connect());
    await site.run(commissioner.petition());
    assert.equal(commissioner.state, 'active');
    topology.close();
  });
});

describe('a network that moves to another channel', () => {
  it('takes everybody along when the delay is over, and lets joiners in there', async () => {
    const site = new Site(1, 'migration', { hops: 2, impairments: { loss: 0.05 } });
    const { mesh } = site.topology;
    const commissioner = await site.commissioner();
    await site.run(commissioner.enableJoiner({ by: 'eui64', eui64: EUI64 }, PSKD));
    const next = mesh.dataset.dataset.with({
      activeTimestamp: { seconds: 2, ticks: 0, authoritative: false },
      pendingTimestamp: { seconds: 2, ticks: 0, authoritative: false },
      delayTimer: 60_000,
      channel: { page: 0, number: 26 },
      panId: 0x2626,
    });
    await site.run(commissioner.network.setPendingDataset(next));
    await site.time.advance(30_000);
    for (const { name, datasets } of mesh.nodes) {
      assert.equal(datasets.active?.values.channel?.number, CHANNEL, name);
      assert.equal(datasets.pending?.values.channel?.number, 26, name);
    }
    await site.time.advance(60_000);
    for (const { name, datasets } of mesh.nodes) {
      assert.equal(datasets.active?.values.channel?.number, 26, name);
      assert.equal(datasets.active?.values.panId, 0x2626, name);
      assert.equal(datasets.pending, undefined, name);
    }
    assert.equal(commissioner.state, 'active');
    const joined = await site.join(site.joiner('lamp', EUI64).joiner);
    assert.equal(joined.channel, 26);
    assert.equal(joined.panId, 0x2626);
    site.topology.close();
  });
});

describe('a Commissioner that surveys the radio', () => {
  it('has a far node measure energy, and find another network by its PAN ID', async () => {
    const site = new Site(1, 'survey');
    const { joinerRouter, mesh } = site.topology;
    const quiet = await site.run(joinerRouter.survey.measureEnergy([11, 12], 100));
    assert.ok(quiet.every(({ rssi }) => rssi < -90));
    // A network next door, on the same air.
    const other = site.neighbourNetwork(
      createDataset({ panId: 0x4242, channel: { page: 0, number: 20 } }, site.random),
    );
    mesh.links.link('neighbour', joinerRouter.name, { rssi: -70 });
    const measured = site.run(joinerRouter.survey.measureEnergy([20], 70_000));
    const [loud] = await measured;
    assert.equal(loud?.rssi, -70);
    assert.deepEqual(await site.run(joinerRouter.survey.findPanId(0x4242, [11, 20, 26])), [20]);
    assert.deepEqual(await site.run(joinerRouter.survey.findPanId(0x4243, [11, 20, 26])), []);
    joinerRouter.survey.announce(20);
    await site.time.advance(1000);
    assert.equal(other.datasets.active?.get(TLVS.panId), 0x4242);
    site.topology.close();
    other.powerOff();
  });
});
