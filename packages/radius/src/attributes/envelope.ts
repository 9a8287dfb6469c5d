/**
 * How a value is packed into attributes: bare (RFC 2865 §5), vendor-specific (§5.26), extended and long extended (RFC 6929 §2.1,
 * §2.2), extended vendor-specific (§2.4), and TLVs inside these (§2.3). A path names the way: `26.311.16`, `241.5.3` (§2.7).
 */

import { concat } from '@sallyport/core';
import { fail } from '../errors.ts';
import { decodeAttributes } from '../packet/decode.ts';
import { encodeAttributes } from '../packet/encode.ts';
import { type Attribute, MAX_ATTRIBUTE_VALUE } from '../packet/packet.ts';

export type Path = readonly [number, ...number[]];

export const VENDOR_SPECIFIC = 26;
const FIRST_EXTENDED = 241;
const FIRST_LONG_EXTENDED = 245;
const LAST_EXTENDED = 246;
const VENDOR_ID_LENGTH = 4;
const MORE = 0x80;
/** Octets of a long extended attribute's value in one attribute. */
const FRAGMENT = MAX_ATTRIBUTE_VALUE - 2;
/** All that fit in one attribute. How deep they nest is what a path says, and not what a packet says. */
const MAX_SUBATTRIBUTES = 126;

type Envelope = 'bare' | 'vendor' | 'extended' | 'long';

function envelopeOf(type: number): Envelope {
  if (type === VENDOR_SPECIFIC) return 'vendor';
  if (type < FIRST_EXTENDED || type > LAST_EXTENDED) return 'bare';
  return type < FIRST_LONG_EXTENDED ? 'extended' : 'long';
}

/** Every value found under `path`, in order. What is packed wrongly is an invalid attribute and passed over (RFC 6929 §2.8). */
export function unwrap(attributes: readonly Attribute[], path: Path): Uint8Array[] {
  const [type, ...rest] = path;
  const envelope = envelopeOf(type);
  if (envelope === 'long') return joined(attributes, type, rest);
  const found: Uint8Array[] = [];
  for (const attribute of attributes) {
    if (attribute.type !== type) continue;
    if (envelope === 'bare' && rest.length === 0) found.push(attribute.value);
    else if (envelope === 'bare') found.push(...descend(attribute.value, rest));
    else if (envelope === 'vendor') found.push(...ofVendor(attribute.value, rest));
    else found.push(...ofExtended(attribute.value, rest));
  }
  return found;
}

function descend(value: Uint8Array, path: readonly number[]): Uint8Array[] {
  const [type, ...rest] = path;
  if (type === undefined) return [value];
  return subattributes(value)
    .filter((tlv) => tlv.type === type)
    .flatMap((tlv) => descend(tlv.value, rest));
}

/** RFC 6929 §2.3.1: TLVs fill their container exactly, or the container is invalid. */
function subattributes(value: Uint8Array): Attribute[] {
  try {
    return decodeAttributes(value, MAX_SUBATTRIBUTES);
  } catch {
    return [];
  }
}

/** RFC 2865 §5.26. A Vendor-Specific attribute may hold several of the vendor's. */
function ofVendor(value: Uint8Array, [vendor, ...rest]: readonly number[]): Uint8Array[] {
  if (value.length < VENDOR_ID_LENGTH || numberOf(value) !== vendor) return [];
  return descend(value.subarray(VENDOR_ID_LENGTH), rest);
}

function ofExtended(value: Uint8Array, [extended = 0, ...rest]: readonly number[]): Uint8Array[] {
  const [type] = value;
  if (type !== extended || value.length < 2) return [];
  return ofExtendedVendor(value.subarray(1), extended, rest);
}

/** RFC 6929 §2.4: in `24x.26` stand a vendor, its type, and a value without a length of its own. */
function ofExtendedVendor(value: Uint8Array, extended: number, path: readonly number[]): Uint8Array[] {
  if (extended !== VENDOR_SPECIFIC) return descend(value, path);
  const [vendor, type, ...rest] = path;
  const header = VENDOR_ID_LENGTH + 1;
  if (value.length <= header || numberOf(value) !== vendor || value[VENDOR_ID_LENGTH] !== type) return [];
  return descend(value.subarray(header), rest);
}

