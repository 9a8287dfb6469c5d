/** Makes the payloads of frames from a packet: compressed, and cut where it does not fit (RFC 4944 §5.3). */

import { concat } from '@sallyport/core';
import { fail } from './errors.ts';
import { encodeFragmentHeader, FIRST_FRAGMENT_SIZE, MAX_DATAGRAM_SIZE, NEXT_FRAGMENT_SIZE } from './fragment-header.ts';
import { compressHeaders } from './iphc/compress.ts';
import type { Compression, LinkAddresses } from './iphc/link.ts';

export interface Cutting {
  /** Bytes that each frame has for its payload. */
  readonly room: number;
  /** A number of 16 bits for this datagram, if it has to be cut: another than its predecessor's. */
  readonly tag: number;
  /** What every payload begins with: an encoded mesh header. */
  readonly prefix?: Uint8Array | undefined;
}

/**
 * The payloads that carry `packet`, in order.
 * @throws E_SIXLOWPAN_ARGUMENT for no whole IPv6 packet, one over 2047 bytes, or frames too small for its headers
 */
export function toFramePayloads(
  packet: Uint8Array,
  link: LinkAddresses,
  compression: Compression,
  { room, tag, prefix = NOTHING }: Cutting,
): readonly Uint8Array[] {
  if (packet.length > MAX_DATAGRAM_SIZE) throw fail('E_SIXLOWPAN_ARGUMENT', `a packet of ${packet.length} bytes`);
  const { bytes, covered } = compressHeaders(packet, link, compression);
  const left = room - prefix.length;
  if (bytes.length + packet.length - covered <= left) return [concat(prefix, bytes, packet.subarray(covered))];
  const datagramSize = packet.length;
  // Every fragment but the last ends at a multiple of eight of the uncompressed datagram.
  const first = covered + left - FIRST_FRAGMENT_SIZE - bytes.length;
  let offset = first - (first % 8);
  const step = (left - NEXT_FRAGMENT_SIZE) & ~7;
  if (offset < covered || step < 8) throw fail('E_SIXLOWPAN_ARGUMENT', `${room} bytes are too few for the headers`);
  const header = encodeFragmentHeader({ datagramSize, tag, offset: undefined });
  const payloads = [concat(prefix, header, bytes, packet.subarray(covered, offset))];
  for (; offset < packet.length; offset += step) {
    const next = encodeFragmentHeader({ datagramSize, tag, offset });
    payloads.push(concat(prefix, next, packet.subarray(offset, offset + step)));
  }
  return payloads;
}

const NOTHING = new Uint8Array(0);
