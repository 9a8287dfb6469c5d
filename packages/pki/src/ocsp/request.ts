/** OCSPRequest (RFC 6960 §4.1). Signatures of requests are read and passed over: everybody may ask here (RFC 5019 §2.1.2). */

import { isSallyportError } from '@sallyport/core';
import { DerReader, der } from '@sallyport/der';
import { readAlgorithmIdentifier } from '../algorithm-identifier.ts';
import { type Extension, encodeExtensions } from '../extensions.ts';
import { readGeneralName } from '../general-name.ts';
import { CertificateId } from './certificate-id.ts';
import { fail } from './errors.ts';
import { nonceExtension, readNonceOf, readOptionalExtensions } from './extensions.ts';

/** The largest request that is read: a signed one with its certificates. */
export const MAX_REQUEST_BYTES = 16 << 10;
/** Certificates in one request. RFC 5019 §2.1.1 asks about one at a time. */
export const MAX_REQUESTED = 16;
const LIMITS = { maxBytes: MAX_REQUEST_BYTES, maxDepth: 16 };

export interface OcspRequest {
  readonly certificateIds: readonly CertificateId[];
  /** Absent in a request that a cache may answer. */
  readonly nonce: Uint8Array | undefined;
  /** Of the whole request; those of single certificates are read and passed over. */
  readonly extensions: readonly Extension[];
  /** Critical extensions of single certificates, by OID. */
  readonly criticalSingleExtensions: readonly string[];
  readonly isSigned: boolean;
}

/** @throws E_OCSP_REQUEST */
export function parseOcspRequest(encoding: Uint8Array): OcspRequest {
  try {
    return DerReader.whole(encoding, readRequest, LIMITS);
  } catch (cause) {
    if (!isSallyportError(cause) || cause.code === 'E_OCSP_REQUEST') throw cause;
    throw fail('E_OCSP_REQUEST', `no OCSP request: ${cause.message}`, { cause });
  }
}

function readRequest(whole: DerReader): OcspRequest {
  const request = whole.sequence();
  const fields = request.sequence();
  // X.690 §11.5: version 1 is the default and is not encoded; there is no other.
  if (fields.optionalContext(0) !== undefined) throw fail('E_OCSP_REQUEST', 'the request names a version');
  const requestor = fields.optionalContext(1);
  if (requestor !== undefined) {
    readGeneralName(requestor);
    requestor.finish();
  }
  const list = fields.sequence();
  const certificateIds: CertificateId[] = [];
  const criticalSingleExtensions: string[] = [];
  while (!list.done) {
    if (certificateIds.length === MAX_REQUESTED)
      throw fail('E_OCSP_REQUEST', `more than ${MAX_REQUESTED} certificates`);
    const each = list.sequence();
    certificateIds.push(CertificateId.read(each));
    const single = readOptionalExtensions(each, 0);
    each.finish();
    criticalSingleExtensions.push(...single.filter(({ critical }) => critical).map(({ oid }) => oid));
  }
  if (certificateIds.length === 0) throw fail('E_OCSP_REQUEST', 'the request asks about no certificate');
  const extensions = readOptionalExtensions(fields, 2);
  fields.finish();
  const signature = request.optionalContext(0);
  if (signature !== undefined) readSignature(signature);
  request.finish();
  const nonce = readNonceOf(extensions);
  return { certificateIds, nonce, extensions, criticalSingleExtensions, isSigned: signature !== undefined };
}

function readSignature(field: DerReader): void {
  const signature = field.sequence();
  readAlgorithmIdentifier(signature);
  signature.bitStringOctets();
  const certificates = signature.optionalContext(0);
  certificates?.sequence().all((each) => each.sequence());
  certificates?.finish();
  signature.finish();
  field.finish();
}

/**
 * Encodes a request, unsigned.
 * @param nonce fresh random octets, to make sure that the answer is; leave out to be answered by caches (RFC 5019 §4)
 * @throws E_OCSP_INPUT
 */
export function encodeOcspRequest(certificateIds: readonly CertificateId[], nonce?: Uint8Array): Uint8Array {
  if (certificateIds.length === 0 || certificateIds.length > MAX_REQUESTED) {
    throw fail('E_OCSP_INPUT', `a request about ${certificateIds.length} certificates`);
  }
  const list = certificateIds.map((id) => der.sequence(id.der));
  const extensions = nonce === undefined ? [] : [der.context(2, encodeExtensions([nonceExtension(nonce)]))];
  return der.sequence(der.sequence(der.sequence(...list), ...extensions));
}
