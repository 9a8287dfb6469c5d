/** Brings extension headers and UDP back from LOWPAN_NHC (RFC 6282 §4). */

import type { Reader, Writer } from '../cursor.ts';
import { fail } from '../errors.ts';
import { NEXT_HEADER } from '../udp-datagram.ts';
import {
  EXTENSION_HEADERS,
  MAX_EXTENSIONS,
  NHC_EXTENSION,
  NHC_UDP,
  NHC_UDP_CHECKSUM_ELIDED,
  PADN,
  PORT_BASE_4,
  PORT_BASE_8,
  WITH_OPTIONS,
} from './constants.ts';

/** A 16-bit length at `at` that counts everything from `from` on; it is known when the whole packet is. */
export interface LengthField {
  readonly at: number;
  readonly from: number;
}

/**
 * Expands headers until one is not in its short form; `nextHeaderAt` is where the first one's type belongs. Gives the last
 * type: IPv6 when IPHC follows, else one with nothing behind it to expand.
 * @throws E_SIXLOWPAN_TRUNCATED, E_SIXLOWPAN_MALFORMED, E_SIXLOWPAN_UNSUPPORTED, E_SIXLOWPAN_TOO_LARGE
 */
export function expandNext(
  reader: Reader,
  out: Writer,
  lengths: LengthField[],
  nextHeaderAt: number,
): number | undefined {
  let typeAt = nextHeaderAt;
  for (let count = 0; count <= MAX_EXTENSIONS; count++) {
    const dispatch = reader.uint8();
    if (dispatch >> 3 === NHC_UDP) {
      out.patch(typeAt, NEXT_HEADER.udp);
      expandUdp(reader, out, lengths, dispatch);
      return NEXT_HEADER.udp;
    }
    const type = dispatch >> 4 === NHC_EXTENSION ? EXTENSION_HEADERS.get((dispatch >> 1) & 7) : undefined;
    if (type === undefined) throw fail('E_SIXLOWPAN_MALFORMED', 'an unknown next-header encoding');
    out.patch(typeAt, type);
    const nextIsShort = (dispatch & 1) !== 0;
    if (type === NEXT_HEADER.ipv6) {
      if (nextIsShort) throw fail('E_SIXLOWPAN_MALFORMED', 'IPv6 in IPv6 with its NH bit set');
      return type;
    }
    typeAt = out.length;
    expandExtension(reader, out, type, nextIsShort);
    if (!nextIsShort) return undefined;
  }
  throw fail('E_SIXLOWPAN_MALFORMED', `more than ${MAX_EXTENSIONS} extension headers`);
}

function expandExtension(reader: Reader, out: Writer, type: number, nextIsShort: boolean): void {
  const nextHeader = nextIsShort ? 0 : reader.uint8();
  const body = reader.bytes(reader.uint8());
  const missing = (8 - ((2 + body.length) % 8)) % 8;
  // §4.2: only options headers may have had their padding left out.
  if (missing > 0 && !WITH_OPTIONS.has(type)) throw fail('E_SIXLOWPAN_MALFORMED', 'a header of no multiple of 8 bytes');
  out.uint8(nextHeader);
  out.uint8((2 + body.length + missing) / 8 - 1);
  out.bytes(body);
  if (missing === 1) out.uint8(0);
  if (missing < 2) return;
  out.uint8(PADN);
  out.uint8(missing - 2);
  out.zeros(missing - 2);
}

function expandUdp(reader: Reader, out: Writer, lengths: LengthField[], dispatch: number): void {
  // §4.3.2: only an upper layer with an integrity check of its own may allow it, and nobody asks for it here.
  if ((dispatch & NHC_UDP_CHECKSUM_ELIDED) !== 0) throw fail('E_SIXLOWPAN_UNSUPPORTED', 'UDP without its checksum');
  const start = out.length;
  const form = dispatch & 3;
  if (form === 3) {
    const ports = reader.uint8();
    out.uint16(PORT_BASE_4 | (ports >> 4));
    out.uint16(PORT_BASE_4 | (ports & 0xf));
  } else {
    out.uint16(form === 2 ? PORT_BASE_8 | reader.uint8() : reader.uint16());
    out.uint16(form === 1 ? PORT_BASE_8 | reader.uint8() : reader.uint16());
  }
  lengths.push({ at: start + 4, from: start });
  out.zeros(2);
  out.uint16(reader.uint16());
}
