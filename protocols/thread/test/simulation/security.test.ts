/** What a stranger on the air can do to a mesh, and cannot. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Secret, utf8 } from '@sallyport/core';
import { decodeFrame, encodeFrame } from '@sallyport/ieee802154';
import { type AirRecord, type AttachedRadio, pcapOf } from '@sallyport/thread/simulation';
import fc from 'fast-check';
import { linkLocalAddress, locatorAddress } from '../../src/node/addresses.ts';
import type { IncomingDatagram, LinkUdp } from '../../src/node/ports.ts';
import { encodeCommissionerDataset } from '../../src/tmf/commissioner-dataset.ts';
import { type Lab, lab, row } from './support/lab.ts';

const JOINER_PORT = 1000;
const JOINER = Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 1);
const RUNS = Number(process.env['SALLYPORT_FUZZ_RUNS'] ?? 300);

function permitJoining({ mesh }: Lab, port?: number): void {
  mesh.node('r0').outlet.publishCommissioningData(
    encodeCommissionerDataset({
      borderAgentLocator: 0,
      sessionId: 7,
      steeringData: Uint8Array.of(0xff),
      ...(port === undefined ? {} : { joinerUdpPort: port }),
    }),
  );
}

function stranger({ mesh }: Lab, neighbour: string): LinkUdp {
  const radio = mesh.addJoinerRadio({ name: 'stranger' }, [neighbour]);
  const { channel, panId, extendedPanId, networkName } = mesh.dataset;
  return radio.tune(
    {
      panId,
      channel: channel.number,
      extendedPanId,
      networkName,
      steeringData: undefined,
      joinerUdpPort: undefined,
      joinerRouter: mesh.node(neighbour).udp.extendedAddress,
      rssi: -50,
    },
    JOINER,
  );
}

function linkLocalOf({ mesh }: Lab, name: string): string {
  return linkLocalAddress(mesh.node(name).udp.extendedAddress);
}

/** A radio that records and says whatever it likes. */
function attacker({ mesh }: Lab, neighbour: string): { readonly radio: AttachedRadio; readonly records: AirRecord[] } {
  mesh.links.link('attacker', neighbour);
  const records: AirRecord[] = [];
  mesh.air.tap((record) => {
    if (record.from !== 'attacker') records.push(record);
  });
  const channel = mesh.dataset.channel.number;
  return { radio: mesh.air.attach({ name: 'attacker', channel, hear: () => undefined }), records };
}

