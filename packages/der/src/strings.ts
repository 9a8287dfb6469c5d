/** Character string types (X.690 §8.23, X.680 §41) as certificates use them. */

import { fromUtf8, utf8 } from '@sallyport/core';
import { fail } from './errors.ts';
import { TAG } from './tags.ts';

const PRINTABLE = /^[A-Za-z0-9 '()+,\-./:=?]*$/;
const NUMERIC = /^[0-9 ]*$/;

interface StringType {
  readonly decode: (content: Uint8Array, offset: number) => string;
  readonly encode: (text: string) => Uint8Array;
}

function ascii(allowed: RegExp, name: string): StringType {
  return {
    decode(content, offset) {
      const text = latin1(content);
      if (!allowed.test(text)) throw fail('E_DER_VALUE', `character not allowed in ${name} at offset ${offset}`);
      return text;
    },
    encode(text) {
      if (!allowed.test(text)) throw fail('E_DER_ENCODE', `character not allowed in ${name}`);
      return Uint8Array.from(Buffer.from(text, 'latin1'));
    },
  };
}

function latin1(content: Uint8Array): string {
  return Buffer.from(content.buffer, content.byteOffset, content.length).toString('latin1');
}

const utf8Type: StringType = {
  decode(content, offset) {
    try {
      return fromUtf8(content);
    } catch (cause) {
      throw fail('E_DER_VALUE', `UTF8String is not UTF-8 at offset ${offset}`, { cause });
    }
  },
  encode: utf8,
};

/** Sixteen bits a character, big endian; old certificates only, so there is no encoder. */
const bmpType: StringType = {
  decode(content, offset) {
    if (content.length % 2 !== 0) throw fail('E_DER_VALUE', `BMPString of odd length at offset ${offset}`);
    const text = Buffer.from(content).swap16().toString('utf16le');
    if (!text.isWellFormed()) throw fail('E_DER_VALUE', `lone surrogate in a BMPString at offset ${offset}`);
    return text;
  },
  encode() {
    throw fail('E_DER_ENCODE', 'BMPString is read but never written');
  },
};

/** Read as ISO 8859-1, which is what issuers mean by it; never written. */
const teletexType: StringType = {
  decode: latin1,
  encode() {
    throw fail('E_DER_ENCODE', 'TeletexString is read but never written');
  },
};

const TYPES: ReadonlyMap<number, StringType> = new Map<number, StringType>([
  [TAG.UTF8_STRING, utf8Type],
  [TAG.PRINTABLE_STRING, ascii(PRINTABLE, 'PrintableString')],
  [TAG.IA5_STRING, ascii(/^[\p{ASCII}]*$/u, 'IA5String')],
  [TAG.VISIBLE_STRING, ascii(/^[\x20-\x7e]*$/, 'VisibleString')],
  [TAG.NUMERIC_STRING, ascii(NUMERIC, 'NumericString')],
  [TAG.BMP_STRING, bmpType],
  [TAG.TELETEX_STRING, teletexType],
]);

export function isStringTag(tag: number): boolean {
  return TYPES.has(tag);
}

/** True when `text` can be a PrintableString. */
export function isPrintable(text: string): boolean {
  return PRINTABLE.test(text);
}

/** Content octets to text. `offset` is for the error message. */
export function decodeString(tag: number, content: Uint8Array, offset: number): string {
  return typeOf(tag).decode(content, offset);
}

/** Text to content octets. */
export function encodeString(tag: number, text: string): Uint8Array {
  return typeOf(tag).encode(text);
}

function typeOf(tag: number): StringType {
  const type = TYPES.get(tag);
  if (type === undefined) throw fail('E_DER_ENCODE', `tag ${tag} is not a character string type`);
  return type;
}
