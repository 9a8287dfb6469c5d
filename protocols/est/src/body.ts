/**
 * Bodies of EST messages: DER in base64 (RFC 8951 §3).
 *
 * Written in lines of 64 characters, which old MIME readers and the openssl command need and everyone else passes over.
 * Read liberally: white space anywhere (RFC 8951 §3.1).
 */

import { fromBase64Lines, isSallyportError, toBase64, utf8 } from '@sallyport/core';
import { fail } from './errors.ts';

/**
 * The field that RFC 7030 put beside every base64 body. RFC 8951 §3 deprecates it and has receivers pass over it, and so
 * does everything here. It is still sent, as the erratum 5107 advises towards peers of unknown age: implementations of
 * RFC 7030 alone refuse a message without it.
 */
export const BASE64 = { 'content-transfer-encoding': 'base64' } as const;

const LINE = /.{1,64}/g;

/** DER as the body of a message. */
export function encodeBody(der: Uint8Array): Uint8Array {
  return utf8(`${(toBase64(der).match(LINE) ?? []).join('\n')}\n`);
}

/**
 * The DER in the body of a message.
 * @throws E_EST_BASE64
 */
export function decodeBody(body: Uint8Array): Uint8Array {
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('latin1');
  try {
    const der = fromBase64Lines(text);
    if (der.length > 0) return der;
  } catch (cause) {
    if (!isSallyportError(cause)) throw cause;
    throw fail('E_EST_BASE64', describe(text), { cause });
  }
  throw fail('E_EST_BASE64', 'the body is empty');
}

/** Names the two mistakes that are made most, so that their makers need not guess. */
function describe(text: string): string {
  if (text.trimStart().startsWith('-----BEGIN')) return 'the body is PEM; send its base64 without the boundary lines';
  if (text.startsWith('\x30')) return 'the body looks like bare DER; send it in base64';
  return 'the body is not base64';
}
