/** Multicast destinations (RFC 6282 §3.1.1, M = 1). */

import { ADDRESS_SIZE, isZero } from '../addresses.ts';
import type { FullContext } from '../context.ts';
import type { Reader, Writer } from '../cursor.ts';
import { fail } from '../errors.ts';
import { DAC } from './constants.ts';

/** Writes what of the address has to be inline, and gives DAC and DAM. */
export function compressMulticast(out: Writer, address: Uint8Array, context: FullContext | undefined): number {
  const [, flagsAndScope = 0] = address;
  // ff02::00XX
  if (flagsAndScope === 0x02 && isZero(address.subarray(2, 15))) {
    out.uint8(address[15] ?? 0);
    return 3;
  }
  // ffXX::00XX:XXXX
  if (isZero(address.subarray(2, 13))) {
    out.uint8(flagsAndScope);
    out.bytes(address.subarray(13));
    return 2;
  }
  // ffXX::00XX:XXXX:XXXX
  if (isZero(address.subarray(2, 11))) {
    out.uint8(flagsAndScope);
    out.bytes(address.subarray(11));
    return 1;
  }
  // ffXX:XXLL:PPPP:PPPP:PPPP:PPPP:XXXX:XXXX: length and prefix are the context's.
  if (context !== undefined) {
    out.bytes(address.subarray(1, 3));
    out.bytes(address.subarray(12));
    return DAC;
  }
  out.bytes(address);
  return 0;
}

/** @throws E_SIXLOWPAN_TRUNCATED, E_SIXLOWPAN_MALFORMED, E_SIXLOWPAN_CONTEXT */
export function expandMulticast(
  reader: Reader,
  mode: number,
  isStateful: boolean,
  context: FullContext | undefined,
): Uint8Array {
  if (isStateful) return expandStateful(reader, mode, context);
  if (mode === 0) return reader.bytes(ADDRESS_SIZE);
  const address = new Uint8Array(ADDRESS_SIZE);
  address[0] = 0xff;
  address[1] = mode === 3 ? 0x02 : reader.uint8();
  const tail = reader.bytes(TAILS[mode] ?? 0);
  address.set(tail, ADDRESS_SIZE - tail.length);
  return address;
}

/** Bytes at the end of the address that are inline, by mode. */
const TAILS = [0, 5, 3, 1] as const;

function expandStateful(reader: Reader, mode: number, context: FullContext | undefined): Uint8Array {
  if (mode !== 0) throw fail('E_SIXLOWPAN_MALFORMED', 'a reserved multicast mode');
  if (context === undefined || context.length > 64) throw fail('E_SIXLOWPAN_CONTEXT', 'no context for a multicast');
  const address = new Uint8Array(ADDRESS_SIZE);
  address[0] = 0xff;
  address.set(reader.bytes(2), 1);
  address[3] = context.length;
  address.set(context.prefix.subarray(0, 8), 4);
  address.set(reader.bytes(4), 12);
  return address;
}
