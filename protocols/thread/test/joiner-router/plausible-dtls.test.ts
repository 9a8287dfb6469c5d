import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { concat } from '@sallyport/core';
import fc from 'fast-check';
import { isPlausibleDtls, MAX_JOINER_DATAGRAM } from '../../src/joiner-router/plausible-dtls.ts';

function record(length: number, change: Partial<Record<number, number>> = {}): Uint8Array {
  const bytes = new Uint8Array(13 + length);
  bytes.set([22, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, length >> 8, length & 0xff]);
  for (const [at, value] of Object.entries(change)) if (value !== undefined) bytes[Number(at)] = value;
  return bytes;
}

describe('a datagram could be a joiner’s handshake', () => {
  it('when it is one record or several', () => {
    assert.ok(isPlausibleDtls(record(1)));
    assert.ok(isPlausibleDtls(concat(record(200), record(1, { 0: 20 }), record(40, { 0: 22, 4: 1 }))));
  });

  it('when it is a ClientHello of DTLS 1.0, an alert, or application data', () => {
    assert.ok(isPlausibleDtls(record(50, { 2: 0xff })));
    assert.ok(isPlausibleDtls(record(2, { 0: 21 })));
    assert.ok(isPlausibleDtls(record(30, { 0: 23, 4: 1 })));
  });

  for (const [what, datagram] of [
    ['it is empty', new Uint8Array(0)],
    ['it is shorter than a header', record(1).subarray(0, 12)],
    ['its record is empty', record(0)],
    ['its record is cut off', record(10).subarray(0, 20)],
    ['something follows its record', concat(record(10), Uint8Array.of(0))],
    ['its content type is none', record(10, { 0: 24 })],
    ['it is of DTLS 1.3', record(10, { 2: 0xfc })],
    ['it is TLS', record(10, { 1: 3, 2: 3 })],
    ['its epoch is a later one', record(10, { 4: 2 })],
    ['it is larger than a packet', record(MAX_JOINER_DATAGRAM - 12)],
  ] as const) {
    it(`never when ${what}`, () => {
      assert.equal(isPlausibleDtls(datagram), false);
    });
  }

  it('and looking at anything else never throws', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 1400 }), (bytes) => typeof isPlausibleDtls(bytes) === 'boolean'));
  });
});
