/** Who a joiner is before it has joined (Thread 1.1.1 §8.4.4): its EUI-64, the Joiner ID made of it, its discerner. */

import { createHash } from 'node:crypto';
import { bytesEqual, fromHex, type Random } from '@sallyport/core';
import { fail } from '../errors.ts';

/** The local bit of an EUI-64: the id is nobody's by assignment. */
const LOCAL = 0x02;
const ID_BYTES = 8;

/** Eight bytes from hexadecimal digits; `:` or `-` between bytes are passed over. @throws E_THREAD_EUI64 */
export function parseEui64(text: string): Uint8Array {
  const digits = /^[0-9a-fA-F]{2}([:-]?)(?:[0-9a-fA-F]{2}\1){6}[0-9a-fA-F]{2}$/.test(text)
    ? text.replace(/[:-]/g, '')
    : '';
  if (digits.length !== 2 * ID_BYTES) throw fail('E_THREAD_EUI64', 'an EUI-64 is 16 hexadecimal digits');
  return fromHex(digits);
}

/**
 * The first eight bytes of SHA-256 of the EUI-64, marked as local. It is the joiner's extended address and, with the local bit the
 * other way round, its interface identifier: so a relay does not tell what the factory assigned.
 * @throws E_THREAD_EUI64
 */
export function joinerIdOf(eui64: Uint8Array): Uint8Array {
  if (eui64.length !== ID_BYTES) throw fail('E_THREAD_EUI64', `an EUI-64 has 8 bytes, not ${eui64.length}`);
  const id = Uint8Array.from(createHash('sha256').update(eui64).digest().subarray(0, ID_BYTES));
  id[0] = (id[0] ?? 0) | LOCAL;
  return id;
}

/** The interface identifier of an extended address, and back: the universal/local bit is the other way round (RFC 4291 §2.5.1). */
export function iidOf(extendedAddress: Uint8Array): Uint8Array {
  if (extendedAddress.length !== ID_BYTES) throw fail('E_THREAD_EUI64', 'an extended address has 8 bytes');
  const iid = Uint8Array.from(extendedAddress);
  iid[0] = (iid[0] ?? 0) ^ LOCAL;
  return iid;
}

/**
 * A number by which devices can be told apart in place of their EUI-64: the last `bits` bits of their Joiner IDs. Shorter ones leave
 * room in the steering data.
 */
export interface JoinerDiscerner {
  /** Its `bits` low bits count. */
  readonly value: bigint;
  /** 1 to 64. */
  readonly bits: number;
}

/** @throws E_THREAD_DISCERNER */
export function requireDiscerner(discerner: JoinerDiscerner): JoinerDiscerner {
  const { value, bits } = discerner;
  if (!Number.isInteger(bits) || bits < 1 || bits > 64)
    throw fail('E_THREAD_DISCERNER', 'a discerner has 1 to 64 bits');
  if (value < 0n || value >> BigInt(bits) !== 0n) throw fail('E_THREAD_DISCERNER', `the value is over ${bits} bits`);
  return discerner;
}

/** The discerner as an id whose other bits are zero: what goes into the steering data. @throws E_THREAD_DISCERNER */
export function discernerId(discerner: JoinerDiscerner): Uint8Array {
  const { value } = requireDiscerner(discerner);
  const id = new Uint8Array(ID_BYTES);
  new DataView(id.buffer).setBigUint64(0, value);
  return id;
}

/** Whether the last bits of a Joiner ID are this discerner. @throws E_THREAD_DISCERNER */
export function isDiscernedBy(joinerId: Uint8Array, discerner: JoinerDiscerner): boolean {
  const wanted = discernerId(discerner);
  const kept = merge(new Uint8Array(ID_BYTES), joinerId, discerner.bits);
  return bytesEqual(kept, wanted);
}

/**
 * The Joiner ID of a device with a discerner: its other bits are random.
 * @throws E_THREAD_DISCERNER
 */
export function joinerIdFromDiscerner(discerner: JoinerDiscerner, random: Random): Uint8Array {
  const id = merge(random.bytes(ID_BYTES), discernerId(discerner), discerner.bits);
  id[0] = (id[0] ?? 0) | LOCAL;
  return id;
}

/** The last `bits` bits of `low`, the others of `high`. */
function merge(high: Uint8Array, low: Uint8Array, bits: number): Uint8Array {
  return Uint8Array.from({ length: ID_BYTES }, (_, i) => {
    const mask = 2 ** Math.min(8, Math.max(0, bits - 8 * (ID_BYTES - 1 - i))) - 1;
    return ((high[i] ?? 0) & ~mask) | ((low[i] ?? 0) & mask);
  });
}
