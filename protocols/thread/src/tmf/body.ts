/** The payload of a TMF message: TLVs, of which a message requires some, knows some and keeps the rest. */

import { fail } from '../errors.ts';
import { findTlv, makeTlv, type TlvDefinition } from '../tlv/definition.ts';
import { decodeTlvs, encodeTlvs, Tlv } from '../tlv/tlv.ts';

/** What every decoded body has beside its own values. */
export interface OtherTlvs {
  /** TLVs that are not part of the message as it is defined here, as they came. Absent when there are none. */
  readonly others?: readonly Tlv[];
}

/** Reads one body. `message` is its name, for errors. */
export class BodyReader {
  readonly #message: string;
  readonly #tlvs: readonly Tlv[];
  readonly #read = new Set<number>();

  /** @throws E_THREAD_TLV_TRUNCATED, E_THREAD_TLV_LIMIT */
  constructor(message: string, bytes: Uint8Array) {
    this.#message = message;
    this.#tlvs = decodeTlvs(bytes);
  }

  /** @throws E_THREAD_TLV_MISSING, E_THREAD_TLV_DUPLICATE, E_THREAD_TLV_LENGTH, E_THREAD_TLV_VALUE */
  required<Value>(definition: TlvDefinition<Value>): Value {
    const value = this.optional(definition);
    if (value === undefined) throw fail('E_THREAD_TLV_MISSING', `${this.#message}: no ${definition.name} TLV`);
    return value;
  }

  /** @throws E_THREAD_TLV_DUPLICATE, E_THREAD_TLV_LENGTH, E_THREAD_TLV_VALUE */
  optional<Value>(definition: TlvDefinition<Value>): Value | undefined {
    this.#read.add(definition.type);
    return findTlv(this.#tlvs, definition);
  }

  /**
   * All values of a list of which each has a TLV of its own, and a TLV without a value may mark the end. Undefined when there is none.
   * @throws E_THREAD_TLV_LENGTH, E_THREAD_TLV_VALUE
   */
  list<Value>(definition: TlvDefinition<Value>): readonly Value[] | undefined {
    this.#read.add(definition.type);
    const found = this.#tlvs.filter(({ type }) => type === definition.type);
    if (found.length === 0) return undefined;
    return found.filter(({ value }) => value.length > 0).map(({ value }) => definition.decode(value));
  }

  /** What none of the others read. To be called last. */
  rest(): OtherTlvs {
    const others = this.#tlvs.filter(({ type }) => !this.#read.has(type));
    return others.length === 0 ? {} : { others };
  }
}

/** Writes one body. Methods chain; what is undefined is left out. */
export class BodyWriter {
  readonly #tlvs: Tlv[] = [];

  /** @throws E_THREAD_ARGUMENT for a value that the TLV cannot carry */
  add<Value>(definition: TlvDefinition<Value>, value: Value | undefined): this {
    if (value !== undefined) this.#tlvs.push(makeTlv(definition, value));
    return this;
  }

  /** A list as {@link BodyReader.list} reads it, with its end marked. @throws E_THREAD_ARGUMENT for a value that the TLV cannot carry */
  addList<Value>(definition: TlvDefinition<Value>, values: readonly Value[] | undefined): this {
    if (values === undefined) return this;
    const end = new Tlv(definition.type, new Uint8Array(0));
    this.#tlvs.push(...values.map((value) => makeTlv(definition, value)), end);
    return this;
  }

  /** The body with `others` at its end. */
  bytes({ others = [] }: OtherTlvs = {}): Uint8Array {
    return encodeTlvs([...this.#tlvs, ...others]);
  }
}
