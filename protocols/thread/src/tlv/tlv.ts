/**
 * Type-length-value units of MeshCoP (Thread 1.1.1 §8.10): a byte of type, a byte of length, the value; a length of 255 says that the
 * real one follows in two bytes.
 *
 * What is read is kept as it came: order, unknown types, and the long form of a length where a peer used it without need (the
 * reference commissioner always does for UDP and DTLS encapsulation). So what was decoded is encoded again byte for byte.
 */

import { inspect } from 'node:util';
import { concat, toHex } from '@sallyport/core';
import { fail } from '../errors.ts';

/** Types whose values are keys: network key, PSKc, Joiner Router KEK. Their bytes have no text form. */
const SECRET_TYPES: readonly number[] = [4, 5, 21];
const ESCAPE = 0xff;
const MAX_LENGTH = 0xffff;

export class Tlv {
  /** 0 to 255. */
  readonly type: number;
  /** A view of the bytes that were decoded, or of those given. */
  readonly value: Uint8Array;
  /** True when the length has the long form, of three bytes. */
  readonly extended: boolean;

  /** @throws E_THREAD_ARGUMENT */
  constructor(type: number, value: Uint8Array, extended: boolean = value.length >= ESCAPE) {
    if (!Number.isInteger(type) || type < 0 || type > 0xff) throw fail('E_THREAD_ARGUMENT', 'a TLV’s type is a byte');
    if (value.length > MAX_LENGTH || (value.length >= ESCAPE && !extended)) {
      throw fail('E_THREAD_ARGUMENT', `a value of ${value.length} bytes does not fit its TLV`);
    }
    this.type = type;
    this.value = value;
    this.extended = extended;
  }

  /** Bytes with its header. */
  get size(): number {
    return (this.extended ? 4 : 2) + this.value.length;
  }

  toJSON(): { readonly type: number; readonly value: string } {
    return { type: this.type, value: SECRET_TYPES.includes(this.type) ? '[secret]' : toHex(this.value) };
  }

  toString(): string {
    const { type, value } = this.toJSON();
    return `Tlv ${type} ${value}`;
  }

  [inspect.custom](): string {
    return this.toString();
  }
}

export interface TlvLimits {
  readonly maxBytes: number;
  readonly maxCount: number;
}

/** For one message body: more than any datagram of a Thread network holds. */
export const DEFAULT_TLV_LIMITS: TlvLimits = { maxBytes: 4096, maxCount: 128 };

/**
 * The TLVs in `bytes`, of which the values are views.
 * @throws E_THREAD_TLV_TRUNCATED, E_THREAD_TLV_LIMIT
 */
export function decodeTlvs(bytes: Uint8Array, limits: TlvLimits = DEFAULT_TLV_LIMITS): readonly Tlv[] {
  if (bytes.length > limits.maxBytes) {
    throw fail('E_THREAD_TLV_LIMIT', `${bytes.length} bytes of TLVs are over the limit of ${limits.maxBytes}`);
  }
  const tlvs: Tlv[] = [];
  for (let offset = 0; offset < bytes.length; ) {
    if (tlvs.length === limits.maxCount) {
      throw fail('E_THREAD_TLV_LIMIT', `more than ${limits.maxCount} TLVs`, { details: { offset } });
    }
    const tlv = readTlv(bytes, offset);
    tlvs.push(tlv);
    offset += tlv.size;
  }
  return tlvs;
}

function readTlv(bytes: Uint8Array, offset: number): Tlv {
  const [type, short] = [bytes[offset], bytes[offset + 1]];
  if (type === undefined || short === undefined) throw truncated(offset, 'a TLV’s header is cut off');
  if (short !== ESCAPE) return new Tlv(type, valueAt(bytes, offset, 2, short), false);
  const [high, low] = [bytes[offset + 2], bytes[offset + 3]];
  if (high === undefined || low === undefined) throw truncated(offset, 'a TLV’s long length is cut off');
  return new Tlv(type, valueAt(bytes, offset, 4, high * 256 + low), true);
}

function valueAt(bytes: Uint8Array, offset: number, header: number, length: number): Uint8Array {
  const start = offset + header;
  if (start + length > bytes.length) {
    throw truncated(offset, `TLV ${bytes[offset]} says ${length} bytes and ${bytes.length - start} are there`);
  }
  return bytes.subarray(start, start + length);
}

function truncated(offset: number, message: string) {
  return fail('E_THREAD_TLV_TRUNCATED', message, { details: { offset } });
}

/** The bytes of `tlvs`, in their order. */
export function encodeTlvs(tlvs: readonly Tlv[]): Uint8Array {
  return concat(...tlvs.flatMap((tlv) => [headerOf(tlv), tlv.value]));
}

function headerOf({ type, value: { length }, extended }: Tlv): Uint8Array {
  return extended ? Uint8Array.of(type, ESCAPE, length >> 8, length & 0xff) : Uint8Array.of(type, length);
}
