/** Reading packets (RFC 2865 §3, §5): strict about lengths, incurious about values. */

import { plain } from '@sallyport/core';
import { fail } from '../errors.ts';
import {
  ATTRIBUTE_HEADER_LENGTH,
  type Attribute,
  AUTHENTICATOR_LENGTH,
  AUTHENTICATOR_OFFSET,
  DEFAULT_MAX_ATTRIBUTES,
  HEADER_LENGTH,
  MAX_PACKET_LENGTH,
  type Packet,
} from './packet.ts';

/**
 * Reads a datagram. Octets after the packet's own length are padding (RFC 2865 §3).
 * The values are views of `datagram`: do not change it afterwards.
 * @throws E_RADIUS_TRUNCATED, E_RADIUS_LENGTH, E_RADIUS_ATTRIBUTE_LENGTH, E_RADIUS_TOO_MANY_ATTRIBUTES
 */
export function decodePacket(datagram: Uint8Array, maxAttributes = DEFAULT_MAX_ATTRIBUTES): Packet {
  if (datagram.length < HEADER_LENGTH) {
    throw fail('E_RADIUS_TRUNCATED', `a packet of ${datagram.length} octets has no header`);
  }
  const [code = 0, identifier = 0] = datagram;
  const length = lengthOf(datagram);
  if (length < HEADER_LENGTH || length > MAX_PACKET_LENGTH) {
    throw fail('E_RADIUS_LENGTH', `the Length of the packet is ${length}`);
  }
  if (length > datagram.length) {
    throw fail('E_RADIUS_TRUNCATED', `the Length is ${length} and the packet has ${datagram.length} octets`);
  }
  const bytes = plain(datagram).subarray(0, length);
  return {
    code,
    identifier,
    authenticator: bytes.subarray(AUTHENTICATOR_OFFSET, AUTHENTICATOR_OFFSET + AUTHENTICATOR_LENGTH),
    attributes: decodeAttributes(bytes.subarray(HEADER_LENGTH), maxAttributes, HEADER_LENGTH),
    bytes,
  };
}

/** The Length field of whatever begins with a packet's first four octets. */
export function lengthOf(bytes: Uint8Array): number {
  return ((bytes[2] ?? 0) << 8) | (bytes[3] ?? 0);
}

/**
 * Reads attributes, or TLVs, which have the same form (RFC 6929 §2.3).
 * @throws E_RADIUS_ATTRIBUTE_LENGTH, E_RADIUS_TOO_MANY_ATTRIBUTES
 */
export function decodeAttributes(bytes: Uint8Array, maxAttributes: number, base = 0): Attribute[] {
  const attributes: Attribute[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    const type = bytes[offset] ?? 0;
    const length = bytes[offset + 1] ?? 0;
    if (length < ATTRIBUTE_HEADER_LENGTH || offset + length > bytes.length) {
      throw fail('E_RADIUS_ATTRIBUTE_LENGTH', `attribute ${type} has the length ${length}`, {
        details: { offset: base + offset },
      });
    }
    if (attributes.length === maxAttributes) {
      throw fail('E_RADIUS_TOO_MANY_ATTRIBUTES', `more than ${maxAttributes} attributes`);
    }
    attributes.push({ type, value: bytes.subarray(offset + ATTRIBUTE_HEADER_LENGTH, offset + length) });
    offset += length;
  }
  return attributes;
}