/** RFC 6929 §2.2: fragments belong together while More is set; those of other types may stand between them. */
function joined(
  attributes: readonly Attribute[],
  type: number,
  [extended = 0, ...rest]: readonly number[],
): Uint8Array[] {
  const found: Uint8Array[] = [];
  let parts: Uint8Array[] = [];
  for (const { type: given, value } of attributes) {
    const [extendedType, flags = 0] = value;
    if (given !== type || extendedType !== extended || value.length < 3) continue;
    parts.push(value.subarray(2));
    if ((flags & MORE) !== 0 && value.length === MAX_ATTRIBUTE_VALUE) continue;
    if ((flags & MORE) === 0) found.push(...ofExtendedVendor(concat(...parts), extended, rest));
    parts = [];
  }
  return found;
}

/** The attributes that carry `value` under `path`. @throws E_RADIUS_ARGUMENT when it is too long for its envelope */
export function wrap(path: Path, value: Uint8Array): Attribute[] {
  const [type, ...rest] = path;
  switch (envelopeOf(type)) {
    case 'bare':
      return [{ type, value: checked(nest(rest, value), MAX_ATTRIBUTE_VALUE) }];
    case 'vendor':
      return [
        { type, value: checked(concat(octetsOf(rest[0] ?? 0), nest(rest.slice(1), value)), MAX_ATTRIBUTE_VALUE) },
      ];
    case 'extended':
      return [{ type, value: checked(extendedValue(rest, value, []), MAX_ATTRIBUTE_VALUE) }];
    case 'long':
      return fragments(type, rest, value);
  }
}

/** Splits a value over bare attributes of one type (RFC 8044 §3.6); one empty attribute for an empty value. */
export function split(type: number, value: Uint8Array): Attribute[] {
  if (value.length === 0) return [{ type, value }];
  return chunks(value, MAX_ATTRIBUTE_VALUE).map((chunk) => ({ type, value: chunk }));
}

function fragments(type: number, [extended = 0, ...rest]: readonly number[], value: Uint8Array): Attribute[] {
  const parts = chunks(extendedValue([extended, ...rest], value, [0]).subarray(2), FRAGMENT);
  return parts.map((part, at) => ({
    type,
    value: concat(Uint8Array.of(extended, at === parts.length - 1 ? 0 : MORE), part),
  }));
}

function extendedValue(
  [extended = 0, ...rest]: readonly number[],
  value: Uint8Array,
  flags: readonly number[],
): Uint8Array {
  const header = Uint8Array.of(extended, ...flags);
  if (extended !== VENDOR_SPECIFIC) return concat(header, nest(rest, value));
  const [vendor = 0, type = 0, ...inner] = rest;
  return concat(header, octetsOf(vendor), Uint8Array.of(type), nest(inner, value));
}

function nest(path: readonly number[], value: Uint8Array): Uint8Array {
  return path.reduceRight(
    (inner, type) => encodeAttributes([{ type, value: checked(inner, MAX_ATTRIBUTE_VALUE) }]),
    value,
  );
}

function chunks(value: Uint8Array, size: number): Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (let offset = 0; offset < value.length; offset += size) parts.push(value.subarray(offset, offset + size));
  return parts;
}

function checked(value: Uint8Array, most: number): Uint8Array {
  if (value.length > most) throw fail('E_RADIUS_ARGUMENT', `a value of ${value.length} octets does not fit`);
  return value;
}

function numberOf(bytes: Uint8Array): number {
  return bytes.subarray(0, VENDOR_ID_LENGTH).reduce((sum, octet) => sum * 256 + octet, 0);
}

function octetsOf(number: number): Uint8Array {
  return Uint8Array.of(number >>> 24, (number >>> 16) & 0xff, (number >>> 8) & 0xff, number & 0xff);
}
