/** Compresses what follows an IPv6 header: extension headers, UDP, and IPv6 once more (RFC 6282 §4). */

import type { Writer } from '../cursor.ts';
import { NEXT_HEADER, UDP_HEADER_SIZE } from '../udp-datagram.ts';
import {
  EXTENSION_IDS,
  MAX_EXTENSIONS,
  MAX_TUNNELS,
  NHC_EXTENSION,
  NHC_UDP,
  PAD1,
  PADN,
  PORT_BASE_4,
  PORT_BASE_8,
  WITH_OPTIONS,
} from './constants.ts';
import { isWholePacket } from './whole-packet.ts';

export interface NextHeader {
  readonly header: number;
  readonly at: number;
  /** How many IPv6 headers are around it. */
  readonly depth: number;
  /** How many extension headers stand before it. */
  readonly extensions?: number;
}

/** Whether it has a short form from which it comes back exactly. */
export function isCompressible(packet: Uint8Array, { header, at, depth, extensions = 0 }: NextHeader): boolean {
  if (header === NEXT_HEADER.udp) {
    const length = ((packet[at + 4] ?? 0) << 8) | (packet[at + 5] ?? 0);
    return packet.length - at >= UDP_HEADER_SIZE && length === packet.length - at;
  }
  if (header === NEXT_HEADER.ipv6) return depth < MAX_TUNNELS && isWholePacket(packet, at);
  if (!COMPRESSED_EXTENSIONS.has(header) || extensions >= MAX_EXTENSIONS) return false;
  const size = extensionSize(packet, at);
  // The short form says its length in one byte.
  return at + size <= packet.length && size - 2 <= 0xff;
}

/** Fragment and mobility headers have fields where others have their length, or none of ours: they go as they are. */
const COMPRESSED_EXTENSIONS: ReadonlySet<number> = new Set([...WITH_OPTIONS, NEXT_HEADER.routing]);

function extensionSize(packet: Uint8Array, at: number): number {
  return ((packet[at + 1] ?? 0xff) + 1) * 8;
}

/** Writes the short form of a compressible header and those behind it; gives the offset behind what it stands for. */
export function compressNext(
  out: Writer,
  packet: Uint8Array,
  next: NextHeader,
  compressTunnelled: (at: number) => number,
): number {
  if (next.header === NEXT_HEADER.udp) return compressUdp(out, packet, next.at);
  const id = EXTENSION_IDS.get(next.header) ?? 0;
  if (next.header === NEXT_HEADER.ipv6) {
    // §4.2: the NH bit of IPv6 in IPv6 is zero, and LOWPAN_IPHC follows at once.
    out.uint8((NHC_EXTENSION << 4) | (id << 1));
    return compressTunnelled(next.at);
  }
  const size = extensionSize(packet, next.at);
  const behind: NextHeader = {
    header: packet[next.at] ?? 0,
    at: next.at + size,
    depth: next.depth,
    extensions: (next.extensions ?? 0) + 1,
  };
  const compressesNext = isCompressible(packet, behind);
  out.uint8((NHC_EXTENSION << 4) | (id << 1) | (compressesNext ? 1 : 0));
  if (!compressesNext) out.uint8(behind.header);
  const body = packet.subarray(next.at + 2, behind.at);
  const kept = WITH_OPTIONS.has(next.header) ? body.length - trailingPadding(body) : body.length;
  out.uint8(kept);
  out.bytes(body.subarray(0, kept));
  return compressesNext ? compressNext(out, packet, behind, compressTunnelled) : behind.at;
}

/** Bytes of one padding option at the end, when leaving it out loses nothing (§4.2). */
function trailingPadding(options: Uint8Array): number {
  let at = 0;
  let last = { at: 0, size: 0 };
  while (at < options.length) {
    const size = options[at] === PAD1 ? 1 : 2 + (options[at + 1] ?? 0xff);
    last = { at, size };
    at += size;
  }
  if (at !== options.length || last.size > 7) return 0;
  const type = options[last.at];
  const isZeros = options.subarray(last.at + 2).every((byte) => byte === 0);
  return type === PAD1 || (type === PADN && isZeros) ? last.size : 0;
}

/** §4.3: ports in four, eight or sixteen bits; the length is left out, the checksum never is. */
function compressUdp(out: Writer, packet: Uint8Array, at: number): number {
  const view = new DataView(packet.buffer, packet.byteOffset + at, UDP_HEADER_SIZE);
  const [source, destination] = [view.getUint16(0), view.getUint16(2)];
  const dispatch = NHC_UDP << 3;
  if ((source & 0xfff0) === PORT_BASE_4 && (destination & 0xfff0) === PORT_BASE_4) {
    out.uint8(dispatch | 3);
    out.uint8(((source & 0xf) << 4) | (destination & 0xf));
  } else if ((source & 0xff00) === PORT_BASE_8) {
    out.uint8(dispatch | 2);
    out.uint8(source & 0xff);
    out.uint16(destination);
  } else if ((destination & 0xff00) === PORT_BASE_8) {
    out.uint8(dispatch | 1);
    out.uint16(source);
    out.uint8(destination & 0xff);
  } else {
    out.uint8(dispatch);
    out.uint16(source);
    out.uint16(destination);
  }
  out.uint16(view.getUint16(6));
  return at + UDP_HEADER_SIZE;
}
