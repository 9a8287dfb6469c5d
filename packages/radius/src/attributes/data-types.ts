/** The data types of attributes (RFC 8044 §3): what octets mean, and how many there may be. */

import { fromUtf8, utf8 } from '@sallyport/core';
import { formatAddress, formatPrefix, isZeroAfter, maskAddress, parseAddress, parsePrefix } from '../address.ts';
import { fail } from '../errors.ts';

export interface DataType<Value> {
  /** The name RFC 8044 gives it. */
  readonly name: string;
  /** Octets. */
  readonly min: number;
  readonly max: number;
  /** Called with `min` to `max` octets. @throws E_RADIUS_ATTRIBUTE_VALUE, E_BYTES_UTF8 */
  decode(octets: Uint8Array): Value;
  /** @throws E_RADIUS_ARGUMENT */
  encode(value: Value): Uint8Array;
}

/** The longest value of any attribute: one that is spread over a whole packet (RFC 6929 §2.2). */
const MOST = 4096;

const invalid = (what: string) => fail('E_RADIUS_ATTRIBUTE_VALUE', what);
const unusable = (what: string) => fail('E_RADIUS_ARGUMENT', what);

/** UTF-8 without NUL at its end (RFC 8044 §3.4). */
export const text = (min = 1, max = 253): DataType<string> => ({
  name: 'text',
  min,
  max,
  decode: fromUtf8,
  encode: utf8,
});

/** Octets that mean nothing here (RFC 8044 §3.5 "string", and §3.6 "concat" when it is long). */
export const octets = (min = 1, max = 253): DataType<Uint8Array> => ({
  name: 'string',
  min,
  max,
  decode: (bytes) => bytes,
  encode: (bytes) => bytes,
});

/** Octets spread over attributes of the same type (RFC 8044 §3.6). */
export const CONCAT: DataType<Uint8Array> = { ...octets(0, MOST), name: 'concat' };

/** An unsigned number of `length` octets, most significant first. */
function unsigned(name: string, length: number): DataType<number> {
  const limit = 256 ** length;
  return {
    name,
    min: length,
    max: length,
    decode: (bytes) => bytes.reduce((sum, octet) => sum * 256 + octet, 0),
    encode(value) {
      if (!Number.isInteger(value) || value < 0 || value >= limit) throw unusable(`${value} is no ${name}`);
      return Uint8Array.from({ length }, (_, at) => Math.floor(value / 256 ** (length - 1 - at)) % 256);
    },
  };
}

/** RFC 8044 §3.1. */
export const INTEGER: DataType<number> = unsigned('integer', 4);
/** One octet: not in RFC 8044, but what 3GPP uses (TS 29.061 §16.4.7.2). */
export const BYTE: DataType<number> = unsigned('byte', 1);
/** The number in a tagged attribute (RFC 2868 §3.1). */
export const TAGGED_INTEGER: DataType<number> = unsigned('tagged integer', 3);

/** RFC 8044 §3.3: seconds since 1970, in 32 bits. */
export const TIME: DataType<Date> = {
  name: 'time',
  min: 4,
  max: 4,
  decode: (bytes) => new Date(INTEGER.decode(bytes) * 1000),
  encode: (value) => INTEGER.encode(Math.floor(value.getTime() / 1000)),
};

/** RFC 8044 §3.2, whose names stand in the attribute's table of values. */
export const ENUM: DataType<number> = { ...INTEGER, name: 'enum' };

/** RFC 8044 §3.12. */
export const INTEGER64: DataType<bigint> = {
  name: 'integer64',
  min: 8,
  max: 8,
  decode: (bytes) => bytes.reduce((sum, octet) => sum * 256n + BigInt(octet), 0n),
  encode(value) {
    if (value < 0n || value >= 1n << 64n) throw unusable('no integer64');
    return Uint8Array.from({ length: 8 }, (_, at) => Number((value >> BigInt(8 * (7 - at))) & 0xffn));
  },
};

function address(name: string, length: number): DataType<string> {
  return {
    name,
    min: length,
    max: length,
    decode: formatAddress,
    encode(value) {
      const bytes = parseAddress(value);
      if (bytes.length !== length) throw unusable(`no ${name}`);
      return bytes;
    },
  };
}

/** RFC 8044 §3.8. */
export const IPV4ADDR: DataType<string> = address('ipv4addr', 4);
/** RFC 8044 §3.9. */
export const IPV6ADDR: DataType<string> = address('ipv6addr', 16);

/**
 * RFC 8044 §3.10, §3.11: a reserved octet, the length in bits, the octets of the prefix. `prefix` tells how many octets there may be.
 */
function prefix(name: string, size: number, least: number): DataType<string> {
  return {
    name,
    min: 2 + least,
    max: 2 + size,
    decode(bytes) {
      const length = (bytes[1] ?? 0) & (size === 4 ? 0x3f : 0xff);
      const given = bytes.subarray(2);
      if (length > size * 8 || given.length * 8 < length) throw invalid(`an ${name} has ${length} bits`);
      const octets = new Uint8Array(size);
      octets.set(given);
      // RFC 3162 §2.3: bits outside the prefix must be zero. Whatever a sender left there, they mean nothing.
      return formatPrefix({ address: maskAddress(octets, length), length });
    },
    encode(value) {
      const { address: octets, length } = parsePrefix(value);
      if (octets.length !== size || !isZeroAfter(octets, length)) throw unusable(`no ${name}`);
      const used = Math.max(least, Math.ceil(length / 8));
      return Uint8Array.from([0, length, ...octets.subarray(0, used)]);
    },
  };
}

export const IPV6PREFIX: DataType<string> = prefix('ipv6prefix', 16, 0);
export const IPV4PREFIX: DataType<string> = prefix('ipv4prefix', 4, 4);

/** RFC 8044 §3.7: an IPv6 interface identifier, as four groups. */
export const IFID: DataType<string> = {
  name: 'ifid',
  min: 8,
  max: 8,
  decode(bytes) {
    const groups: string[] = [];
    for (let i = 0; i < 8; i += 2) groups.push((((bytes[i] ?? 0) << 8) | (bytes[i + 1] ?? 0)).toString(16));
    return groups.join(':');
  },
  encode(value) {
    const groups = value.split(':');
    if (groups.length !== 4 || !groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) throw unusable('no ifid');
    return Uint8Array.from(
      groups.flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff]),
    );
  },
};
