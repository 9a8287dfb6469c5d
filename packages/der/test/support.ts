/** What several tests of this package need. */

import { fromHex, isSallyportError, toHex } from '@sallyport/core';
import { DerReader, TAG } from '@sallyport/der';

/** Bytes from hexadecimal with blanks for the eye. */
export function hex(text: string): Uint8Array {
  return fromHex(text.replaceAll(' ', ''));
}

/** Reads one whole value given in hexadecimal. */
export function read<T>(text: string, reading: (reader: DerReader) => T): T {
  return DerReader.whole(hex(text), reading);
}

const STRICT = new Map<number, (reader: DerReader) => unknown>([
  [TAG.BOOLEAN, (reader) => reader.boolean()],
  [TAG.INTEGER, (reader) => reader.integerBytes()],
  [TAG.BIT_STRING, (reader) => reader.bitStringOctets()],
  [TAG.NULL, (reader) => reader.null()],
  [TAG.OBJECT_IDENTIFIER, (reader) => reader.objectIdentifier()],
  [TAG.UTF8_STRING, (reader) => reader.string()],
]);

/**
 * The structure of an encoding, as text: two readers that agree on it understood the same.
 * Universal types other than the usual ones are refused.
 */
export function walk(reader: DerReader): string {
  const tag = reader.nextTag ?? 0;
  if (tag === TAG.SET || tag === TAG.SEQUENCE || tag >= 0x40) {
    if ((tag & 0x20) !== 0) return `${tag}(${reader.constructed(tag).all(walk).join(' ')})`;
    return `${tag}:${toHex(reader.any().content)}`;
  }
  const { bytes, content } = reader.any();
  DerReader.whole(bytes, STRICT.get(tag) ?? ((value) => value.octetString()));
  return `${tag}:${toHex(content)}`;
}

/** Runs `action`; gives its value, or undefined when it throws one of this package's errors. Other errors pass. */
export function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    if (isSallyportError(error) && /^E_(DER|PEM)_/.test(error.code)) return undefined;
    throw error;
  }
}
