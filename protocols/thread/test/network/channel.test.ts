import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromHex, toHex } from '@sallyport/core';
import { withCode } from '@sallyport/testing';
import { CHANNELS_2_4_GHZ, channelMaskOf, channelsOf, isThreadChannel, maskHolds, TLVS } from '@sallyport/thread';
import fc from 'fast-check';

function maskBytes(...channels: readonly number[]): string {
  return toHex(TLVS.channelMask.encode(channelMaskOf(channels)));
}

describe('channel masks', () => {
  // 0x07fff800 to OpenThread's command line, 35 06 0004001fffe0 in the dataset beside it (src/cli/README_DATASET.md).
  it('of the whole band are those of the datasets that OpenThread prints', () => {
    assert.equal(toHex(TLVS.channelMask.encode(channelMaskOf())), '0004001fffe0');
    assert.deepEqual(channelsOf(TLVS.channelMask.decode(fromHex('0004001fffe0'))), CHANNELS_2_4_GHZ);
  });

  // From the certification plan's MGMT_ACTIVE_SET.req (OpenThread, tests/nexus/test_1_1_9_2_4.cpp).
  it('leave out what is not wanted', () => {
    const mask = TLVS.channelMask.decode(fromHex('0004001ffee0'));
    assert.deepEqual(
      CHANNELS_2_4_GHZ.filter((number) => !maskHolds(mask, { page: 0, number })),
      [23],
    );
  });

  it('have channel 0 in the most significant bit', () => {
    assert.equal(maskBytes(0), '000480000000');
    assert.equal(maskBytes(31), '000400000001');
    assert.equal(maskBytes(11), '000400100000');
    assert.equal(maskBytes(), '000400000000');
  });

  it('give back the channels they were made of', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(31)), (channels) => {
        const sorted = [...channels].sort((a, b) => a - b);
        assert.deepEqual(channelsOf(channelMaskOf(channels)), sorted);
      }),
    );
  });

  it('keep pages that are not known, of any length', () => {
    const bytes = fromHex('0004001fffe002020fff0300');
    const mask = TLVS.channelMask.decode(bytes);
    assert.equal(mask.length, 3);
    assert.deepEqual(channelsOf(mask, 2), [4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
    assert.deepEqual(channelsOf(mask, 3), []);
    assert.deepEqual(TLVS.channelMask.encode(mask), bytes);
  });

  it('may have two entries for one page, which count together', () => {
    assert.deepEqual(channelsOf(TLVS.channelMask.decode(fromHex('000400100000000400080000'))), [11, 12]);
  });

  for (const [what, hex] of [
    ['half a header', '00'],
    ['an entry that is cut off', '0004001fff'],
    ['bytes behind the last entry', '0004001fffe000'],
    ['a mask of page 0 with three bytes', '0003001fff'],
    ['a mask of page 0 with no bytes', '0000'],
  ] as const) {
    it(`with ${what} are refused`, () => {
      assert.throws(() => TLVS.channelMask.decode(fromHex(hex)), withCode('E_THREAD_TLV_VALUE'));
    });
  }

  it('cannot hold channel 32', () => {
    assert.throws(() => channelMaskOf([32]), withCode('E_THREAD_ARGUMENT'));
  });
});

describe('channels', () => {
  it('that Thread runs on are 11 to 26 of page 0', () => {
    const numbers = Array.from({ length: 40 }, (_, number) => number);
    assert.deepEqual(
      numbers.filter((number) => isThreadChannel({ page: 0, number })),
      CHANNELS_2_4_GHZ,
    );
    assert.ok(!isThreadChannel({ page: 2, number: 15 }));
  });
});
