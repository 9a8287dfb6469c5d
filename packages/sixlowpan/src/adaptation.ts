/** What a frame's payload is (RFC 4944 §5.1, RFC 6282 §2): mesh header, fragment, compressed or plain packet. */

import { fail } from './errors.ts';
import { decodeFragmentHeader, type FragmentHeader, isFragmentDispatch } from './fragment-header.ts';
import { DISPATCH_IPHC } from './iphc/constants.ts';
import { expandHeaders, expandPacket } from './iphc/decompress.ts';
import type { Compression, LinkAddresses } from './iphc/link.ts';
import { decodeMeshHeader, isMeshDispatch, type MeshHeader } from './mesh-header.ts';
import type { Reassembler } from './reassembler.ts';
import { MAX_PACKET_SIZE } from './udp-datagram.ts';

/** An uncompressed IPv6 packet follows. */
const DISPATCH_IPV6 = 0x41;

export interface AdaptationPayload {
  readonly mesh: MeshHeader | undefined;
  readonly fragment: FragmentHeader | undefined;
  /** Behind those headers: a packet or a first fragment with its dispatch, or the bytes of a further fragment. */
  readonly body: Uint8Array;
}

/** @throws E_SIXLOWPAN_TRUNCATED, E_SIXLOWPAN_MALFORMED */
export function decodeAdaptation(payload: Uint8Array): AdaptationPayload {
  const { mesh, size } = isMeshDispatch(payload[0] ?? 0) ? decodeMeshHeader(payload) : NO_MESH;
  const behind = payload.subarray(size);
  if (!isFragmentDispatch(behind[0] ?? 0)) return { mesh, fragment: undefined, body: behind };
  const { fragment, size: fragmentSize } = decodeFragmentHeader(behind);
  return { mesh, fragment, body: behind.subarray(fragmentSize) };
}

const NO_MESH = { mesh: undefined, size: 0 };

/**
 * The packet that a payload completes, if it does. `link` holds the mesh header's addresses where it has one.
 * @throws E_SIXLOWPAN_TRUNCATED, E_SIXLOWPAN_MALFORMED, E_SIXLOWPAN_CONTEXT, E_SIXLOWPAN_UNSUPPORTED, E_SIXLOWPAN_TOO_LARGE
 */
export function toPacket(
  { fragment, body }: AdaptationPayload,
  link: LinkAddresses,
  compression: Compression,
  reassembler: Reassembler,
): Uint8Array | undefined {
  if (fragment === undefined) return wholePacket(body, link, compression);
  const { datagramSize, tag, offset } = fragment;
  const bytes = offset === undefined ? firstBytes(body, link, compression, datagramSize) : body;
  const between = `${nameOf(link.source)}>${nameOf(link.destination)}`;
  return reassembler.add({ between, datagramSize, tag, offset: offset ?? 0, bytes });
}

function wholePacket(body: Uint8Array, link: LinkAddresses, compression: Compression): Uint8Array {
  const [dispatch = 0] = body;
  if (dispatch === DISPATCH_IPV6) return body.subarray(1);
  requireIphc(dispatch);
  const packet = expandPacket(body, link, compression);
  if (packet.length > MAX_PACKET_SIZE) throw fail('E_SIXLOWPAN_TOO_LARGE', `a packet of ${packet.length} bytes`);
  return packet;
}

function firstBytes(body: Uint8Array, link: LinkAddresses, compression: Compression, datagramSize: number): Uint8Array {
  const [dispatch = 0] = body;
  if (dispatch === DISPATCH_IPV6) return body.subarray(1);
  requireIphc(dispatch);
  const { bytes, consumed } = expandHeaders(body, link, compression, datagramSize);
  const first = new Uint8Array(bytes.length + body.length - consumed);
  first.set(bytes);
  first.set(body.subarray(consumed), bytes.length);
  return first;
}

function requireIphc(dispatch: number): void {
  if (dispatch >> 5 !== DISPATCH_IPHC) throw fail('E_SIXLOWPAN_UNSUPPORTED', `dispatch 0x${dispatch.toString(16)}`);
}

function nameOf(address: LinkAddresses['source']): string {
  if (address === undefined) return '';
  return typeof address === 'number' ? address.toString(16) : Buffer.from(address).toString('hex');
}
