/** Writing packets (RFC 2865 §3). What makes them trustworthy is put in by `seal.ts`. */

import { fail } from '../errors.ts';
import {
  ATTRIBUTE_HEADER_LENGTH,
  type Attribute,
  AUTHENTICATOR_OFFSET,
  HEADER_LENGTH,
  MAX_ATTRIBUTE_VALUE,
  MAX_PACKET_LENGTH,
} from './packet.ts';

export interface PacketParts {
  readonly code: number;
  readonly identifier: number;
  /** 16 octets. */
  readonly authenticator: Uint8Array;
  readonly attributes: readonly Attribute[];
}

/** @throws E_RADIUS_PACKET_SIZE */
export function encodePacket({ code, identifier, authenticator, attributes }: PacketParts): Uint8Array {
  const length = HEADER_LENGTH + attributesLength(attributes);
  if (length > MAX_PACKET_LENGTH) throw fail('E_RADIUS_PACKET_SIZE', `the packet would have ${length} octets`);
  const bytes = new Uint8Array(length);
  bytes[0] = code;
  bytes[1] = identifier;
  bytes[2] = length >> 8;
  bytes[3] = length & 0xff;
  bytes.set(authenticator, AUTHENTICATOR_OFFSET);
  writeAttributes(bytes, HEADER_LENGTH, attributes);
  return bytes;
}

/** @throws E_RADIUS_PACKET_SIZE */
export function encodeAttributes(attributes: readonly Attribute[]): Uint8Array {
  const bytes = new Uint8Array(attributesLength(attributes));
  writeAttributes(bytes, 0, attributes);
  return bytes;
}

function attributesLength(attributes: readonly Attribute[]): number {
  let length = 0;
  for (const { value } of attributes) length += ATTRIBUTE_HEADER_LENGTH + value.length;
  return length;
}

function writeAttributes(bytes: Uint8Array, start: number, attributes: readonly Attribute[]): void {
  let offset = start;
  for (const { type, value } of attributes) {
    if (value.length > MAX_ATTRIBUTE_VALUE) {
      throw fail('E_RADIUS_PACKET_SIZE', `attribute ${type} would have ${value.length} octets`);
    }
    bytes[offset] = type;
    bytes[offset + 1] = ATTRIBUTE_HEADER_LENGTH + value.length;
    bytes.set(value, offset + ATTRIBUTE_HEADER_LENGTH);
    offset += ATTRIBUTE_HEADER_LENGTH + value.length;
  }
}
