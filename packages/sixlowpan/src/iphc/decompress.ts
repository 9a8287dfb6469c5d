/** Brings compressed IPv6 headers back to their full form (RFC 6282 §3, §4). */

import { ADDRESS_SIZE, addressUnder, iidFromShort, LINK_LOCAL_PREFIX, UNSPECIFIED } from '../addresses.ts';
import { addressIn, type FullContext } from '../context.ts';
import { Reader, Writer } from '../cursor.ts';
import { fail } from '../errors.ts';
import { IPV6_HEADER_SIZE, NEXT_HEADER } from '../udp-datagram.ts';
import {
  CID,
  DAC,
  DISPATCH_IPHC,
  HOP_LIMITS,
  INLINE,
  MAX_HEADERS,
  MAX_TUNNELS,
  MULTICAST,
  NH,
  SAC,
  SAM_SHIFT,
  TF_SHIFT,
} from './constants.ts';
import { expandNext, type LengthField } from './expand-next.ts';
import { type Compression, type Iids, iidsOf, innerIids, type LinkAddresses } from './link.ts';
import { expandMulticast } from './multicast.ts';

export interface ExpandedHeaders {
  readonly bytes: Uint8Array;
  /** How many bytes of the compressed form they came from; the rest follows them as it is. */
  readonly consumed: number;
}

/**
 * The headers at the start of `compressed` in full. `datagramSize` is the size of the whole packet when `compressed` is only its
 * first fragment; without it the packet ends with `compressed`.
 * @throws E_SIXLOWPAN_TRUNCATED, E_SIXLOWPAN_MALFORMED, E_SIXLOWPAN_CONTEXT, E_SIXLOWPAN_UNSUPPORTED, E_SIXLOWPAN_TOO_LARGE
 */
export function expandHeaders(
  compressed: Uint8Array,
  link: LinkAddresses,
  compression: Compression,
  datagramSize?: number,
): ExpandedHeaders {
  const reader = new Reader(compressed);
  const out = new Writer(MAX_HEADERS);
  const lengths: LengthField[] = [];
  expandIpv6(reader, out, lengths, iidsOf(link), compression, 0);
  const size = datagramSize ?? out.length + reader.remaining;
  if (size < out.length || size > 0xffff) throw fail('E_SIXLOWPAN_MALFORMED', 'headers longer than their datagram');
  for (const { at, from } of lengths) out.patch(at, (size - from) >> 8, (size - from) & 0xff);
  return { bytes: out.done(), consumed: reader.offset };
}

/** The whole packet. @throws as {@link expandHeaders} */
export function expandPacket(compressed: Uint8Array, link: LinkAddresses, compression: Compression): Uint8Array {
  const { bytes, consumed } = expandHeaders(compressed, link, compression);
  const packet = new Uint8Array(bytes.length + compressed.length - consumed);
  packet.set(bytes);
  packet.set(compressed.subarray(consumed), bytes.length);
  return packet;
}

function expandIpv6(
  reader: Reader,
  out: Writer,
  lengths: LengthField[],
  iids: Iids,
  compression: Compression,
  depth: number,
): void {
  if (depth > MAX_TUNNELS) throw fail('E_SIXLOWPAN_MALFORMED', `more than ${MAX_TUNNELS} tunnels`);
  const [first, second] = [reader.uint8(), reader.uint8()];
  if (first >> 5 !== DISPATCH_IPHC) throw fail('E_SIXLOWPAN_MALFORMED', 'no IPHC dispatch');
  const ids = (second & CID) === 0 ? 0 : reader.uint8();
  const start = out.length;
  out.bytes(readTrafficClassAndFlow(reader, (first >> TF_SHIFT) & 3));
  lengths.push({ at: start + 4, from: start + IPV6_HEADER_SIZE });
  out.zeros(2);
  const nextIsShort = (first & NH) !== 0;
  out.uint8(nextIsShort ? 0 : reader.uint8());
  out.uint8(HOP_LIMITS[first & 3] ?? reader.uint8());
  const source = readSource(reader, second, compression.contexts.get(ids >> 4), iids.source);
  const destination = readDestination(reader, second, compression.contexts.get(ids & 0xf), iids.destination);
  out.bytes(source);
  out.bytes(destination);
  if (!nextIsShort) return;
  const last = expandNext(reader, out, lengths, start + 6);
  if (last !== NEXT_HEADER.ipv6) return;
  expandIpv6(reader, out, lengths, innerIids(iids, source, destination, compression), compression, depth + 1);
}

/** The first four bytes of the header (§3.1.1). */
function readTrafficClassAndFlow(reader: Reader, form: number): Uint8Array {
  if (form === 3) return Uint8Array.of(0x60, 0, 0, 0);
  const start = reader.uint8();
  const ecn = start >> 6;
  const dscp = form === 1 ? 0 : start & 0x3f;
  const flowHigh = form === 0 ? reader.uint8() & 0x0f : form === 1 ? start & 0x0f : 0;
  const flowLow = form === 2 ? 0 : reader.uint16();
  const trafficClass = (dscp << 2) | ecn;
  return Uint8Array.of(
    0x60 | (trafficClass >> 4),
    ((trafficClass & 0xf) << 4) | flowHigh,
    flowLow >> 8,
    flowLow & 0xff,
  );
}

function readSource(
  reader: Reader,
  flags: number,
  context: FullContext | undefined,
  iid: Uint8Array | undefined,
): Uint8Array {
  const mode = (flags >> SAM_SHIFT) & 3;
  const isStateful = (flags & SAC) !== 0;
  if (isStateful && mode === INLINE.all) return UNSPECIFIED;
  return readUnicast(reader, mode, isStateful, context, iid);
}

function readDestination(
  reader: Reader,
  flags: number,
  context: FullContext | undefined,
  iid: Uint8Array | undefined,
): Uint8Array {
  const mode = flags & 3;
  const isStateful = (flags & DAC) !== 0;
  if ((flags & MULTICAST) !== 0) return expandMulticast(reader, mode, isStateful, context);
  if (isStateful && mode === INLINE.all) throw fail('E_SIXLOWPAN_MALFORMED', 'a reserved destination mode');
  return readUnicast(reader, mode, isStateful, context, iid);
}

function readUnicast(
  reader: Reader,
  mode: number,
  isStateful: boolean,
  context: FullContext | undefined,
  iid: Uint8Array | undefined,
): Uint8Array {
  if (mode === INLINE.all) return reader.bytes(ADDRESS_SIZE);
  if (!isStateful) return addressUnder(LINK_LOCAL_PREFIX, readIid(reader, mode, iid));
  if (context === undefined) throw fail('E_SIXLOWPAN_CONTEXT', 'an unknown context');
  return addressIn(context, readIid(reader, mode, iid));
}

function readIid(reader: Reader, mode: number, known: Uint8Array | undefined): Uint8Array {
  if (mode === INLINE.iid) return reader.bytes(8);
  if (mode === INLINE.short) return iidFromShort(reader.uint16());
  if (known === undefined) throw fail('E_SIXLOWPAN_MALFORMED', 'an address left out that the frame does not have');
  return known;
}
