/** The UDP Encapsulation TLV's value (Thread 1.1.1 §8.10): the ports of a UDP datagram, and what it carries. */

import { concat } from '@sallyport/core';
import type { ValueCodec } from '../tlv/definition.ts';
import { readUint, writeUint } from './numbers.ts';

export interface UdpEncapsulation {
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly payload: Uint8Array;
}

export const UDP_ENCAPSULATION_CODEC: ValueCodec<UdpEncapsulation> = {
  minLength: 4,
  maxLength: 0xffff,
  decode(bytes) {
    return {
      sourcePort: readUint(bytes.subarray(0, 2)),
      destinationPort: readUint(bytes.subarray(2, 4)),
      payload: bytes.subarray(4),
    };
  },
  encode({ sourcePort, destinationPort, payload }) {
    return concat(writeUint('source port', sourcePort, 2), writeUint('destination port', destinationPort, 2), payload);
  },
};
