import { IPV6_HEADER_SIZE } from '../udp-datagram.ts';

/** True when an IPv6 packet begins at `at` and ends with `packet`: only then can its length be left out. */
export function isWholePacket(packet: Uint8Array, at: number): boolean {
  if (packet.length - at < IPV6_HEADER_SIZE || (packet[at] ?? 0) >> 4 !== 6) return false;
  return (((packet[at + 4] ?? 0) << 8) | (packet[at + 5] ?? 0)) === packet.length - at - IPV6_HEADER_SIZE;
}
