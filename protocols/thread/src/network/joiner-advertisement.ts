/** The Joiner Advertisement TLV's value: what a joiner says of itself in its Discovery Request. Experimental in OpenThread. */

import { concat, toHex } from '@sallyport/core';
import type { ValueCodec } from '../tlv/definition.ts';
import { ouiBytes } from './oui.ts';

export interface JoinerAdvertisement {
  /** The vendor's IEEE OUI, six lower-case hex digits. */
  readonly oui: string;
  /** The vendor's own, at most 64 bytes. */
  readonly data: Uint8Array;
}

export const JOINER_ADVERTISEMENT_CODEC: ValueCodec<JoinerAdvertisement> = {
  minLength: 3,
  maxLength: 3 + 64,
  decode: (bytes) => ({ oui: toHex(bytes.subarray(0, 3)), data: bytes.subarray(3) }),
  encode: ({ oui, data }) => concat(ouiBytes(oui), data),
};
