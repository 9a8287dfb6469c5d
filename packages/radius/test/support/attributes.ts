import { concat } from '@sallyport/core';
import { type Attribute, decodePacket, encodePacket } from '@sallyport/radius';

/** The attributes that `wire` holds. */
export function attributesOf(wire: Uint8Array): readonly Attribute[] {
  const length = 20 + wire.length;
  const header = Uint8Array.from([1, 0, length >> 8, length & 0xff, ...new Array<number>(16).fill(0)]);
  return decodePacket(concat(header, wire)).attributes;
}

/** `attributes` as octets. */
export function wireOf(attributes: readonly Attribute[]): Uint8Array {
  return encodePacket({ code: 1, identifier: 0, authenticator: new Uint8Array(16), attributes }).subarray(20);
}
