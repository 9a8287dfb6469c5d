/**
 * The text of the Connect QR Code on a joining device: `v=1&&eui=0000b57fffe15d68&&cc=J01NU5`.
 *
 * Published once, in OpenThread's guides, without a grammar. Written here in that order; read in any order, with further fields kept.
 */

import { type Secret, toHex } from '@sallyport/core';
import { fail } from '../errors.ts';
import { isPrintable } from '../tlv/codecs.ts';
import { parseEui64 } from './joiner-id.ts';
import { requirePskd } from './pskd.ts';

export interface JoinerQrCode {
  /** 8 bytes. */
  readonly eui64: Uint8Array;
  readonly pskd: Secret;
  /** Fields that have no meaning here, in their order. */
  readonly others: ReadonlyMap<string, string>;
}

const VERSION = '1';
const SEPARATOR = '&&';
const MAX_TEXT = 512;
const MAX_FIELDS = 16;
const KEYS = ['v', 'eui', 'cc'] as const;

/**
 * White space around the text is passed over. The text is not shown in errors: the PSKd is in it.
 * @throws E_THREAD_JOINER_QR, E_THREAD_EUI64, E_THREAD_PSKD
 */
export function parseJoinerQr(text: string): JoinerQrCode {
  if (text.length > MAX_TEXT) throw fail('E_THREAD_JOINER_QR', `over ${MAX_TEXT} characters`);
  const parts = text.trim().split(SEPARATOR);
  if (parts.length > MAX_FIELDS) throw fail('E_THREAD_JOINER_QR', `over ${MAX_FIELDS} fields`);
  const fields = new Map<string, string>();
  for (const part of parts) {
    const equals = part.indexOf('=');
    if (equals < 1 || !isPrintable(part)) throw fail('E_THREAD_JOINER_QR', 'a field is not of the form key=value');
    const key = part.slice(0, equals);
    if (fields.has(key)) throw fail('E_THREAD_JOINER_QR', `two fields ${JSON.stringify(key.slice(0, 16))}`);
    fields.set(key, part.slice(equals + 1));
  }
  const [version, eui64, pskd] = KEYS.map((key) => fields.get(key));
  for (const key of KEYS) fields.delete(key);
  if (version === undefined || eui64 === undefined || pskd === undefined) {
    throw fail('E_THREAD_JOINER_QR', 'v, eui and cc are not all there');
  }
  if (version !== VERSION) throw fail('E_THREAD_JOINER_QR', 'a version other than 1');
  return { eui64: parseEui64(eui64), pskd: requirePskd(pskd), others: fields };
}

/**
 * The PSKd is in it, in plain sight.
 * @throws E_THREAD_EUI64, E_THREAD_PSKD, E_THREAD_JOINER_QR for other fields that would not read as they are
 */
export function exposeJoinerQr(code: Omit<JoinerQrCode, 'others'> & Partial<JoinerQrCode>): string {
  if (code.eui64.length !== 8) throw fail('E_THREAD_EUI64', 'an EUI-64 has 8 bytes');
  const pskd = Buffer.from(requirePskd(code.pskd).expose()).toString('latin1');
  const fields = [`v=${VERSION}`, `eui=${toHex(code.eui64)}`, `cc=${pskd}`];
  for (const [key, value] of code.others ?? []) fields.push(`${key}=${value}`);
  const text = fields.join(SEPARATOR);
  // What cannot be read back the same must not be printed onto a device.
  const read = parseJoinerQr(text);
  if (read.others.size !== (code.others?.size ?? 0)) throw fail('E_THREAD_JOINER_QR', 'a field holds the separator');
  return text;
}
