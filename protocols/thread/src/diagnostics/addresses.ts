/** A list of IPv6 addresses, one after the other, as the IPv6 Address List TLV has it (Thread 1.1.1 §10.11.4). */

import { concat } from '@sallyport/core';
import { fail } from '../errors.ts';
import { ipv6Bytes, ipv6Text } from '../network/ipv6.ts';
import type { ValueCodec } from '../tlv/definition.ts';

const ADDRESS_BYTES = 16;
const MAX_ADDRESSES = 64;

/** Canonical texts. */
export const ADDRESSES_CODEC: ValueCodec<readonly string[]> = {
  minLength: 0,
  maxLength: ADDRESS_BYTES * MAX_ADDRESSES,
  decode(bytes) {
    if (bytes.length % ADDRESS_BYTES !== 0) {
      throw fail('E_THREAD_TLV_VALUE', `IPv6 Address List TLV: ${bytes.length} bytes are no whole number of addresses`);
    }
    const count = bytes.length / ADDRESS_BYTES;
    return Array.from({ length: count }, (_, at) =>
      ipv6Text(bytes.subarray(ADDRESS_BYTES * at, ADDRESS_BYTES * (at + 1))),
    );
  },
  encode: (addresses) => concat(...addresses.map(ipv6Bytes)),
};
