/** Certificate (RFC 5246 §7.4.2, RFC 7250 §3), CertificateRequest (§7.4.4) and signatures (§4.7, §7.4.8). */

import { concat } from '@sallyport/core';
import { ByteReader, readUint16s, uint, vector } from '../bytes.ts';
import { fail } from '../errors.ts';
import { type CertificateType, CLIENT_CERTIFICATE_TYPE_ECDSA_SIGN, SIGNATURE_SCHEMES } from '../registries.ts';

const MAX_CHAIN = 10;

/** X.509: certificates in DER, the sender’s first. Raw public key: one SubjectPublicKeyInfo, or none. */
export type CertificateEntries = readonly Uint8Array[];

/** @throws E_DTLS_MALFORMED, E_DTLS_CERTIFICATE when the chain is too long */
export function decodeCertificate(body: Uint8Array, type: CertificateType): CertificateEntries {
  const reader = new ByteReader(body, 'Certificate');
  const content = reader.vector(3);
  reader.finish();
  if (content.length === 0) return [];
  if (type === 'rawPublicKey') return [content];
  const list = new ByteReader(content, 'certificate_list');
  const entries: Uint8Array[] = [];
  while (list.remaining > 0) {
    if (entries.length === MAX_CHAIN)
      throw fail('E_DTLS_CERTIFICATE', `a chain of more than ${MAX_CHAIN} certificates`);
    entries.push(list.vector(3, 1));
  }
  return entries;
}

export function encodeCertificate(entries: CertificateEntries, type: CertificateType): Uint8Array {
  if (type === 'rawPublicKey') return vector(3, ...entries);
  return vector(3, ...entries.map((entry) => vector(3, entry)));
}

export interface CertificateRequest {
  readonly certificateTypes: Uint8Array;
  readonly signatureSchemes: readonly number[];
  /** Names of authorities as whole DER encodings; empty for any. */
  readonly authorities: readonly Uint8Array[];
}

/** @throws E_DTLS_MALFORMED */
export function decodeCertificateRequest(body: Uint8Array): CertificateRequest {
  const reader = new ByteReader(body, 'CertificateRequest');
  const certificateTypes = reader.vector(1, 1);
  const signatureSchemes = readUint16s(reader.vector(2, 2), 'supported_signature_algorithms');
  const names = reader.nested(2, 'certificate_authorities');
  reader.finish();
  const authorities: Uint8Array[] = [];
  while (names.remaining > 0) authorities.push(names.vector(2, 1));
  return { certificateTypes, signatureSchemes, authorities };
}

/** Asks for ECDSA, by any authority. */
export function encodeCertificateRequest(): Uint8Array {
  return concat(
    vector(1, Uint8Array.of(CLIENT_CERTIFICATE_TYPE_ECDSA_SIGN)),
    vector(2, ...SIGNATURE_SCHEMES.map(({ id }) => uint(2, id))),
    vector(2),
  );
}

export interface DigitallySigned {
  readonly scheme: number;
  readonly signature: Uint8Array;
}

/** Reads a signature to the end of its message. @throws E_DTLS_MALFORMED */
export function readDigitallySigned(reader: ByteReader): DigitallySigned {
  const signed = { scheme: reader.uint16(), signature: reader.vector(2) };
  reader.finish();
  return signed;
}

export function encodeDigitallySigned({ scheme, signature }: DigitallySigned): Uint8Array {
  return concat(uint(2, scheme), vector(2, signature));
}
