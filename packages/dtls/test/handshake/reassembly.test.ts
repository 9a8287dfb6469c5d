import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Fragment } from '../../src/handshake/fragment.ts';
import { Reassembler } from '../../src/handshake/reassembly.ts';
import { HANDSHAKE_TYPE } from '../../src/registries.ts';

const { certificate, clientKeyExchange, finished } = HANDSHAKE_TYPE;
const BODY = Uint8Array.from({ length: 300 }, (_, i) => (i * 7) & 0xff);

function piece(offset: number, size: number, change: Partial<Fragment> = {}): Fragment {
  const bytes = BODY.slice(offset, offset + size);
  return { type: certificate, length: BODY.length, sequence: 0, offset, bytes, ...change };
}

function newReassembler(maxMessage = 4096): Reassembler {
  return new Reassembler({ maxMessage, next: 0 });
}

it('pieces in any order, overlapping and repeated, give the message, and never before all of it is there', () => {
  const piecesOf = fc.array(
    fc.nat(BODY.length - 1).chain((offset) => fc.tuple(fc.constant(offset), fc.integer({ min: 1, max: 60 }))),
    { minLength: 1, maxLength: 80 },
  );
  fc.assert(
    fc.property(piecesOf, (pieces) => {
      const messages = newReassembler();
      const covered = new Set<number>();
      for (const [offset, size] of pieces) {
        assert.equal(
          messages.add(piece(offset, size)),
          covered.size === BODY.length ? 'E_DTLS_MESSAGE_REPEATED' : undefined,
        );
        for (let i = offset; i < Math.min(offset + size, BODY.length); i++) covered.add(i);
        const message = messages.take();
        if (message !== undefined) assert.deepEqual(message, { type: certificate, sequence: 0, body: BODY });
        if (covered.size < BODY.length) assert.equal(message, undefined);
        if (message !== undefined) return;
      }
    }),
  );
});

it('messages are given out in order, whatever comes first', () => {
  const messages = newReassembler();
  const whole = (sequence: number) => ({
    type: certificate,
    length: 1,
    sequence,
    offset: 0,
    bytes: Uint8Array.of(sequence),
  });
  for (const sequence of [2, 1]) assert.equal(messages.add(whole(sequence)), undefined);
  assert.equal(messages.take(), undefined);
  messages.add(whole(0));
  assert.deepEqual(
    [messages.take(), messages.take(), messages.take()].map((message) => message?.sequence),
    [0, 1, 2],
  );
  assert.equal(messages.buffered, 0);
});

it('an empty message is complete with one empty fragment', () => {
  const messages = newReassembler();
  const done = { type: HANDSHAKE_TYPE.serverHelloDone, length: 0, sequence: 0, offset: 0, bytes: new Uint8Array(0) };
  assert.equal(messages.add(done), undefined);
  assert.deepEqual(messages.take()?.body, new Uint8Array(0));
});

describe('a fragment is not taken', () => {
  it('when it says other bytes where it overlaps', () => {
    const messages = newReassembler();
    messages.add(piece(0, 100));
    const bytes = BODY.slice(50, 150);
    bytes[10] = (bytes[10] ?? 0) ^ 1;
    assert.equal(messages.add(piece(50, 100, { bytes })), 'E_DTLS_FRAGMENT_CONFLICT');
    // Nothing of it was kept.
    assert.equal(messages.add(piece(100, 200)), undefined);
    assert.deepEqual(messages.take()?.body, BODY);
  });

  it('when it gives the message another length', () => {
    const messages = newReassembler();
    messages.add(piece(0, 100));
    assert.equal(messages.add(piece(100, 100, { length: 301 })), 'E_DTLS_FRAGMENT_CHANGED');
  });

  it('when it gives the message another type', () => {
    const messages = newReassembler();
    messages.add(piece(0, 100));
    assert.equal(messages.add(piece(100, 100, { type: clientKeyExchange })), 'E_DTLS_FRAGMENT_CHANGED');
  });

  it('when it is empty and the message is not', () => {
    const messages = newReassembler();
    for (let i = 0; i < 1000; i++) assert.equal(messages.add(piece(5, 0)), 'E_DTLS_FRAGMENT_EMPTY');
    assert.equal(messages.buffered, BODY.length);
  });

  it('when the message would be in too many pieces', () => {
    const messages = newReassembler();
    const codes = Array.from({ length: 149 }, (_, i) => messages.add(piece(2 * i + 1, 1)));
    assert.equal(codes.indexOf('E_DTLS_FRAGMENT_COUNT'), 64 - 1);
    // What fills a gap is taken all the same.
    assert.equal(messages.add(piece(0, 300)), undefined);
    assert.deepEqual(messages.take()?.body, BODY);
  });

  it('when its message is longer than its type can be', () => {
    const long = piece(0, 13, { type: finished, length: 13 });
    assert.equal(newReassembler().add(long), 'E_DTLS_MESSAGE_SIZE');
  });

  it('when its message is longer than the limit', () => {
    assert.equal(newReassembler(299).add(piece(0, 100)), 'E_DTLS_MESSAGE_SIZE');
  });

  it('when other messages ahead take all the room; the next message always finds some', () => {
    const messages = newReassembler(300);
    assert.equal(messages.add(piece(0, 1, { sequence: 3 })), undefined);
    assert.equal(messages.add(piece(0, 1, { sequence: 2 })), 'E_DTLS_MESSAGE_SIZE');
    assert.equal(messages.add(piece(0, 1, { sequence: 0 })), undefined);
    assert.equal(messages.buffered, 600);
  });

  it('when its message is done or far ahead', () => {
    const messages = newReassembler();
    messages.add(piece(0, 300));
    messages.take();
    assert.equal(messages.add(piece(0, 300)), 'E_DTLS_MESSAGE_REPEATED');
    assert.equal(messages.add(piece(0, 300, { sequence: 9 })), 'E_DTLS_MESSAGE_SEQUENCE');
    assert.equal(messages.add(piece(0, 300, { sequence: 8 })), undefined);
  });

  it('when its type does not exist', () => {
    assert.equal(newReassembler().add(piece(0, 10, { type: 99 })), 'E_DTLS_MESSAGE_TYPE');
  });
});
