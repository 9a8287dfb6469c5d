import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromHex, toHex, utf8 } from '@sallyport/core';
import { withCode } from '@sallyport/testing';
import { joinerIdOf, STEER_ALL, STEER_NONE, steeringDataFor, steers, steersAll, steersNone } from '@sallyport/thread';
import fc from 'fast-check';
import { crc16 } from '../../src/credentials/steering-data.ts';

const anyId = fc.uint8Array({ minLength: 8, maxLength: 8 });

describe('steering data', () => {
  // ot-br-posix, tests/meshcop/commissioner_selftest.cpp (BSD-3-Clause): an odd length of 15 bytes.
  it('for OpenThread’s node 2 is OpenThread’s', () => {
    const data = steeringDataFor([joinerIdOf(fromHex('18b4300000000002'))], 15);
    assert.equal(toHex(data), '000000020000001000000000000000');
  });

  // mtilchen/ot-commissioner-rs, docs/VECTORS.md (Apache-2.0 or MIT).
  it('of 16 bytes is that of another implementation', () => {
    assert.equal(toHex(steeringDataFor([fromHex('0102030405060708')])), '00000000000000000000100000004000');
    assert.equal(toHex(steeringDataFor([fromHex('d65e64fa83f81cf7')])), '00000000000000000000000000000012');
  });

  // OpenThread, tests/unit/test_crc.cpp; the second pair is also the check value of CRC-16/XMODEM and CRC-16/UMTS.
  it('hashes by two CRCs of 16 bits', () => {
    for (const [bytes, ccitt, ansi] of [
      [fromHex('ff'), 0x1ef0, 0x0202],
      [utf8('123456789'), 0x31c3, 0xfee8],
      [fromHex('10200315beefcafe'), 0x926a, 0x070c],
    ] as const) {
      assert.equal(crc16(bytes, 0x1021), ccitt);
      assert.equal(crc16(bytes, 0x8005), ansi);
    }
  });

  it('of every length awaits those it was made for', () => {
    fc.assert(
      fc.property(fc.array(anyId, { minLength: 1, maxLength: 20 }), fc.integer({ min: 1, max: 16 }), (ids, length) => {
        const data = steeringDataFor(ids, length);
        assert.equal(data.length, length);
        for (const id of ids) assert.ok(steers(data, id));
        assert.ok(!steersNone(data));
      }),
    );
  });

  // OpenThread, tests/unit/test_meshcop.cpp: these two ids, in every length.
  it('for one joiner seldom awaits another', () => {
    const [first, second] = [fromHex('1020031510006016'), fromHex('beefcafedeadbabe')];
    assert.ok(!steers(steeringDataFor([first]), second));
    assert.ok(steers(steeringDataFor([first, second]), second));
  });

  it('awaits a discerner', () => {
    const discerner = { value: 0xabcn, bits: 12 };
    const data = steeringDataFor([discerner]);
    assert.ok(steers(data, discerner));
    assert.ok(steers(data, fromHex('0000000000000abc')));
    assert.ok(!steers(data, { value: 0xabdn, bits: 12 }));
  });

  it('of ones awaits everybody', () => {
    assert.ok(steersAll(STEER_ALL) && steersAll(new Uint8Array(16).fill(0xff)));
    fc.assert(fc.property(anyId, (id) => steers(STEER_ALL, id)));
    assert.ok(!steersAll(new Uint8Array(0)) && !steersAll(fromHex('ff7f')));
  });

  it('of zeros, and of no bytes, awaits nobody', () => {
    assert.ok(steersNone(STEER_NONE) && steersNone(new Uint8Array(16)) && steersNone(new Uint8Array(0)));
    fc.assert(fc.property(anyId, (id) => !steers(STEER_NONE, id) && !steers(new Uint8Array(0), id)));
    assert.deepEqual(steeringDataFor([]), STEER_NONE);
  });

  it('has 1 to 16 bytes', () => {
    for (const length of [0, 17, 1.5]) {
      assert.throws(() => steeringDataFor([fromHex('0102030405060708')], length), withCode('E_THREAD_STEERING_DATA'));
    }
    assert.throws(() => steers(new Uint8Array(17), new Uint8Array(8)), withCode('E_THREAD_STEERING_DATA'));
    assert.throws(() => steers(STEER_ALL, new Uint8Array(7)), withCode('E_THREAD_EUI64'));
    assert.throws(() => steers(STEER_ALL, { value: 2n, bits: 1 }), withCode('E_THREAD_DISCERNER'));
  });
});
