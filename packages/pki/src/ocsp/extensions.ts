/** Extensions of OCSP messages (RFC 6960 §4.4, RFC 9654). */

import { type DerReader, der } from '@sallyport/der';
import { type Extension, extension, extensionReader, readExtensions } from '../extensions.ts';
import { OID } from '../oids.ts';
import { fail } from './errors.ts';

/** RFC 9654 §2.1: from 1 to 128 octets. RFC 8954 §2.1 stopped at 32, which is what is sent here. */
export const MAX_NONCE_OCTETS = 128;
export const NONCE_OCTETS = 32;

/** The nonce in the extensions of a request or a response; undefined without one. @throws E_PKI_EXTENSION */
export const readNonceOf = extensionReader(OID.ocspNonce, readNonce);

function readNonce(reader: DerReader): Uint8Array {
  const nonce = reader.octetString();
  if (nonce.length === 0 || nonce.length > MAX_NONCE_OCTETS) {
    throw fail('E_OCSP_REQUEST', `a nonce of ${nonce.length} octets`);
  }
  return nonce;
}

/** @throws E_OCSP_INPUT */
export function nonceExtension(nonce: Uint8Array): Extension {
  if (nonce.length === 0 || nonce.length > MAX_NONCE_OCTETS) {
    throw fail('E_OCSP_INPUT', `a nonce of ${nonce.length} octets`);
  }
  return extension(OID.ocspNonce, der.octetString(nonce));
}

/** What tells relying parties to trust a responder's certificate to its end (RFC 6960 §4.2.2.2.1). */
export function ocspNoCheck(): Extension {
  return extension(OID.ocspNoCheck, der.nullValue());
}

/** `[number] EXPLICIT Extensions` if it comes next, else none. */
export function readOptionalExtensions(fields: DerReader, number: number): readonly Extension[] {
  const field = fields.optionalContext(number);
  if (field === undefined) return [];
  const extensions = readExtensions(field);
  field.finish();
  return extensions;
}

/** The OIDs of critical extensions that nobody here understands. */
export function unknownCritical(extensions: readonly Extension[]): readonly string[] {
  return extensions.filter(({ oid, critical }) => critical && oid !== OID.ocspNonce).map(({ oid }) => oid);
}
