/** One row of the dictionary: where an attribute stands, what its octets mean, and how to read and write it. */

import { concat, isSallyportError } from '@sallyport/core';
import { fail } from '../errors.ts';
import type { Attribute } from '../packet/packet.ts';
import { CONCAT, type DataType } from './data-types.ts';
import { type Path, split, unwrap, wrap } from './envelope.ts';

/** An attribute with a value of one data type. */
export class AttributeDefinition<Value> {
  readonly path: Path;
  readonly type: DataType<Value>;

  constructor(path: Path, type: DataType<Value>) {
    this.path = path;
    this.type = type;
  }

  /** Its values as octets, in order, whether they are valid or not. */
  octets(attributes: readonly Attribute[]): Uint8Array[] {
    const values = unwrap(attributes, this.path);
    // A value that is spread over attributes is one value (RFC 8044 §3.6).
    return this.type.name === CONCAT.name && values.length > 0 ? [concat(...values)] : values;
  }

  /** Its valid values, in order. An invalid one is as if it were not there (RFC 6929 §2.8). */
  all(attributes: readonly Attribute[]): Value[] {
    return this.octets(attributes).flatMap((octets) => valid(this.type, octets));
  }

  /** Its first valid value. */
  first(attributes: readonly Attribute[]): Value | undefined {
    return this.all(attributes)[0];
  }

  /** Whether it is there, with a valid value or not. */
  isIn(attributes: readonly Attribute[]): boolean {
    return unwrap(attributes, this.path).length > 0;
  }

  /** The attributes that carry `value`: one, or as many as a long value takes. @throws E_RADIUS_ARGUMENT */
  of(value: Value): Attribute[] {
    const octets = written(this.type, value);
    return this.type.name === CONCAT.name ? split(this.path[0], octets) : wrap(this.path, octets);
  }
}

export interface TaggedValue<Value> {
  /** 1 to 31 tells which tunnel it belongs to; 0 belongs to none (RFC 2868 §3.1). */
  readonly tag: number;
  readonly value: Value;
}

const MAX_TAG = 0x1f;

/** An attribute that says which of several tunnels it belongs to (RFC 2868 §3). */
export class TaggedDefinition<Value> {
  readonly path: Path;
  readonly type: DataType<Value>;
  readonly #isTagRequired: boolean;

  /** Numbers always have their tag; before strings it is left out when it is not used. */
  constructor(path: Path, type: DataType<Value>, tag: 'required' | 'optional') {
    this.path = path;
    this.type = type;
    this.#isTagRequired = tag === 'required';
  }

  all(attributes: readonly Attribute[]): TaggedValue<Value>[] {
    return unwrap(attributes, this.path).flatMap((octets) => {
      const [first = MAX_TAG + 1] = octets;
      // RFC 2868 §3.3: an octet above 0x1F is the first one of the string.
      const tag = first <= MAX_TAG ? first : undefined;
      if (tag === undefined && this.#isTagRequired) return [];
      return valid(this.type, tag === undefined ? octets : octets.subarray(1)).map((value) => ({
        tag: tag ?? 0,
        value,
      }));
    });
  }

  first(attributes: readonly Attribute[]): TaggedValue<Value> | undefined {
    return this.all(attributes)[0];
  }

  isIn(attributes: readonly Attribute[]): boolean {
    return unwrap(attributes, this.path).length > 0;
  }

  /** @throws E_RADIUS_ARGUMENT */
  of(value: Value, tag = 0): Attribute[] {
    const octets = written(this.type, value);
    return wrap(this.path, concat(tagOctets(tag, this.#isTagRequired || (octets[0] ?? 0) <= MAX_TAG), octets));
  }
}

/** @throws E_RADIUS_ARGUMENT */
export function tagOctets(tag: number, isRequired: boolean): Uint8Array {
  if (!Number.isInteger(tag) || tag < 0 || tag > MAX_TAG) throw fail('E_RADIUS_ARGUMENT', `${tag} is no tag`);
  return tag === 0 && !isRequired ? new Uint8Array(0) : Uint8Array.of(tag);
}

function valid<Value>(type: DataType<Value>, octets: Uint8Array): Value[] {
  if (octets.length < type.min || octets.length > type.max) return [];
  try {
    return [type.decode(octets)];
  } catch (error) {
    if (isSallyportError(error)) return [];
    throw error;
  }
}

function written<Value>(type: DataType<Value>, value: Value): Uint8Array {
  const octets = type.encode(value);
  if (octets.length < type.min || octets.length > type.max) {
    throw fail('E_RADIUS_ARGUMENT', `a value of ${octets.length} octets is no ${type.name} of this attribute`);
  }
  return octets;
}