describe('unprotected traffic', () => {
  it('is heard on the joiner port alone, and only while joining is permitted', async () => {
    const here = lab('policing');
    row(here, 2);
    const router = here.mesh.node('r1');
    const heard: IncomingDatagram[] = [];
    for (const port of [JOINER_PORT, 1001, 61_630]) router.udp.bind(port, (datagram) => heard.push(datagram));
    const link = stranger(here, 'r1');
    const say = async (port: number) => {
      const to = { address: linkLocalOf(here, 'r1'), port };
      link.send({ from: JOINER_PORT, to, payload: utf8('let me in'), security: 'none' });
      await here.time.advance(100);
    };
    await say(JOINER_PORT);
    assert.equal(heard.length, 0);
    assert.equal(router.drops.of('unsecured'), 1);
    permitJoining(here);
    await here.time.advance(1000);
    await say(JOINER_PORT);
    await say(1001);
    await say(61_630);
    assert.deepEqual(
      heard.map(({ security, from }) => [security, from]),
      [['none', { address: linkLocalAddress(JOINER), port: JOINER_PORT }]],
    );
    permitJoining(here, 1001);
    await here.time.advance(1000);
    await say(JOINER_PORT);
    await say(1001);
    assert.equal(heard.length, 2);
    here.mesh.node('r0').outlet.publishCommissioningData(new Uint8Array(0));
    await here.time.advance(1000);
    await say(1001);
    assert.equal(heard.length, 2);
    here.mesh.close();
  });

  it('does not get further than the router it was said to', async () => {
    const here = lab('one hop');
    row(here, 2);
    permitJoining(here);
    await here.time.advance(1000);
    const heard: IncomingDatagram[] = [];
    here.mesh.node('r0').udp.bind(JOINER_PORT, (datagram) => heard.push(datagram));
    const { radio } = attacker(here, 'r1');
    const { panId } = here.mesh.dataset;
    // A datagram for r0 in a frame for r1 with a mesh header, and one with a routing locator in its header.
    const mesh = Uint8Array.of(0xb4, 0x00, 0x99, 0x00, 0x00, 0x7e, 0x33, 0xf3, 0x00, 0x12, 0x34);
    const plain = {
      type: 'data',
      version: '2006',
      framePending: false,
      ackRequest: false,
      sequenceNumber: 1,
      destinationPanId: panId,
      destination: here.mesh.node('r1').udp.extendedAddress,
      source: JOINER,
      payload: mesh,
    } as const;
    radio.transmit(encodeFrame(plain));
    await here.time.advance(500);
    assert.equal(heard.length, 0);
    assert.equal(here.mesh.node('r1').drops.of('unsecured'), 1);
    here.mesh.close();
  });

  it('is answered on the link, and never taken for the network’s', async () => {
    const here = lab('answer');
    row(here, 2);
    permitJoining(here);
    await here.time.advance(1000);
    const link = stranger(here, 'r1');
    const heard: IncomingDatagram[] = [];
    link.bind(JOINER_PORT, (datagram) => heard.push(datagram));
    const { udp } = here.mesh.node('r1');
    const to = { address: linkLocalAddress(JOINER), port: JOINER_PORT };
    udp.send({ from: JOINER_PORT, to, payload: new Uint8Array(400), security: 'none' });
    udp.send({ from: JOINER_PORT, to, payload: utf8('secret of the mesh'), security: 'network-key' });
    await here.time.advance(500);
    assert.deepEqual(
      heard.map(({ payload, security }) => [payload.length, security]),
      [[400, 'none']],
    );
    here.mesh.close();
  });

  it('whose IPv6 source is not the frame’s sender is dropped', async () => {
    const here = lab('spoofed');
    row(here, 2);
    permitJoining(here);
    await here.time.advance(1000);
    const { radio, records } = attacker(here, 'r1');
    const link = stranger(here, 'r1');
    const to = { address: linkLocalOf(here, 'r1'), port: JOINER_PORT };
    link.send({ from: JOINER_PORT, to, payload: utf8('it is me'), security: 'none' });
    const heard: IncomingDatagram[] = [];
    here.mesh.node('r1').udp.bind(JOINER_PORT, (datagram) => heard.push(datagram));
    await here.time.advance(100);
    assert.equal(heard.length, 1);
    const said = records.find(({ from }) => from === 'stranger');
    assert.ok(said);
    const frame = decodeFrame(said.mpdu);
    // The whole packet with its addresses inline, from another radio: as good as anybody can make it look.
    const inline = Uint8Array.from(frame.payload);
    inline[1] = ((inline[1] ?? 0) & 0xcf) | 0x10;
    const iid = Uint8Array.from(JOINER);
    iid[0] = (iid[0] ?? 0) ^ 2;
    const payload = Uint8Array.from([...inline.subarray(0, 2), ...iid, ...inline.subarray(2)]);
    const other = Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 2);
    radio.transmit(encodeFrame({ ...frame, source: other, sequenceNumber: 77, payload }));
    await here.time.advance(100);
    assert.equal(heard.length, 1);
    assert.equal(here.mesh.node('r1').drops.of('spoofed'), 1);
    here.mesh.close();
  });
});

describe('protected traffic', () => {
  it('is dropped when it is played again, changed, or from nobody the node knows', async () => {
    const here = lab('replay');
    row(here, 3);
    const { radio, records } = attacker(here, 'r1');
    const heard: IncomingDatagram[] = [];
    const r1 = here.mesh.node('r1');
    r1.udp.bind(4000, (datagram) => heard.push(datagram));
    const to = { address: locatorAddress(here.mesh.dataset.meshLocalPrefix, r1.rloc16), port: 4000 };
    here.mesh.node('r0').udp.send({ from: 4000, to, payload: utf8('once'), security: 'network-key' });
    await here.time.advance(500);
    assert.equal(heard.length, 1);
    const said = records.find(
      ({ from, mpdu }) => from === 'r0' && decodeFrame(mpdu).type === 'data' && decodeFrame(mpdu).security,
    );
    assert.ok(said);
    const before = r1.drops.of('replay');
    radio.transmit(said.mpdu);
    await here.time.advance(100);
    assert.equal(r1.drops.of('replay'), before + 1);
    const frame = decodeFrame(said.mpdu);
    assert.ok(frame.security);
    const later = { ...frame, security: { ...frame.security, frameCounter: frame.security.frameCounter + 500 } };
    radio.transmit(encodeFrame(later));
    radio.transmit(encodeFrame({ ...later, source: 0x9999 }));
    radio.transmit(encodeFrame({ ...later, security: { ...later.security, key: { mode: 1, index: 77 } } }));
    radio.transmit(encodeFrame({ ...later, security: { ...later.security, level: 1 } }));
    await here.time.advance(100);
    assert.equal(r1.drops.of('integrity'), 1);
    assert.equal(r1.drops.of('no-neighbour'), 1);
    assert.equal(r1.drops.of('no-key'), 1);
    assert.equal(r1.drops.of('security-level'), 1);
    assert.equal(heard.length, 1);
    // What came after the attack is heard as before.
    here.mesh.node('r0').udp.send({ from: 4000, to, payload: utf8('twice'), security: 'network-key' });
    await here.time.advance(500);
    assert.equal(heard.length, 2);
    here.mesh.close();
  });

  it('says nothing of what is in it to who listens', async () => {
    const here = lab('listening');
    row(here, 4);
    const { records } = attacker(here, 'r1');
    const to = { address: locatorAddress(here.mesh.dataset.meshLocalPrefix, here.mesh.node('r3').rloc16), port: 4000 };
    const words = 'nobody else is to read this';
    here.mesh.node('r0').udp.send({ from: 4000, to, payload: utf8(words.repeat(20)), security: 'network-key' });
    permitJoining(here);
    await here.time.advance(40_000);
    const everything = Buffer.from(pcapOf(records));
    assert.ok(everything.length > 2000);
    assert.equal(everything.includes(words), false);
    const { networkKey, pskc } = here.mesh.dataset;
    for (const key of [networkKey, pskc]) assert.equal(everything.includes(Buffer.from(key.expose())), false);
    here.mesh.close();
  });
});

