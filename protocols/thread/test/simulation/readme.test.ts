import assert from 'node:assert/strict';
import { it } from 'node:test';
import { fromHex, Secret, seededRandom, VirtualTime } from '@sallyport/core';
import { Commissioner, createDataset, Joiner, requireActive } from '@sallyport/thread';
import { type AirRecord, pcapOf, Topology } from '@sallyport/thread/simulation';
import { PERMIT as authorizer, VENDOR } from './support/commissioning.ts';

it('the example of the README works', async () => {
  const eui64 = fromHex('18b4300000000001');
  const pskd = Secret.of('J01NME');
  const time = new VirtualTime();
  const ports = { clock: time, timer: time, random: seededRandom('lab') };
  const dataset = createDataset({ networkName: 'Lab' }, ports.random);
  const topology = new Topology(1, { dataset, hops: 3, impairments: { loss: 0.05 } }, ports);
  const records: AirRecord[] = [];
  topology.mesh.air.tap((record) => records.push(record));

  const phone = new Commissioner({ id: 'phone', link: topology.commissionerLink(), authorizer }, ports);
  const radio = topology.joinerRadio({ name: 'lamp' });
  const story = async () => {
    await phone.connect();
    await phone.petition();
    await phone.enableJoiner({ by: 'eui64', eui64 }, pskd);
    await new Promise<void>((resolve) => time.after(5000, resolve));
    const joined = await new Joiner({ identity: { by: 'eui64', eui64 }, pskd, vendor: VENDOR, radio }, ports).join();
    radio.close();
    const lamp = topology.mesh.addDevice('lamp', eui64);
    lamp.configure(requireActive(joined.dataset), joined.keySequence);
    await lamp.startAsChild();
    return lamp.state;
  };
  let state: string | undefined;
  const told = story().then((reached) => {
    state = reached;
  });
  await time.until(() => state !== undefined, 120_000);
  await told;
  assert.equal(state, 'child');
  assert.ok(pcapOf(records).length > 10_000);
  topology.close();
});
