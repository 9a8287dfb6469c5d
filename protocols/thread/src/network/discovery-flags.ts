/** The values of the Discovery Request and Discovery Response TLVs (Thread 1.1.1 §8.10, §4.7.2.1): a version and flags, in two bytes. */

import type { ValueCodec } from '../tlv/definition.ts';
import { requireUint } from './numbers.ts';

export interface DiscoveryRequest {
  /** Thread version, 4 bits: 2 is Thread 1.1, 3 is 1.2, 4 is 1.3, 5 is 1.4. */
  readonly version: number;
  /** J: the sender intends to join. */
  readonly joiner: boolean;
}

export interface DiscoveryResponse {
  readonly version: number;
  /** N: the network takes Native Commissioners. */
  readonly nativeCommissioner: boolean;
  /** C (Thread 1.2): the network is in Commercial Commissioning Mode. */
  readonly commercialCommissioning: boolean;
}

const JOINER = 0x08;
const NATIVE_COMMISSIONER = 0x08;
const COMMERCIAL_COMMISSIONING = 0x04;
const MAX_VERSION = 0xf;

/** Bits without a meaning are passed over, and written as zeros. */
export const DISCOVERY_REQUEST_CODEC: ValueCodec<DiscoveryRequest> = {
  minLength: 2,
  maxLength: 2,
  decode([first = 0]) {
    return { version: first >> 4, joiner: (first & JOINER) !== 0 };
  },
  encode({ version, joiner }) {
    return Uint8Array.of((requireUint('version', version, MAX_VERSION) << 4) | (joiner ? JOINER : 0), 0);
  },
};

export const DISCOVERY_RESPONSE_CODEC: ValueCodec<DiscoveryResponse> = {
  minLength: 2,
  maxLength: 2,
  decode([first = 0]) {
    return {
      version: first >> 4,
      nativeCommissioner: (first & NATIVE_COMMISSIONER) !== 0,
      commercialCommissioning: (first & COMMERCIAL_COMMISSIONING) !== 0,
    };
  },
  encode({ version, nativeCommissioner, commercialCommissioning }) {
    const flags =
      (nativeCommissioner ? NATIVE_COMMISSIONER : 0) | (commercialCommissioning ? COMMERCIAL_COMMISSIONING : 0);
    return Uint8Array.of((requireUint('version', version, MAX_VERSION) << 4) | flags, 0);
  },
};
