/**
 * What an OpenThread node (espressif/openthread a93706fde1, Thread 1.4, BSD-3-Clause) sent on the air while it let in a joiner of Sallyport and
 * then was its parent: frames without their check sequences, recorded by `test/peers/support/openthread-air.ts`. They show that what is read
 * here is what another stack writes, also where that stack is missing.
 */

import { fromHex, Secret } from '@sallyport/core';

export const NETWORK = {
  panId: 0x1234,
  channel: 17,
  extendedPanId: fromHex('1111111122222222'),
  networkName: 'OpenThread',
  meshLocalPrefix: fromHex('fd000db800a00000'),
  networkKey: Secret.of(fromHex('00112233445566778899aabbccddeeff')),
} as const;

export const LEADER = { extended: fromHex('aacc04704db98208'), rloc16: 0xc800 } as const;
/** The device after it had joined. */
export const CHILD = { extended: fromHex('c6bf6d2b879371f2'), rloc16: 0xc801 } as const;
/** The device while it looked for networks. */
export const SEEKER = { extended: fromHex('c67c2dc6e70ad8b1'), panId: 0xd65b } as const;

export const DISCOVERY_RESPONSE = fromHex(
  '21dcda5bd6b1d80ae7c62d7cc634120882b94d7004ccaa7f33f04d4c4d4c3e13ff111a250f02c00381025800020811111111' +
    '22222222030a4f70656e5468726561640801ff120203e8',
);

export const ADVERTISEMENT = fromHex(
  '41d8e83412ffff0882b94d7004ccaa7f3b01f04d4c4d4ce3fb0015090000000000000001329f12fef72395df427bdcdffc3e' +
    '551a82d3052129f4f93fbabd6b65465b03',
);

export const PARENT_RESPONSE = fromHex(
  '61dce93412f27193872b6dbfc60882b94d7004ccaa7f33f04d4c4d4c788100150a00000000000000017978cb5fa0760f0c4e' +
    'aa6568b8deeb7ac6e60ac50bc966d56b9855952688820acff3490901fce6d46399c76b75298ba96a0a92a9a9c4556189f9af' +
    '2053c89d565cbf9cea5406',
);

/** In two frames, protected with the network's MAC key. */
export const CHILD_ID_RESPONSE = [
  fromHex(
    '79dcea3412f27193872b6dbfc60882b94d7004ccaa0d000000000140faf8a0dbeb42c47b698ee63fda4561d0e929f14d84e7' +
      '622f84d4d1b660e5838ff4099e3334f812232c33f91b8da52d27c7a5ee926cfd91c82dcff766afd9b94a221026f7fed900f1' +
      '9befbb4e868087f8180fc8de8f4eb1cbb45882b89d683977',
  ),
  fromHex(
    '69dceb3412f27193872b6dbfc60882b94d7004ccaa0d01000000019aabbf78843d53c6f4d5786224f3ee56224b4d754673fb' +
      '2106f914a5b78c011f98050784bc6b598d8b687861cb935902461d1d99456a1dcd2ed22f1cad23194348423d58b15a223fb9' +
      '991217473b5d19c4bbb67dd3e6',
  ),
] as const;

/** `welcome` from the Leader's port 4000 to the child's. */
export const DATAGRAM = fromHex('6998ec341201c800c80d0200000001113be0b02f27e4ad2b5fca360999c153c1eba302');
