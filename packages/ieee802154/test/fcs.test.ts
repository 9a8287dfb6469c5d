import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromHex, utf8 } from '@sallyport/core';
import { frameCheckSequence, withFcs, withoutFcs } from '@sallyport/ieee802154';
import { ACK, DATA_2006, DATA_2015, PROTECTED_COMMAND, PROTECTED_DATA } from './support/thread-frames.ts';

describe('the check sequence', () => {
  it('is CRC-16/KERMIT, whose check value is 0x2189', () => {
    assert.equal(frameCheckSequence(utf8('123456789')), 0x2189);
  });

  it('of an acknowledgment is that of IEEE 802.15.4 §7.2.10', () => {
    // The worked example: an acknowledgment with sequence number 0x56, sent as 02 00 6a and check sequence e4 79.
    assert.equal(frameCheckSequence(fromHex('02006a')), 0x79e4);
  });

  it('is right in frames of a Thread network', () => {
    for (const psdu of [ACK, DATA_2006, PROTECTED_DATA.psdu, PROTECTED_COMMAND.psdu]) {
      const mpdu = withoutFcs(psdu);
      assert.ok(mpdu);
      assert.deepEqual(withFcs(mpdu), psdu);
    }
    assert.equal(frameCheckSequence(DATA_2015), 0x8c40);
  });

  it('shows a changed bit, and a frame too short to have one', () => {
    assert.equal(withoutFcs(fromHex('02105fd29b')), undefined);
    assert.equal(withoutFcs(fromHex('02105ed29a')), undefined);
    assert.equal(withoutFcs(fromHex('02')), undefined);
    assert.deepEqual(withoutFcs(fromHex('0000')), new Uint8Array(0));
  });
});
