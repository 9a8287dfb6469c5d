/** What a kind of TLV is: its number, its name, its bounds and how its value reads. */

import { fail } from '../errors.ts';
import { Tlv } from './tlv.ts';

/** One row of the table of TLVs. `Value` is what its bytes mean. */
export interface TlvDefinition<Value> {
  readonly type: number;
  /** As the specification spells it. */
  readonly name: string;
  /** Bounds of the value, in bytes, both included. */
  readonly minLength: number;
  readonly maxLength: number;
  /** The value holds key material. */
  readonly isSecret: boolean;
  /** @throws E_THREAD_TLV_LENGTH, E_THREAD_TLV_VALUE */
  decode(bytes: Uint8Array): Value;
  /** @throws E_THREAD_ARGUMENT and others for a value that the TLV cannot carry */
  encode(value: Value): Uint8Array;
}

/** How the bytes of a value read, and their bounds. */
export interface ValueCodec<Value> {
  readonly minLength: number;
  readonly maxLength: number;
  readonly isSecret?: boolean;
  /** Is given bytes within the bounds. */
  decode(bytes: Uint8Array): Value;
  encode(value: Value): Uint8Array;
}

/** Makes a row of the table. Both ways the bounds are checked here and nowhere else. */
export function defineTlv<Value>(type: number, name: string, codec: ValueCodec<Value>): TlvDefinition<Value> {
  const { minLength, maxLength, isSecret = false } = codec;
  const isWithin = (length: number): boolean => length >= minLength && length <= maxLength;
  const bounds = minLength === maxLength ? `${minLength}` : `${minLength} to ${maxLength}`;
  return {
    type,
    name,
    minLength,
    maxLength,
    isSecret,
    decode(bytes) {
      if (isWithin(bytes.length)) return codec.decode(bytes);
      throw fail('E_THREAD_TLV_LENGTH', `${name} TLV: ${bounds} bytes, not ${bytes.length}`, {
        details: { type, length: bytes.length },
      });
    },
    encode(value) {
      const bytes = codec.encode(value);
      if (isWithin(bytes.length)) return bytes;
      throw fail('E_THREAD_ARGUMENT', `${name} TLV: ${bounds} bytes, not ${bytes.length}`);
    },
  };
}

/** A TLV of this kind with this value. */
export function makeTlv<Value>(definition: TlvDefinition<Value>, value: Value): Tlv {
  return new Tlv(definition.type, definition.encode(value));
}

/**
 * The value of the one TLV of this kind; undefined when there is none.
 * @throws E_THREAD_TLV_DUPLICATE, E_THREAD_TLV_LENGTH, E_THREAD_TLV_VALUE
 */
export function findTlv<Value>(tlvs: readonly Tlv[], definition: TlvDefinition<Value>): Value | undefined {
  let found: Tlv | undefined;
  for (const tlv of tlvs) {
    if (tlv.type !== definition.type) continue;
    // Peers differ in which of two they take, so a message with two means two things.
    if (found !== undefined) throw fail('E_THREAD_TLV_DUPLICATE', `${definition.name} TLV: more than one`);
    found = tlv;
  }
  return found === undefined ? undefined : definition.decode(found.value);
}
