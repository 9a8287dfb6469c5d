import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { concat, toHex } from '@sallyport/core';
import { encodePacket, FrameReader } from '@sallyport/radius';
import { withCode } from '@sallyport/testing';
import fc from 'fast-check';
import { WIRESHARK_EAP } from '../support/vectors.ts';

const packet = fc.record({ code: fc.nat(255), size: fc.nat(1000) }).map(({ code, size }) =>
  encodePacket({
    code,
    identifier: 1,
    authenticator: new Uint8Array(16),
    attributes: [{ type: 1, value: new Uint8Array(size % 254).fill(size) }],
  }),
);

describe('packets in a stream', () => {
  it('come out as they went in, however the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(packet, { maxLength: 20 }), fc.array(fc.nat(300), { minLength: 1 }), (packets, cuts) => {
        const stream = concat(...packets);
        const reader = new FrameReader();
        const taken: string[] = [];
        let offset = 0;
        for (let turn = 0; offset < stream.length; turn++) {
          const size = 1 + (cuts[turn % cuts.length] ?? 0);
          reader.push(stream.subarray(offset, offset + size), (bytes) => taken.push(toHex(bytes)));
          assert.ok(reader.pending < 4096);
          offset += size;
        }
        assert.deepEqual(taken, packets.map(toHex));
        assert.equal(reader.pending, 0);
      }),
    );
  });

  it('come out octet by octet', () => {
    const stream = concat(...WIRESHARK_EAP.map(({ request }) => request));
    const reader = new FrameReader();
    let count = 0;
    for (const octet of stream) reader.push(Uint8Array.of(octet), () => count++);
    assert.equal(count, WIRESHARK_EAP.length);
  });

  for (const length of [0, 19, 4097, 65535]) {
    it(`end with a Length of ${length}, and nothing is read afterwards`, () => {
      const reader = new FrameReader();
      const taken: Uint8Array[] = [];
      const first = WIRESHARK_EAP[0]?.request ?? new Uint8Array();
      const bad = Uint8Array.of(1, 1, length >> 8, length & 0xff);
      assert.throws(() => reader.push(concat(first, bad), (bytes) => taken.push(bytes)), withCode('E_RADIUS_LENGTH'));
      assert.equal(taken.length, 1);
      reader.push(first, (bytes) => taken.push(bytes));
      assert.equal(taken.length, 1);
    });
  }
});
