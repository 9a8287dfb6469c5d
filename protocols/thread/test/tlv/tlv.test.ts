import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { concat, fromHex, toHex, utf8 } from '@sallyport/core';
import { withCode } from '@sallyport/testing';
import { decodeTlvs, encodeTlvs, Tlv } from '@sallyport/thread';
import fc from 'fast-check';

const anyTlv = fc
  .tuple(fc.nat(255), fc.uint8Array({ maxLength: 300 }), fc.boolean())
  .map(([type, value, extended]) => new Tlv(type, value, extended || value.length >= 255));

describe('TLVs', () => {
  it('are read in their order, with their types and values', () => {
    const tlvs = decodeTlvs(fromHex('0102face0b021234'));
    assert.deepEqual(
      tlvs.map(({ type, value }) => [type, toHex(value)]),
      [
        [1, 'face'],
        [11, '1234'],
      ],
    );
  });

  it('are none in no bytes', () => {
    assert.deepEqual(decodeTlvs(new Uint8Array(0)), []);
    assert.deepEqual(encodeTlvs([]), new Uint8Array(0));
  });

  it('may be empty', () => {
    assert.deepEqual(decodeTlvs(fromHex('0d00')), [new Tlv(13, new Uint8Array(0))]);
  });

  it('of 254 bytes have the short length, of 255 the long one', () => {
    assert.equal(toHex(encodeTlvs([new Tlv(17, new Uint8Array(254))]).subarray(0, 2)), '11fe');
    assert.equal(toHex(encodeTlvs([new Tlv(17, new Uint8Array(255))]).subarray(0, 4)), '11ff00ff');
  });

  it('with a long length that was not needed keep it', () => {
    const bytes = fromHex('11ff00020102');
    const [tlv] = decodeTlvs(bytes);
    assert.equal(tlv?.extended, true);
    assert.equal(toHex(tlv.value), '0102');
    assert.deepEqual(encodeTlvs([tlv]), bytes);
  });

  it('come back byte for byte, whatever they are', () => {
    fc.assert(
      fc.property(fc.array(anyTlv, { maxLength: 12 }), (tlvs) => {
        const bytes = encodeTlvs(tlvs);
        const read = decodeTlvs(bytes);
        assert.deepEqual(read, tlvs);
        assert.deepEqual(encodeTlvs(read), bytes);
        assert.equal(
          bytes.length,
          tlvs.reduce((sum, { size }) => sum + size, 0),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('that are cut off anywhere but between two are refused', () => {
    fc.assert(
      fc.property(fc.array(anyTlv, { minLength: 1, maxLength: 4 }), (tlvs) => {
        const bytes = encodeTlvs(tlvs);
        const ends = new Set<number>([0]);
        for (const { size } of tlvs) ends.add(Math.max(...ends) + size);
        for (let length = 0; length < bytes.length; length++) {
          const cut = bytes.subarray(0, length);
          if (ends.has(length)) decodeTlvs(cut);
          else assert.throws(() => decodeTlvs(cut), withCode('E_THREAD_TLV_TRUNCATED'));
        }
      }),
      { numRuns: 30 },
    );
  });

  it('over the limit of bytes are not looked at', () => {
    assert.throws(() => decodeTlvs(new Uint8Array(4097)), withCode('E_THREAD_TLV_LIMIT'));
    assert.throws(() => decodeTlvs(fromHex('0d000d00'), { maxBytes: 3, maxCount: 9 }), withCode('E_THREAD_TLV_LIMIT'));
  });

  it('over the limit of count are refused', () => {
    assert.equal(decodeTlvs(new Uint8Array(2 * 128)).length, 128);
    assert.throws(() => decodeTlvs(new Uint8Array(2 * 129)), withCode('E_THREAD_TLV_LIMIT'));
  });

  it('that say more bytes than there are are refused, long lengths too', () => {
    for (const hex of ['01', '0103face', '11ff', '11ff00', '11ff0001', '11ffffff00']) {
      assert.throws(() => decodeTlvs(fromHex(hex)), withCode('E_THREAD_TLV_TRUNCATED'), hex);
    }
  });

  it('cannot be made with what does not fit', () => {
    assert.throws(() => new Tlv(256, new Uint8Array(0)), withCode('E_THREAD_ARGUMENT'));
    assert.throws(() => new Tlv(-1, new Uint8Array(0)), withCode('E_THREAD_ARGUMENT'));
    assert.throws(() => new Tlv(1.5, new Uint8Array(0)), withCode('E_THREAD_ARGUMENT'));
    assert.throws(() => new Tlv(17, new Uint8Array(65_536)), withCode('E_THREAD_ARGUMENT'));
    assert.throws(() => new Tlv(17, new Uint8Array(255), false), withCode('E_THREAD_ARGUMENT'));
  });

  it('that hold keys do not show them', () => {
    for (const type of [4, 5, 21]) {
      const tlv = new Tlv(type, utf8('0123456789abcdef'));
      for (const text of [JSON.stringify(tlv), `${tlv}`, inspect({ tlv })]) {
        assert.match(text, /\[secret\]/);
        assert.doesNotMatch(text, /3031|0123/);
      }
    }
    assert.match(inspect(new Tlv(1, fromHex('face'))), /face/);
  });

  it('are views of the bytes that were read', () => {
    const bytes = concat(fromHex('0102'), fromHex('face'));
    const [tlv] = decodeTlvs(bytes);
    bytes[2] = 0;
    assert.equal(toHex(tlv?.value ?? bytes), '00ce');
  });
});