describe('traffic under a KEK', () => {
  const kek = Secret.of(new Uint8Array(16).fill(7));

  it('is opened by who expects it from that neighbour, and answered the same way', async () => {
    const here = lab('kek');
    row(here, 2);
    const link = stranger(here, 'r1');
    const { udp } = here.mesh.node('r1');
    const heard: string[] = [];
    link.bind(JOINER_PORT, ({ security, payload, from }) => {
      heard.push(`joiner ${security} ${payload.length}`);
      link.send({ from: JOINER_PORT, to: from, payload: utf8('ok'), security: { kek } });
    });
    udp.bind(4000, ({ security, payload }) => heard.push(`router ${security} ${payload.length}`));
    const to = { address: linkLocalAddress(JOINER), port: JOINER_PORT };
    const say = async () => {
      udp.send({ from: 4000, to, payload: new Uint8Array(250), security: { kek } });
      await here.time.advance(500);
    };
    await say();
    assert.deepEqual(heard, []);
    const stopJoiner = link.acceptKek(udp.extendedAddress, kek);
    await say();
    assert.deepEqual(heard, ['joiner kek 250']);
    const stopRouter = udp.acceptKek(JOINER, kek);
    await say();
    assert.deepEqual(heard.slice(1), ['joiner kek 250', 'router kek 2']);
    stopJoiner();
    stopRouter();
    await say();
    assert.equal(heard.length, 3);
    here.mesh.close();
  });

  it('is not opened with another KEK', async () => {
    const here = lab('other kek');
    row(here, 2);
    const link = stranger(here, 'r1');
    const { udp } = here.mesh.node('r1');
    link.bind(JOINER_PORT, () => assert.fail('it was opened'));
    link.acceptKek(udp.extendedAddress, Secret.of(new Uint8Array(16).fill(8)));
    const to = { address: linkLocalAddress(JOINER), port: JOINER_PORT };
    udp.send({ from: 4000, to, payload: utf8('credentials'), security: { kek } });
    await here.time.advance(500);
    here.mesh.close();
  });
});

describe('noise', () => {
  it('of any kind on the air leaves a mesh as it was', async () => {
    const here = lab('noise');
    row(here, 3);
    permitJoining(here);
    await here.time.advance(1000);
    const { radio, records } = attacker(here, 'r1');
    const to = { address: locatorAddress(here.mesh.dataset.meshLocalPrefix, here.mesh.node('r2').rloc16), port: 4000 };
    const { udp } = here.mesh.node('r0');
    udp.send({ from: 4000, to, payload: new Uint8Array(200), security: 'network-key' });
    const link = stranger(here, 'r1');
    const joiner = { address: linkLocalOf(here, 'r1'), port: JOINER_PORT };
    link.send({ from: JOINER_PORT, to: joiner, payload: new Uint8Array(200), security: 'none' });
    await here.time.advance(500);
    const seeds = records.map(({ mpdu }) => mpdu);
    const flips = fc.array(fc.tuple(fc.nat(126), fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.constantFrom(...seeds), flips, fc.uint8Array({ maxLength: 125 }), (seed, changes, noise) => {
        const mutated = Uint8Array.from(seed);
        for (const [at, mask] of changes) mutated[at % mutated.length] = (mutated[at % mutated.length] ?? 0) ^ mask;
        radio.transmit(mutated);
        radio.transmit(noise);
      }),
      { numRuns: RUNS, seed: 1 },
    );
    await here.time.advance(60_000);
    const heard: number[] = [];
    here.mesh.node('r2').udp.bind(4000, ({ payload }) => heard.push(payload.length));
    udp.send({ from: 4000, to, payload: new Uint8Array(300), security: 'network-key' });
    await here.time.advance(1000);
    assert.deepEqual(heard, [300]);
    here.mesh.close();
  });
});
