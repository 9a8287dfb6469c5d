/** The bits of LOWPAN_IPHC and LOWPAN_NHC (RFC 6282 §3.1.1, §4.2, §4.3). */

import { NEXT_HEADER } from '../udp-datagram.ts';

export const DISPATCH_IPHC = 0b011;
/** Of the two-byte base encoding, first byte: 011 TF NH HLIM. */
export const TF_SHIFT = 3;
export const NH = 0b100;
/** Hop limits that two bits can say; 0 is "inline". */
export const HOP_LIMITS: readonly (number | undefined)[] = [undefined, 1, 64, 255];
/** Second byte: CID SAC SAM M DAC DAM. */
export const CID = 0x80;
export const SAC = 0x40;
export const SAM_SHIFT = 4;
export const MULTICAST = 0x08;
export const DAC = 0x04;

/** Address modes: how many bytes of a unicast address are inline (§3.1.1). */
export const INLINE = { all: 0, iid: 1, short: 2, none: 3 } as const;

export const NHC_EXTENSION = 0b1110;
export const NHC_UDP = 0b11110;
export const NHC_UDP_CHECKSUM_ELIDED = 0b100;

/** IPv6 extension header ids (§4.2, Figure 13) by next header; 5 and 6 are reserved. */
export const EXTENSION_IDS: ReadonlyMap<number, number> = new Map([
  [NEXT_HEADER.hopByHop, 0],
  [NEXT_HEADER.routing, 1],
  [NEXT_HEADER.fragment, 2],
  [NEXT_HEADER.destinationOptions, 3],
  [NEXT_HEADER.mobility, 4],
  [NEXT_HEADER.ipv6, 7],
]);
export const EXTENSION_HEADERS: ReadonlyMap<number, number> = new Map(
  [...EXTENSION_IDS].map(([next, id]) => [id, next]),
);

/** Only these two hold options whose trailing padding may be left out (§4.2). */
export const WITH_OPTIONS: ReadonlySet<number> = new Set([NEXT_HEADER.hopByHop, NEXT_HEADER.destinationOptions]);
export const PAD1 = 0;
export const PADN = 1;

/** UDP ports that four bits (0xf0bX) or eight (0xf0XX) can say (§4.3.1). */
export const PORT_BASE_4 = 0xf0b0;
export const PORT_BASE_8 = 0xf000;

/** How deep IPv6 in IPv6 is followed, and how many headers of a packet are compressed or expanded. */
export const MAX_TUNNELS = 3;
export const MAX_EXTENSIONS = 8;
/** The longest chain of headers, in bytes; more would not leave room for anything else. */
export const MAX_HEADERS = 512;
