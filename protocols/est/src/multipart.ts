/**
 * multipart/mixed (RFC 2046 §5.1) as far as the answer to serverkeygen needs it (RFC 7030 §4.4.2): a few flat parts,
 * each with a Content-Type and a base64 body.
 */

import { concat, type Random, toHex, utf8 } from '@sallyport/core';
import { parseMediaType } from '@sallyport/http';
import { fail } from './errors.ts';

export interface Part {
  /** As written in the part's Content-Type field. */
  readonly contentType: string;
  readonly body: Uint8Array;
}

const MAX_BYTES = 512 << 10;
const MAX_PARTS = 8;
const MAX_HEADER_LINES = 16;
/** RFC 2046 §5.1.1, without the blank. */
const BOUNDARY = /^[0-9A-Za-z'()+_,\-./:=?]{1,70}$/;

/**
 * Writes parts whose bodies are base64 text: a random boundary cannot occur in them. Inside a multipart body the
 * transfer encoding is MIME's own affair and true, and readers made for RFC 7030 insist on it; RFC 8951 readers pass
 * over it.
 */
export function encodeMultipart(
  parts: readonly Part[],
  random: Random,
): { readonly type: string; readonly body: Uint8Array } {
  const boundary = `est-${toHex(random.bytes(16))}`;
  const written = parts.flatMap(({ contentType, body }) => [
    utf8(`--${boundary}\r\nContent-Type: ${contentType}\r\nContent-Transfer-Encoding: base64\r\n\r\n`),
    body,
    utf8('\r\n'),
  ]);
  return { type: `multipart/mixed; boundary=${boundary}`, body: concat(...written, utf8(`--${boundary}--\r\n`)) };
}

/**
 * Reads the parts. Preamble and epilogue are passed over; lines may end in CRLF or LF.
 * @throws E_EST_MULTIPART
 */
export function decodeMultipart(contentType: string, body: Uint8Array): readonly Part[] {
  const boundary = parseMediaType(contentType)?.parameters.get('boundary');
  if (boundary === undefined || !BOUNDARY.test(boundary)) throw fail('E_EST_MULTIPART', 'no usable boundary');
  if (body.length > MAX_BYTES) throw fail('E_EST_MULTIPART', `more than ${MAX_BYTES} bytes`);
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('latin1');
  const parts: Part[] = [];
  let current: string[] | undefined;
  for (const line of text.split(/\r?\n/)) {
    const delimiter = line.trimEnd();
    if (delimiter !== `--${boundary}` && delimiter !== `--${boundary}--`) {
      current?.push(line);
      continue;
    }
    if (current !== undefined) parts.push(readPart(current));
    if (parts.length > MAX_PARTS) throw fail('E_EST_MULTIPART', `more than ${MAX_PARTS} parts`);
    if (delimiter === `--${boundary}--`) return parts;
    current = [];
  }
  throw fail('E_EST_MULTIPART', 'the closing boundary is missing');
}

function readPart(lines: readonly string[]): Part {
  const end = lines.indexOf('');
  if (end < 0 || end > MAX_HEADER_LINES) throw fail('E_EST_MULTIPART', 'a part has no end of header');
  let contentType: string | undefined;
  for (const line of lines.slice(0, end)) {
    const field = /^([!-9;-~]+):[ \t]*(.*)$/.exec(line);
    if (field?.[1]?.toLowerCase() === 'content-type') contentType ??= field[2];
  }
  if (contentType === undefined) throw fail('E_EST_MULTIPART', 'a part has no Content-Type');
  const body = lines.slice(end + 1).join('\n');
  return { contentType, body: Uint8Array.from(Buffer.from(body, 'latin1')) };
}
