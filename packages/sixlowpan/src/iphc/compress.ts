/** Compresses IPv6 headers and what follows them (RFC 6282 §3). */

import { bytesEqual } from '@sallyport/core';
import { iidFromShort, isLinkLocalAddress, isMulticastAddress, isZero } from '../addresses.ts';
import { addressIn, type FullContext } from '../context.ts';
import { Writer } from '../cursor.ts';
import { fail } from '../errors.ts';
import { IPV6_HEADER_SIZE } from '../udp-datagram.ts';
import {
  CID,
  DAC,
  DISPATCH_IPHC,
  HOP_LIMITS,
  INLINE,
  MAX_HEADERS,
  MULTICAST,
  NH,
  SAC,
  SAM_SHIFT,
  TF_SHIFT,
} from './constants.ts';
import { type Compression, type Iids, iidsOf, innerIids, type LinkAddresses } from './link.ts';
import { compressMulticast } from './multicast.ts';
import { compressNext, isCompressible } from './next-headers.ts';
import { isWholePacket } from './whole-packet.ts';

export interface CompressedHeaders {
  readonly bytes: Uint8Array;
  /** How many bytes at the start of the packet they stand for. */
  readonly covered: number;
}

/**
 * The headers of `packet` in their short form; the rest of the packet follows them as it is.
 * @throws E_SIXLOWPAN_ARGUMENT for anything but one whole IPv6 packet, E_SIXLOWPAN_TOO_LARGE
 */
export function compressHeaders(packet: Uint8Array, link: LinkAddresses, compression: Compression): CompressedHeaders {
  if (!isWholePacket(packet, 0)) throw fail('E_SIXLOWPAN_ARGUMENT', 'no whole IPv6 packet');
  const out = new Writer(MAX_HEADERS);
  const covered = compressIpv6(out, packet, 0, iidsOf(link), compression);
  return { bytes: out.done(), covered };
}

/** Gives the offset behind what was compressed. */
export function compressIpv6(
  out: Writer,
  packet: Uint8Array,
  at: number,
  iids: Iids,
  compression: Compression,
  depth = 0,
): number {
  const header = packet.subarray(at, at + IPV6_HEADER_SIZE);
  const [source, destination] = [header.subarray(8, 24), header.subarray(24, 40)];
  const next = { header: header[6] ?? 0, at: at + IPV6_HEADER_SIZE, depth };
  const sourceContext = compression.contexts.forAddress(source);
  const destinationContext = isMulticastAddress(destination)
    ? compression.contexts.forMulticast(destination)
    : compression.contexts.forAddress(destination);
  const base = out.length;
  out.zeros(2);
  let first = DISPATCH_IPHC << 5;
  let second = 0;
  if ((sourceContext?.id ?? 0) !== 0 || (destinationContext?.id ?? 0) !== 0) {
    second |= CID;
    out.uint8(((sourceContext?.id ?? 0) << 4) | (destinationContext?.id ?? 0));
  }
  first |= writeTrafficClassAndFlow(out, header) << TF_SHIFT;
  const compressesNext = isCompressible(packet, next);
  if (compressesNext) first |= NH;
  else out.uint8(next.header);
  first |= writeHopLimit(out, header[7] ?? 0);
  second |= writeSource(out, source, sourceContext, iids.source) << SAM_SHIFT;
  second |= isMulticastAddress(destination)
    ? MULTICAST | compressMulticast(out, destination, destinationContext)
    : writeUnicast(out, destination, destinationContext, iids.destination, DAC);
  out.patch(base, first, second);
  if (!compressesNext) return next.at;
  return compressNext(out, packet, next, (inner) =>
    compressIpv6(out, packet, inner, innerIids(iids, source, destination, compression), compression, depth + 1),
  );
}

/** Gives the two bits TF: which of traffic class and flow label are left out (§3.1.1). */
function writeTrafficClassAndFlow(out: Writer, header: Uint8Array): number {
  const [b0 = 0, b1 = 0, b2 = 0, b3 = 0] = header;
  const trafficClass = ((b0 & 0x0f) << 4) | (b1 >> 4);
  const [dscp, ecn] = [trafficClass >> 2, trafficClass & 3];
  const flowHigh = b1 & 0x0f;
  const hasFlow = flowHigh !== 0 || b2 !== 0 || b3 !== 0;
  if (!hasFlow && trafficClass === 0) return 3;
  if (!hasFlow) {
    out.uint8((ecn << 6) | dscp);
    return 2;
  }
  if (dscp === 0) {
    out.bytes(Uint8Array.of((ecn << 6) | flowHigh, b2, b3));
    return 1;
  }
  out.bytes(Uint8Array.of((ecn << 6) | dscp, flowHigh, b2, b3));
  return 0;
}

function writeHopLimit(out: Writer, hopLimit: number): number {
  const code = HOP_LIMITS.indexOf(hopLimit);
  if (code > 0) return code;
  out.uint8(hopLimit);
  return 0;
}

/** Gives SAC and SAM, as they stand below the shift. */
function writeSource(
  out: Writer,
  source: Uint8Array,
  context: FullContext | undefined,
  iid: Uint8Array | undefined,
): number {
  const sac = SAC >> SAM_SHIFT;
  if (isZero(source)) return sac;
  return writeUnicast(out, source, context, iid, sac);
}

function writeUnicast(
  out: Writer,
  address: Uint8Array,
  context: FullContext | undefined,
  known: Uint8Array | undefined,
  stateful: number,
): number {
  const isLinkLocal = isLinkLocalAddress(address);
  if (!isLinkLocal && context === undefined) {
    out.bytes(address);
    return INLINE.all;
  }
  const flag = isLinkLocal ? 0 : stateful;
  const gives = (iid: Uint8Array) =>
    bytesEqual(isLinkLocal || context === undefined ? iid : addressIn(context, iid).subarray(8), address.subarray(8));
  if (known !== undefined && gives(known)) return flag | INLINE.none;
  const short = ((address[14] ?? 0) << 8) | (address[15] ?? 0);
  if (gives(iidFromShort(short))) {
    out.uint16(short);
    return flag | INLINE.short;
  }
  out.bytes(address.subarray(8));
  return flag | INLINE.iid;
}
