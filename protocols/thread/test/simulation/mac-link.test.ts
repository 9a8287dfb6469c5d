import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromHex, seededRandom, VirtualTime } from '@sallyport/core';
import { encodeFrame, type Frame, type ReceivedFrame } from '@sallyport/ieee802154';
import { type Impairments, LinkGraph, SimulatedAir } from '@sallyport/thread/simulation';
import { Dice } from '../../src/simulation/dice.ts';
import { MacLink, type MacTiming } from '../../src/simulation/mac-link.ts';

const PAN = 0xface;
const EXTENDED = { a: fromHex('020000000000000a'), b: fromHex('020000000000000b'), c: fromHex('020000000000000c') };

function frame(change: Partial<Frame> = {}): Frame {
  return {
    type: 'data',
    version: '2006',
    framePending: false,
    ackRequest: true,
    sequenceNumber: 0,
    destinationPanId: PAN,
    destination: EXTENDED.b,
    source: EXTENDED.a,
    payload: Uint8Array.of(1),
    ...change,
  };
}

function pair(impairments: Partial<Impairments> = {}, timing: Partial<MacTiming> = {}) {
  const time = new VirtualTime();
  const random = seededRandom('mac');
  const links = new LinkGraph();
  links.link('a', 'b');
  const air = new SimulatedAir({ connectivity: links, impairments }, { clock: time, timer: time, random });
  const dice = new Dice(random);
  const heard: ReceivedFrame[] = [];
  const make = (name: 'a' | 'b', receive: (frame: ReceivedFrame) => void, shortAddress: number) => {
    const identity = { name, channel: 15, panId: PAN, extendedAddress: EXTENDED[name], shortAddress };
    return new MacLink(air, identity, { timer: time, dice, receive }, timing);
  };
  const b = make('b', (each) => heard.push(each), 0x0b00);
  const a = make('a', () => undefined, 0x0a00);
  const outcomes: boolean[] = [];
  const send = (change: Partial<Frame> = {}, group: object = {}, toStranger = false) =>
    a.send({
      group,
      toStranger,
      acknowledged: frame(change).ackRequest,
      build: (sequenceNumber) => encodeFrame({ ...frame(change), sequenceNumber }),
      done: (delivered) => outcomes.push(delivered),
    });
  return { time, links, air, a, b, heard, outcomes, send };
}

describe('a MAC', () => {
  it('sends one frame after the other, each acknowledged', async () => {
    const { time, air, heard, outcomes, send } = pair();
    for (let i = 0; i < 5; i++) send({ payload: Uint8Array.of(i) });
    await time.advance(200);
    assert.deepEqual(
      heard.map(({ payload }) => payload[0]),
      [0, 1, 2, 3, 4],
    );
    assert.deepEqual(outcomes, [true, true, true, true, true]);
    assert.equal(air.frames, 10);
  });

  it('repeats what is lost, and shows a repeated frame once', async () => {
    const { time, heard, outcomes, send } = pair({ loss: 0.3 });
    for (let i = 0; i < 100; i++) send({ payload: Uint8Array.of(i) });
    await time.advance(20_000);
    assert.deepEqual(
      heard.map(({ payload }) => payload[0]),
      Array.from({ length: 100 }, (_, i) => i),
    );
    assert.ok(outcomes.every((delivered) => delivered));
  });

  it('gives up after fifteen repetitions, after three to a stranger, and drops the rest of the datagram', async () => {
    for (const [toStranger, attempts] of [
      [false, 16],
      [true, 4],
    ] as const) {
      const { time, air, links, outcomes, send } = pair();
      links.unlink('a', 'b');
      const group = {};
      send({}, group, toStranger);
      send({}, group, toStranger);
      await time.advance(5000);
      assert.equal(air.frames, attempts);
      assert.deepEqual(outcomes, [false]);
    }
  });

  it('takes what is for its addresses, its PAN and everybody', async () => {
    const { time, heard, send } = pair();
    send({ destination: 0x0b00 });
    send({ destination: 0xffff, ackRequest: false });
    send({ destination: 0xffff, destinationPanId: 0xffff, sourcePanId: PAN, ackRequest: false });
    send({ destination: 0x0c00, ackRequest: false });
    send({ destination: EXTENDED.c, ackRequest: false });
    send({ destinationPanId: 0xbeef, sourcePanId: PAN, ackRequest: false });
    send({ destinationPanId: undefined, destination: undefined, sourcePanId: PAN, ackRequest: false });
    send({ version: '2015', ackRequest: false });
    await time.advance(500);
    assert.equal(heard.length, 4);
  });

  it('drops what it cannot read, and frames beyond its queue', async () => {
    const { time, a, heard, send } = pair({}, { maxQueue: 3 });
    a.send({ group: {}, acknowledged: false, build: () => fromHex('ff') });
    a.send({ group: {}, acknowledged: false, build: () => fromHex('0104') });
    await time.advance(100);
    assert.equal(heard.length, 0);
    assert.deepEqual(
      [1, 2, 3, 4, 5].map(() => send()),
      [true, true, true, true, false],
    );
  });

  it('goes on after a frame that cannot be made any more', async () => {
    const { time, a, heard, outcomes, send } = pair();
    a.send({ group: {}, acknowledged: true, build: () => undefined, done: (delivered) => outcomes.push(delivered) });
    send();
    await time.advance(100);
    assert.deepEqual(outcomes, [false, true]);
    assert.equal(heard.length, 1);
  });

  it('says nothing any more once it is off', async () => {
    const { time, air, a, outcomes, send } = pair();
    send();
    a.close();
    assert.equal(send(), false);
    await time.advance(1000);
    // The frame that was under way, and its acknowledgment.
    assert.equal(air.frames, 2);
    assert.deepEqual(outcomes, []);
  });
});
