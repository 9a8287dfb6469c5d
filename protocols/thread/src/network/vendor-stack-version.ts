/** The Vendor Stack Version TLV's value (Thread 1.1.1 §8.10): who made the Thread stack, and which build it is. */

import { concat, toHex } from '@sallyport/core';
import type { ValueCodec } from '../tlv/definition.ts';
import { readUint, requireUint, writeUint } from './numbers.ts';
import { ouiBytes } from './oui.ts';

export interface VendorStackVersion {
  /** The IEEE OUI of the stack's vendor, six lower-case hex digits. */
  readonly oui: string;
  /** 12 bits. */
  readonly build: number;
  /** 4 bits, like minor and major. */
  readonly revision: number;
  readonly minor: number;
  readonly major: number;
}

export const VENDOR_STACK_VERSION_CODEC: ValueCodec<VendorStackVersion> = {
  minLength: 6,
  maxLength: 6,
  decode(bytes) {
    const [buildRevision, minorMajor] = [readUint(bytes.subarray(3, 5)), readUint(bytes.subarray(5, 6))];
    return {
      oui: toHex(bytes.subarray(0, 3)),
      build: buildRevision >> 4,
      revision: buildRevision & 0xf,
      minor: minorMajor >> 4,
      major: minorMajor & 0xf,
    };
  },
  encode({ oui, build, revision, minor, major }) {
    const [b, r] = [requireUint('build', build, 0xfff), requireUint('revision', revision, 0xf)];
    const [m, n] = [requireUint('major', major, 0xf), requireUint('minor', minor, 0xf)];
    return concat(ouiBytes(oui), writeUint('build and revision', (b << 4) | r, 2), Uint8Array.of((n << 4) | m));
  },
};
