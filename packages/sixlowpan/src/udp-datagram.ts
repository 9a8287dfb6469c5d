/** An IPv6 packet that carries one UDP datagram, as bytes (RFC 8200 §3, RFC 768). */

import { ADDRESS_SIZE } from './addresses.ts';
import { fail } from './errors.ts';

export const IPV6_HEADER_SIZE = 40;
export const UDP_HEADER_SIZE = 8;
/** What every link of the Internet carries (RFC 8200 §5), and all that Thread's do. */
export const MAX_PACKET_SIZE = 1280;
export const NEXT_HEADER = {
  hopByHop: 0,
  udp: 17,
  ipv6: 41,
  routing: 43,
  fragment: 44,
  icmp6: 58,
  destinationOptions: 60,
  mobility: 135,
} as const;

export interface UdpDatagram {
  /** 16 bytes. */
  readonly source: Uint8Array;
  /** 16 bytes. */
  readonly destination: Uint8Array;
  readonly hopLimit: number;
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly payload: Uint8Array;
  /** One whole hop-by-hop options header, a multiple of eight bytes; its next-header byte is set here. */
  readonly hopByHop?: Uint8Array | undefined;
}

/** The packet, with its checksum. @throws E_SIXLOWPAN_ARGUMENT */
export function encodeUdpDatagram(datagram: UdpDatagram): Uint8Array {
  const { source, destination, hopLimit, sourcePort, destinationPort, payload, hopByHop } = datagram;
  if (source.length !== ADDRESS_SIZE || destination.length !== ADDRESS_SIZE) {
    throw fail('E_SIXLOWPAN_ARGUMENT', 'an IPv6 address has 16 bytes');
  }
  const udpAt = IPV6_HEADER_SIZE + (hopByHop?.length ?? 0);
  const size = udpAt + UDP_HEADER_SIZE + payload.length;
  if (size > MAX_PACKET_SIZE) throw fail('E_SIXLOWPAN_ARGUMENT', `a packet of ${size} bytes, over ${MAX_PACKET_SIZE}`);
  if (hopByHop !== undefined && (hopByHop.length < 8 || hopByHop.length % 8 !== 0)) {
    throw fail('E_SIXLOWPAN_ARGUMENT', 'an options header has a multiple of 8 bytes');
  }
  const packet = new Uint8Array(size);
  const view = new DataView(packet.buffer);
  packet[0] = 6 << 4;
  view.setUint16(4, size - IPV6_HEADER_SIZE);
  packet[6] = hopByHop === undefined ? NEXT_HEADER.udp : NEXT_HEADER.hopByHop;
  packet[7] = hopLimit;
  packet.set(source, 8);
  packet.set(destination, 24);
  if (hopByHop !== undefined) {
    packet.set(hopByHop, IPV6_HEADER_SIZE);
    packet[IPV6_HEADER_SIZE] = NEXT_HEADER.udp;
  }
  view.setUint16(udpAt, checkedPort(sourcePort));
  view.setUint16(udpAt + 2, checkedPort(destinationPort));
  view.setUint16(udpAt + 4, size - udpAt);
  packet.set(payload, udpAt + UDP_HEADER_SIZE);
  const sum = udpChecksum(packet, udpAt);
  // RFC 8200 §8.1: a checksum that comes out as zero is sent as all ones.
  view.setUint16(udpAt + 6, sum === 0 ? 0xffff : sum);
  return packet;
}

function checkedPort(port: number): number {
  if (!Number.isInteger(port) || port < 0 || port > 0xffff) throw fail('E_SIXLOWPAN_ARGUMENT', 'a port has 16 bits');
  return port;
}

/**
 * The datagram in `packet`, its checksum checked. Its fields share memory. Extension headers other than hop-by-hop options are
 * refused.
 * @throws E_SIXLOWPAN_DATAGRAM, E_SIXLOWPAN_UNSUPPORTED
 */
export function decodeUdpDatagram(packet: Uint8Array): UdpDatagram {
  if (packet.length < IPV6_HEADER_SIZE) throw fail('E_SIXLOWPAN_DATAGRAM', 'a packet shorter than its header');
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength);
  if (view.getUint8(0) >> 4 !== 6) throw fail('E_SIXLOWPAN_DATAGRAM', 'no IPv6 packet');
  if (view.getUint16(4) !== packet.length - IPV6_HEADER_SIZE) {
    throw fail('E_SIXLOWPAN_DATAGRAM', 'the payload length is not that of the packet');
  }
  const options = view.getUint8(6) === NEXT_HEADER.hopByHop ? readOptions(packet) : undefined;
  const udpAt = IPV6_HEADER_SIZE + (options?.length ?? 0);
  const nextHeader = options?.[0] ?? view.getUint8(6);
  if (nextHeader !== NEXT_HEADER.udp) throw fail('E_SIXLOWPAN_UNSUPPORTED', `next header ${nextHeader}`);
  if (packet.length < udpAt + UDP_HEADER_SIZE) throw fail('E_SIXLOWPAN_DATAGRAM', 'half a UDP header');
  if (view.getUint16(udpAt + 4) !== packet.length - udpAt) {
    throw fail('E_SIXLOWPAN_DATAGRAM', 'the UDP length is not that of the packet');
  }
  // RFC 8200 §8.1: over IPv6 the checksum is not optional.
  if (view.getUint16(udpAt + 6) === 0 || udpChecksum(packet, udpAt) !== 0) {
    throw fail('E_SIXLOWPAN_DATAGRAM', 'a wrong UDP checksum');
  }
  return {
    source: packet.subarray(8, 24),
    destination: packet.subarray(24, 40),
    hopLimit: view.getUint8(7),
    sourcePort: view.getUint16(udpAt),
    destinationPort: view.getUint16(udpAt + 2),
    payload: packet.subarray(udpAt + UDP_HEADER_SIZE),
    ...(options === undefined ? {} : { hopByHop: options }),
  };
}

function readOptions(packet: Uint8Array): Uint8Array {
  const units = packet[IPV6_HEADER_SIZE + 1];
  if (units === undefined) throw fail('E_SIXLOWPAN_DATAGRAM', 'half an options header');
  const end = IPV6_HEADER_SIZE + (units + 1) * 8;
  if (end > packet.length) throw fail('E_SIXLOWPAN_DATAGRAM', 'an options header longer than the packet');
  return packet.subarray(IPV6_HEADER_SIZE, end);
}

/**
 * The Internet checksum of the UDP datagram at `udpAt` with its pseudo-header (RFC 8200 §8.1): what belongs into its
 * field when that is zero, and zero when the field is right.
 */
function udpChecksum(packet: Uint8Array, udpAt: number): number {
  let sum = packet.length - udpAt + NEXT_HEADER.udp;
  for (let at = 8; at < IPV6_HEADER_SIZE; at += 2) sum += word(packet, at);
  for (let at = udpAt; at < packet.length; at += 2) sum += word(packet, at);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

function word(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}
