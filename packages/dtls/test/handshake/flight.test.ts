import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { VirtualTime } from '@sallyport/core';
import fc from 'fast-check';
import { Flight, type FlightPart, packFlight } from '../../src/handshake/flight.ts';
import { encodeMessage, readFragments } from '../../src/handshake/fragment.ts';
import { Reassembler } from '../../src/handshake/reassembly.ts';
import { readRecords } from '../../src/record/codec.ts';
import { RecordLayer } from '../../src/record/record-layer.ts';
import { CONTENT_TYPE, HANDSHAKE_TYPE } from '../../src/registries.ts';

const { certificate, clientHello } = HANDSHAKE_TYPE;

function message(sequence: number, length: number, type: number = certificate): FlightPart {
  const body = Uint8Array.from({ length }, (_, i) => (sequence + i) & 0xff);
  return { kind: 'message', epoch: 0, type, bytes: encodeMessage({ type, sequence, body }) };
}

describe('a flight', () => {
  it('is packed into datagrams within the MTU, from which its messages can be put together', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(1500), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 128, max: 1500 }),
        (lengths, mtu) => {
          const parts = lengths.map((length, sequence) => message(sequence, length));
          const datagrams = packFlight(parts, mtu, new RecordLayer(0));
          for (const { length } of datagrams) assert.ok(length <= mtu, `${length} > ${mtu}`);
          const messages = new Reassembler({ maxMessage: 9000, next: 0 });
          for (const datagram of datagrams) {
            for (const { fragment } of readRecords(datagram, (code) => assert.fail(code))) {
              for (const piece of readFragments(fragment, (code) => assert.fail(code))) messages.add(piece);
            }
          }
          const whole = lengths.map(() => messages.take());
          assert.deepEqual(
            whole.map((each) => each?.body.length),
            lengths,
          );
        },
      ),
    );
  });

  it('is not spread over more datagrams than its bytes need', () => {
    const parts = [message(0, 80), message(1, 300), message(2, 200), message(3, 0)];
    assert.equal(packFlight(parts, 1232, new RecordLayer(0)).length, 1);
  });

  it('keeps a ClientHello whole, for a server without state cannot put it together', () => {
    const datagrams = packFlight([message(0, 500, clientHello)], 128, new RecordLayer(0));
    assert.deepEqual(
      datagrams.map(({ length }) => length),
      [500 + 25],
    );
  });

  it('has its ChangeCipherSpec between the messages around it', () => {
    const parts = [message(0, 20), { kind: 'change-cipher-spec', epoch: 0 } as const, message(1, 20)];
    const [datagram] = packFlight(parts, 1232, new RecordLayer(0));
    assert.deepEqual(
      readRecords(datagram ?? new Uint8Array(0), () => {}).map(({ type }) => type),
      [CONTENT_TYPE.handshake, CONTENT_TYPE.changeCipherSpec, CONTENT_TYPE.handshake],
    );
  });
});

describe('sending', () => {
  function newFlight() {
    const time = new VirtualTime();
    const sent: number[] = [];
    const timing = { initialTimeout: 1000, maximumTimeout: 60_000 };
    const flight = new Flight({ timer: time, timing, transmit: () => sent.push(time.monotonic()) });
    return { time, sent, flight };
  }

  it('goes on until the answer came', async () => {
    const { time, sent, flight } = newFlight();
    flight.send([message(0, 1)], -1, false);
    await time.advance(4000);
    flight.settle();
    await time.advance(100_000);
    assert.deepEqual(sent, [0, 1000, 3000]);
  });

  it('begins with the first wait anew for another flight', async () => {
    const { time, sent, flight } = newFlight();
    flight.send([message(0, 1)], -1, false);
    await time.advance(3500);
    flight.send([message(1, 1)], 0, false);
    await time.advance(1000);
    assert.deepEqual(sent, [0, 1000, 3000, 3500, 4500]);
  });

  it('is done once for a final flight, and again only when the other side repeats what it answers', async () => {
    const { time, sent, flight } = newFlight();
    flight.send([message(0, 1)], 5, true);
    await time.advance(100_000);
    assert.equal(sent.length, 1);
    flight.prompt(4);
    assert.equal(sent.length, 1);
    flight.prompt(5);
    assert.equal(sent.length, 2);
  });

  it('is prompted 16 times at most, for anyone can repeat a datagram', () => {
    const { sent, flight } = newFlight();
    flight.send([message(0, 1)], 0, true);
    for (let i = 0; i < 1000; i++) flight.prompt(0);
    assert.equal(sent.length, 17);
  });

  it('ends when the flight is forgotten', async () => {
    const { time, sent, flight } = newFlight();
    flight.send([message(0, 1)], 0, false);
    flight.forget();
    flight.prompt(0);
    await time.advance(100_000);
    assert.equal(sent.length, 1);
    assert.equal(time.waiting, 0);
  });
});
