import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { SECOND, VirtualTime } from '@sallyport/core';
import { encodeRadioDatagram, type HeardFrame } from '@sallyport/thread/simulation';
import { openUdpSocket, type UdpAddress } from '@sallyport/udp';
import { RemoteAir } from '../../src/thread/remote-air.ts';

const HOST = '127.0.0.1';
const FRAME = Uint8Array.of(0x03, 0x08, 0x01, 0xff, 0xff, 0xff, 0xff, 0x07);

/** The other side: it remembers what comes, and from where. */
async function openDoor(t: TestContext) {
  const got: { readonly datagram: Uint8Array; readonly from: UdpAddress }[] = [];
  const socket = await openUdpSocket({ host: HOST }, (datagram, from) => {
    got.push({ datagram: Uint8Array.from(datagram), from });
  });
  t.after(() => socket.close());
  const time = new VirtualTime();
  const air = await RemoteAir.open({ address: 'localhost', port: socket.port }, time);
  t.after(() => air.close());
  return { got, socket, air, time };
}

async function until(isSo: () => boolean): Promise<void> {
  for (let waited = 0; !isSo(); waited++) {
    assert.ok(waited < 500, 'it did not happen');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const datagrams = (got: readonly { readonly datagram: Uint8Array }[]) => got.map(({ datagram }) => datagram);
const listening = (channel: number) => encodeRadioDatagram({ channel, mpdu: undefined });

describe('the air of another process', () => {
  it('is told on which channel the radio listens, and carries its frames', async (t) => {
    const { got, air } = await openDoor(t);
    const radio = air.attach({ name: 'radio', channel: 15, hear: () => undefined });
    radio.tune(20);
    radio.transmit(FRAME);
    await until(() => got.length === 3);
    assert.deepEqual(datagrams(got), [listening(15), listening(20), encodeRadioDatagram({ channel: 20, mpdu: FRAME })]);
    assert.equal(radio.channel, 20);
  });

  it('says again that the radio is there, so that it is not forgotten', async (t) => {
    const { got, air, time } = await openDoor(t);
    air.attach({ name: 'radio', channel: 15, hear: () => undefined });
    await time.advance(25 * SECOND);
    await until(() => got.length === 3);
    assert.deepEqual(datagrams(got), [listening(15), listening(15), listening(15)]);
  });

  it('is heard on the radio’s channel only, from where it is only, and in whole frames only', async (t) => {
    const { got, air, socket } = await openDoor(t);
    const heard: HeardFrame[] = [];
    air.attach({ name: 'radio', channel: 15, hear: (frame) => heard.push(frame) });
    await until(() => got.length === 1);
    const [first] = got;
    assert.ok(first);
    const elsewhere = await openUdpSocket({ host: HOST }, () => undefined);
    t.after(() => elsewhere.close());
    const frame = encodeRadioDatagram({ channel: 15, mpdu: FRAME });
    elsewhere.send(frame, first.from);
    socket.send(encodeRadioDatagram({ channel: 16, mpdu: FRAME }), first.from);
    socket.send(listening(15), first.from);
    socket.send(frame.with(-1, 1 ^ (frame.at(-1) ?? 0)), first.from);
    socket.send(new Uint8Array(), first.from);
    socket.send(frame, first.from);
    await until(() => heard.length > 0);
    assert.deepEqual(
      heard.map(({ mpdu, channel }) => [mpdu, channel]),
      [[FRAME, 15]],
    );
  });

  it('is silent once the radio is off', async (t) => {
    const { got, air, socket, time } = await openDoor(t);
    const heard: HeardFrame[] = [];
    const radio = air.attach({ name: 'radio', channel: 15, hear: (frame) => heard.push(frame) });
    const other = air.attach({ name: 'other', channel: 15, hear: (frame) => heard.push(frame) });
    await until(() => got.length === 2);
    radio.detach();
    const [first] = got;
    socket.send(encodeRadioDatagram({ channel: 15, mpdu: FRAME }), first?.from ?? { address: HOST, port: 9 });
    await until(() => heard.length > 0);
    assert.equal(heard.length, 1, 'the other alone');
    other.detach();
    await time.advance(30 * SECOND);
    assert.equal(got.length, 2);
  });
});
