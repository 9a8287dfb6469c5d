import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromHex } from '@sallyport/core';
import { decodeFrame, encodeFrame, type Frame, isBroadcast, isShort, MAX_MPDU_SIZE } from '@sallyport/ieee802154';
import { withCode } from '@sallyport/testing';

const data: Frame = {
  type: 'data',
  version: '2015',
  framePending: false,
  ackRequest: false,
  sequenceNumber: 1,
  destinationPanId: 0xface,
  destination: 0xffff,
  source: 1,
  payload: new Uint8Array(0),
};

describe('writing a frame', () => {
  it('fills a frame to its last byte', () => {
    const frame = { ...data, payload: new Uint8Array(MAX_MPDU_SIZE - 9) };
    assert.equal(encodeFrame(frame).length, MAX_MPDU_SIZE);
  });

  it('keeps header elements that say where they end', () => {
    const headerElements = fromHex('040ded0b350c803f');
    const frame = { ...data, headerElements, payload: fromHex('0102') };
    const read = decodeFrame(encodeFrame(frame));
    assert.deepEqual(read.headerElements, headerElements);
    assert.deepEqual(read.payload, frame.payload);
  });

  it('knows short addresses and everybody’s', () => {
    assert.equal(isShort(0x1234), true);
    assert.equal(isShort(new Uint8Array(8)), false);
    assert.equal(isBroadcast(0xffff), true);
    assert.equal(isBroadcast(0xfffe), false);
  });

  const key = { mode: 1, index: 1 } as const;
  const wrong: readonly (readonly [why: string, change: Partial<Frame>, code?: string])[] = [
    ['one byte too many', { payload: new Uint8Array(MAX_MPDU_SIZE - 8) }, 'E_IEEE802154_SIZE'],
    ['no sequence number in a frame of 2006', { version: '2006', sequenceNumber: undefined }],
    ['a sequence number of nine bits', { sequenceNumber: 256 }],
    ['a PAN ID of 17 bits', { destinationPanId: 0x10000 }],
    ['a short address of 17 bits', { source: 0x10000 }],
    ['an extended address of seven bytes', { source: new Uint8Array(7) }],
    ['security in a frame of 2003', { version: '2003', security: { level: 5, frameCounter: 0, key } }],
    ['a frame counter of 33 bits', { security: { level: 5, frameCounter: 2 ** 32, key } }],
    ['a key index of nine bits', { security: { level: 5, frameCounter: 0, key: { mode: 1, index: 256 } } }],
    [
      'a key source of five bytes',
      { security: { level: 5, frameCounter: 0, key: { mode: 2, source: new Uint8Array(5), index: 1 } } },
    ],
    ['a source PAN ID without a source', { source: undefined, sourcePanId: 1 }],
    [
      'two PAN IDs between extended addresses of 2015',
      { destination: new Uint8Array(8), source: new Uint8Array(8), sourcePanId: 1 },
    ],
    ['no PAN ID between short addresses', { destinationPanId: undefined }],
    ['header elements in a frame of 2006', { version: '2006', headerElements: fromHex('803f') }],
    ['empty header elements', { headerElements: new Uint8Array(0) }],
    [
      'header elements that run into the payload',
      { headerElements: fromHex('040ded0b350c'), payload: fromHex('0101') },
    ],
    ['header elements that are none', { headerElements: fromHex('04') }],
  ];
  for (const [why, change, code] of wrong) {
    it(`is refused with ${why}`, () => {
      assert.throws(() => encodeFrame({ ...data, ...change }), withCode(code ?? 'E_IEEE802154_ARGUMENT'));
    });
  }
});
