/**
 * Frames of a Thread network, with check sequences unless said otherwise. From OpenThread (BSD-3-Clause): the protected data and command frames
 * from tests/scripts/thread-cert/test_mac802154.py, the others from tests/unit/test_mac_frame.cpp.
 */

import { createSecretKey } from 'node:crypto';
import { fromHex } from '@sallyport/core';

/** The MAC key of network key 00112233445566778899aabbccddeeff at key sequence 0 (Thread 1.1 §7.1.4.1, test vector 1). */
export const MAC_KEY = createSecretKey(fromHex('de89c53af382b421e0fde5a9bae3bef0'));

export const PROTECTED_DATA = {
  psdu: fromHex(
    '699868cefa00200120' +
      '0d0000000001' +
      'b55a0d8e185cb106c46f7d6bb54a8714aedd8eb737622748c9530c4431598ba28359a143' +
      '74e02af6' +
      '99fc',
  ),
  /** Of the short address 0x2001. */
  sender: fromHex('166e0a0000000007'),
  payload: '7c7780f04d4d4d4de00444024466135f2280b16102617311' + '2aff0108166e0a0000000007',
};

/** A data request: its MIC was made with frame counter 0 of the same key. */
export const PROTECTED_COMMAND = {
  psdu: fromHex('6bdccecefa02000000000a6e1603000000000a6e160d0000000001042dbc12be0a4f'),
  sender: fromHex('166e0a0000000003'),
};

export const ACK = fromHex('02105ed29b');
export const DATA_2006 = fromHex(
  '61dcbdcefa01000000000a6e1602000000000a6e167f33f04d4c4d4c8bf0001501000000000000000' +
    '1c2579c31b32aa186ba9aed5ab9a35988ebbb0dc3edeb8a53a6edf7dd456ef79a17b4abc6757146' +
    '3793' +
    '4a32b1219f9db36527d5fc501690d2d4',
);
/** Without its check sequence, which is said to be 0x8c40. */
export const DATA_2015 = fromHex('69a88ecefa022400240d02000000016b64600855b81018c7402efbf3daf94e5870');
/** A command of 2015 with a CSL element and a termination; made up, so that its check sequence is wrong. */
export const COMMAND_2015 = fromHex('6baa8dcefa0068016' + '80d0800000001040ded0b350c803f044b8889d659e1');
