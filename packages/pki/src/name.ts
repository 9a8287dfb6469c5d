/**
 * Distinguished names (X.501, RFC 5280 §4.1.2.4): reading, writing, comparing (RFC 5280 §7.1) and printing (RFC 4514).
 *
 * Comparison folds case and white space after NFKC and disregards the string type, so that a name written once as
 * PrintableString and once as UTF8String chains. That is laxer than RFC 4518 preparation and never stricter; a chain
 * rests on signatures, not on names.
 */

import { toHex, utf8 } from '@sallyport/core';
import { DerReader, der, isPrintable, TAG } from '@sallyport/der';
import { attributeType } from './attribute-types.ts';
import { fail } from './errors.ts';

/** One attribute of a name. */
export interface NameAttribute {
  readonly oid: string;
  /** The text, or undefined when the value is no character string. */
  readonly value: string | undefined;
  /** The whole encoding of the value. */
  readonly valueDer: Uint8Array;
}

const MAX_ATTRIBUTES = 64;

export class Name {
  readonly der: Uint8Array;
  /** Relative distinguished names in order of encoding; each has one attribute or more. */
  readonly rdns: readonly (readonly NameAttribute[])[];
  #canonical: string | undefined;

  private constructor(encoding: Uint8Array, rdns: readonly (readonly NameAttribute[])[]) {
    this.der = encoding;
    this.rdns = rdns;
  }

  /** @throws E_PKI_NAME, E_DER_… */
  static parse(encoding: Uint8Array): Name {
    return DerReader.whole(encoding, (reader) => Name.read(reader));
  }

  /** Reads the name that comes next. */
  static read(reader: DerReader): Name {
    const { bytes } = reader.any();
    let count = 0;
    const rdns = DerReader.whole(bytes, (whole) =>
      whole.sequence().all((sets) => {
        const attributes = sets.setOf(readAttribute);
        count += attributes.length;
        if (attributes.length === 0) throw fail('E_PKI_NAME', 'a relative distinguished name is empty');
        if (count > MAX_ATTRIBUTES) throw fail('E_PKI_NAME', `a name has more than ${MAX_ATTRIBUTES} attributes`);
        return attributes;
      }),
    );
    return new Name(bytes, rdns);
  }

  /**
   * A name from attributes, most significant first, each in a relative distinguished name of its own.
   * @throws E_PKI_NAME_INPUT for an unknown short name, a text too long or not of the attribute's string type
   */
  static of(attributes: readonly (readonly [type: string, value: string])[]): Name {
    return Name.parse(der.sequence(...attributes.map(([type, value]) => der.set(encodeAttribute(type, value)))));
  }

  /** The first value of an attribute, by short name such as `CN` or by OID; undefined when absent or no text. */
  attribute(shortNameOrOid: string): string | undefined {
    const oid = attributeType(shortNameOrOid)?.oid ?? shortNameOrOid;
    for (const rdn of this.rdns) for (const attribute of rdn) if (attribute.oid === oid) return attribute.value;
    return undefined;
  }

  get isEmpty(): boolean {
    return this.rdns.length === 0;
  }

  equals(other: Name): boolean {
    return sameOctets(this.der, other.der) || this.canonical === other.canonical;
  }

  /** True when this name is `base` or stands below it in the tree (RFC 5280 §4.2.1.10, directoryName). */
  isWithin(base: Name): boolean {
    return base.rdns.every((rdn, index) => {
      const own = this.rdns[index];
      return own !== undefined && canonicalRdn(own) === canonicalRdn(rdn);
    });
  }

  /** A key under which equal names meet; of no meaning otherwise. */
  get canonical(): string {
    this.#canonical ??= JSON.stringify(this.rdns.map(canonicalRdn));
    return this.#canonical;
  }

  /** The name as RFC 4514 prints it, least significant first; characters that could mislead a reader are escaped. */
  toString(): string {
    return this.rdns
      .map((rdn) => rdn.map(printAttribute).join('+'))
      .reverse()
      .join(',');
  }

  toJSON(): string {
    return this.toString();
  }
}

function readAttribute(reader: DerReader): NameAttribute {
  const fields = reader.sequence();
  const oid = fields.objectIdentifier();
  const { tag, bytes } = fields.any();
  fields.finish();
  return {
    oid,
    value: TEXT_TAGS.has(tag) ? DerReader.whole(bytes, (whole) => whole.string().value) : undefined,
    valueDer: bytes,
  };
}

const TEXT_TAGS: ReadonlySet<number> = new Set([
  TAG.UTF8_STRING,
  TAG.PRINTABLE_STRING,
  TAG.IA5_STRING,
  TAG.NUMERIC_STRING,
  TAG.VISIBLE_STRING,
  TAG.TELETEX_STRING,
  TAG.BMP_STRING,
]);

function encodeAttribute(typeName: string, value: string): Uint8Array {
  const type = attributeType(typeName);
  if (type === undefined) {
    if (!/^[0-2](\.[0-9]+)+$/.test(typeName)) throw fail('E_PKI_NAME_INPUT', `unknown attribute ${typeName}`);
    const tag = isPrintable(value) ? TAG.PRINTABLE_STRING : TAG.UTF8_STRING;
    return der.sequence(der.objectIdentifier(typeName), der.string(tag, value));
  }
  const length = [...value].length;
  if (length === 0 || length > type.maxLength) {
    throw fail('E_PKI_NAME_INPUT', `${type.shortName} takes 1 to ${type.maxLength} characters, not ${length}`);
  }
  try {
    return der.sequence(der.objectIdentifier(type.oid), der.string(type.tag, value));
  } catch (cause) {
    throw fail('E_PKI_NAME_INPUT', `${type.shortName} holds characters its string type cannot`, { cause });
  }
}

function canonicalRdn(rdn: readonly NameAttribute[]): string {
  return JSON.stringify(rdn.map(canonicalAttribute).sort());
}

function canonicalAttribute({ oid, value, valueDer }: NameAttribute): string {
  if (value === undefined) return `${oid}#${toHex(valueDer)}`;
  return `${oid}=${value.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim()}`;
}

function printAttribute({ oid, value, valueDer }: NameAttribute): string {
  const type = attributeType(oid);
  // RFC 4514 §2.4: without a short name the value is printed as its encoding.
  if (type === undefined || value === undefined) return `${type?.shortName ?? oid}=#${toHex(valueDer)}`;
  return `${type.shortName}=${escapeValue(value)}`;
}

/** Control and formatting characters, which could forge a log line or reverse its direction. */
const MISLEADING = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

function escapeValue(value: string): string {
  return value
    .replace(/[,+"\\<>;]/g, (character) => `\\${character}`)
    .replace(/^[# ]/, (character) => `\\${character}`)
    .replace(/(?<!^\\?) $/, '\\ ')
    .replace(MISLEADING, (character) =>
      toHex(utf8(character))
        .toUpperCase()
        .replace(/../g, (pair) => `\\${pair}`),
    );
}

function sameOctets(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0;
}
