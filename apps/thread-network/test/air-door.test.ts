import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { SECOND, systemRandom, utf8, VirtualTime } from '@sallyport/core';
import { type AirRecord, encodeRadioDatagram, type HeardFrame, SimulatedMesh } from '@sallyport/thread/simulation';
import { openUdpSocket } from '@sallyport/udp';
import { AirDoor } from '../src/air-door.ts';
import { CHANNEL, HOST, newDataset } from './support/network.ts';

/** A frame of nobody's network: a beacon request. */
const FRAME = Uint8Array.of(0x03, 0x08, 0x01, 0xff, 0xff, 0xff, 0xff, 0x07);
const ROUTER = 'router';

/** A door on a mesh whose time stands still, and sockets that knock on it. */
async function openDoor(t: TestContext) {
  const time = new VirtualTime();
  const mesh = new SimulatedMesh({ dataset: newDataset() }, { clock: time, timer: time, random: systemRandom });
  const heardByRouter: HeardFrame[] = [];
  const router = mesh.air.attach({ name: ROUTER, channel: CHANNEL, hear: (frame) => heardByRouter.push(frame) });
  const door = await AirDoor.open({ host: HOST, port: 0, mesh, inReach: [ROUTER], clock: time, timer: time });
  t.after(async () => {
    await door.close();
    mesh.close();
  });
  const onAir: AirRecord[] = [];
  mesh.air.tap((record) => onAir.push(record));
  const radio = async () => {
    const heard: Uint8Array[] = [];
    const socket = await openUdpSocket({ host: HOST }, (datagram) => heard.push(Uint8Array.from(datagram)));
    t.after(() => socket.close());
    return { heard, send: (datagram: Uint8Array) => socket.send(datagram, { address: HOST, port: door.port }) };
  };
  return { time, door, router, heardByRouter, onAir, radio };
}

/** Until what was sent has been received: the last of it is seen to arrive. */
async function until(isSo: () => boolean): Promise<void> {
  for (let waited = 0; !isSo(); waited++) {
    assert.ok(waited < 500, 'it did not happen');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const LISTENING = encodeRadioDatagram({ channel: CHANNEL, mpdu: undefined });
const SPEAKING = encodeRadioDatagram({ channel: CHANNEL, mpdu: FRAME });

describe('the door to the air', () => {
  it('puts frames of other processes on air, and gives them what a router in reach puts there', async (t) => {
    const { time, door, router, heardByRouter, onAir, radio } = await openDoor(t);
    const [speaker, listener] = [await radio(), await radio()];
    speaker.send(SPEAKING);
    listener.send(LISTENING);
    await until(() => onAir.length > 0 && door.radios === 2);
    await time.advance(SECOND);
    assert.deepEqual(
      heardByRouter.map(({ mpdu, channel }) => [mpdu, channel]),
      [[FRAME, CHANNEL]],
    );
    // The routers hear both; the two are out of each other's reach.
    assert.deepEqual([speaker.heard, listener.heard], [[], []]);
    router.transmit(FRAME);
    await time.advance(SECOND);
    await until(() => speaker.heard.length > 0 && listener.heard.length > 0);
    assert.deepEqual([speaker.heard, listener.heard], [[SPEAKING], [SPEAKING]]);
  });

  it('lets a radio change its channel', async (t) => {
    const { onAir, radio } = await openDoor(t);
    const { send } = await radio();
    send(LISTENING);
    send(encodeRadioDatagram({ channel: 20, mpdu: FRAME }));
    await until(() => onAir.length > 0);
    assert.equal(onAir[0]?.channel, 20);
  });

  it('has room for 64 radios, and does not hear the next', async (t) => {
    const { door, onAir, radio } = await openDoor(t);
    const radios = [];
    for (let i = 0; i < 64; i++) radios.push(await radio());
    for (const { send } of radios) send(LISTENING);
    await until(() => door.radios === 64);
    const late = await radio();
    late.send(SPEAKING);
    radios[0]?.send(SPEAKING);
    await until(() => onAir.length > 0);
    // What was sent after it has been heard by now.
    assert.equal(onAir.length, 1);
    assert.equal(door.radios, 64);
    assert.deepEqual(late.heard, []);
  });

  it('forgets a radio that is silent, and then has room for another', async (t) => {
    const { time, door, radio } = await openDoor(t);
    const [silent, present] = [await radio(), await radio()];
    silent.send(LISTENING);
    present.send(LISTENING);
    await until(() => door.radios === 2);
    await time.advance(20 * SECOND);
    present.send(LISTENING);
    const third = await radio();
    third.send(LISTENING);
    await until(() => door.radios === 3);
    await time.advance(10 * SECOND);
    assert.equal(door.radios, 2, 'the silent one is gone');
    await time.advance(60 * SECOND);
    assert.equal(door.radios, 0);
  });

  const wrongSequence = SPEAKING.slice();
  wrongSequence[wrongSequence.length - 1] = 1 + (wrongSequence.at(-1) ?? 0);
  for (const [what, datagram] of [
    ['nothing', new Uint8Array()],
    ['a channel below 11', Uint8Array.of(10)],
    ['a channel above 26', Uint8Array.of(27)],
    ['a frame with a wrong check sequence', wrongSequence],
    ['a frame longer than 127 bytes', Uint8Array.of(CHANNEL, ...new Uint8Array(128))],
    ['a datagram longer than any frame', Uint8Array.of(CHANNEL, ...new Uint8Array(1200))],
    ['a text', utf8('GET / HTTP/1.1')],
  ] satisfies [string, Uint8Array][]) {
    it(`does nothing for ${what}`, async (t) => {
      const { door, onAir, radio } = await openDoor(t);
      const [wrong, right] = [await radio(), await radio()];
      wrong.send(datagram);
      right.send(SPEAKING);
      await until(() => onAir.length > 0);
      assert.equal(door.radios, 1);
      assert.equal(onAir.length, 1);
      assert.deepEqual(wrong.heard, []);
    });
  }
});
