/** The MASA URL extension of an IDevID (RFC 8995 §2.3.2). */

import { isSallyportError } from '@sallyport/core';
import { DerReader, der } from '@sallyport/der';
import { type Certificate, type Extension, extension } from '@sallyport/pki';
import { fail } from './errors.ts';
import { ID_PE_MASA_URL } from './oids.ts';
import { BRSKI_PREFIX } from './paths.ts';

const IA5_STRING = 0x16;
const MAX_LENGTH = 1024;

/**
 * The extension that tells a registrar where the MASA is: an authority such as `masa.example.com:9443`, as
 * RFC 8995 §2.3.2 prefers, or an https URL. Not critical.
 * @throws E_BRSKI_MASA_URL_INPUT when the text is neither
 */
export function masaUrlExtension(text: string): Extension {
  if (normalise(text) === undefined) {
    throw fail('E_BRSKI_MASA_URL_INPUT', `${JSON.stringify(text)} is neither an authority nor an https URL`);
  }
  return extension(ID_PE_MASA_URL, der.string(IA5_STRING, text));
}

/**
 * Where the maker of this device runs its MASA: an https URL without a slash at its end, to which `/requestvoucher`
 * is to be appended; undefined when the certificate does not say.
 * @throws E_BRSKI_MASA_URL when what it says is not usable
 */
export function masaUrlOf(idevid: Certificate): string | undefined {
  const found = idevid.extension(ID_PE_MASA_URL);
  if (found === undefined) return undefined;
  const url = normalise(readText(found.value));
  if (url === undefined) throw fail('E_BRSKI_MASA_URL', 'the MASA URL extension holds no authority and no https URL');
  return url;
}

function readText(value: Uint8Array): string {
  try {
    return DerReader.whole(value, (reader) => reader.stringOf(IA5_STRING));
  } catch (cause) {
    if (!isSallyportError(cause)) throw cause;
    throw fail('E_BRSKI_MASA_URL', 'the MASA URL extension is not an IA5String', { cause });
  }
}

/** RFC 8995 §2.3.2: without a slash it is an authority, to which the scheme and the well-known path are added. */
function normalise(text: string): string | undefined {
  if (text === '' || text.length > MAX_LENGTH || !/^[\x21-\x7e]+$/.test(text)) return undefined;
  const full = text.includes('/') ? text : `https://${text}${BRSKI_PREFIX}`;
  // The URL parser mends what it is given; a name in a certificate is taken as it is or not at all.
  if (!/^https:\/\/[^/\\]/i.test(full) || full.includes('\\') || !URL.canParse(full)) return undefined;
  const url = new URL(full);
  // "MUST use HTTPS"; a name and password would end up in logs, a query or fragment cannot be appended to.
  const usable = url.protocol === 'https:' && url.username === '' && url.password === '' && url.host !== '';
  if (!usable || url.search !== '' || url.hash !== '') return undefined;
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}
