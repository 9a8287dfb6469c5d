/** Small, strict conversions between bytes and text. */

import { type ErrorTable, errorFactory } from './errors.ts';

export const BYTES_ERRORS = {
  E_BYTES_HEX: { fault: 'peer', hint: 'Send hexadecimal digits, two for each byte.' },
  E_BYTES_BASE64: { fault: 'peer', hint: 'Send standard base64 with padding.', reference: 'RFC 4648 §4' },
  E_BYTES_UTF8: { fault: 'peer', hint: 'Send valid UTF-8.', reference: 'RFC 3629' },
} as const satisfies ErrorTable;

const fail = errorFactory(BYTES_ERRORS);
// A byte order mark is kept: two encodings must not read as one text (RFC 8259 §8.1 has no use for it either).
const utf8Decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const utf8Encoder = new TextEncoder();

/** A plain view of `bytes` (never a Node Buffer subclass), sharing memory. */
export function plain(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function view(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Lower-case hexadecimal. */
export function toHex(bytes: Uint8Array): string {
  return view(bytes).toString('hex');
}

/** @throws E_BYTES_HEX */
export function fromHex(text: string): Uint8Array {
  if (text.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(text)) throw fail('E_BYTES_HEX', 'not hexadecimal');
  return plain(Buffer.from(text, 'hex'));
}

/** Standard base64 with padding (RFC 4648 §4). */
export function toBase64(bytes: Uint8Array): string {
  return view(bytes).toString('base64');
}

/** base64url without padding (RFC 4648 §5). */
export function toBase64Url(bytes: Uint8Array): string {
  return view(bytes).toString('base64url');
}

/**
 * Strict standard base64: padding required, no white space, no stray bits.
 * @throws E_BYTES_BASE64
 */
export function fromBase64(text: string): Uint8Array {
  const bytes = plain(Buffer.from(text, 'base64'));
  if (toBase64(bytes) !== text) throw fail('E_BYTES_BASE64', 'not canonical base64');
  return bytes;
}

/**
 * Standard base64 as mail-like formats carry it: line breaks, blanks and tabs are passed over (RFC 8951 §3.1).
 * @throws E_BYTES_BASE64
 */
export function fromBase64Lines(text: string): Uint8Array {
  return fromBase64(text.replace(/[\r\n\t ]+/g, ''));
}

export function utf8(text: string): Uint8Array {
  return utf8Encoder.encode(text);
}

/** @throws E_BYTES_UTF8 */
export function fromUtf8(bytes: Uint8Array): string {
  try {
    return utf8Decoder.decode(bytes);
  } catch (cause) {
    throw fail('E_BYTES_UTF8', 'not valid UTF-8', { cause });
  }
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const out = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    out.set(part, offset);
    offset += part.length;
  }
  return out;
}

/** Compares public bytes; for secrets use `Secret.equals`. */
export function bytesEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && view(a).equals(b);
}
