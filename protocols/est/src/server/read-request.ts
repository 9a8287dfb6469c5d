/** From the bytes of an enrolment request to a request whose every claim has been checked (CAHN step D.4). */

import { bytesEqual, isSallyportError } from '@sallyport/core';
import type { HttpRequest } from '@sallyport/http';
import { type Certificate, CertificateRequest, keyTypeOf, OID } from '@sallyport/pki';
import { asksForKeyEncryption, type ChangeSubjectName, changeSubjectNameOf } from '../attributes.ts';
import { decodeBody } from '../body.ts';
import { checkBinding } from '../channel-binding.ts';
import { unmetRequirements } from '../csrattrs/check.ts';
import type { CsrAttributes } from '../csrattrs/codec.ts';
import { requirementsOf } from '../csrattrs/requirements.ts';
import { fail } from '../errors.ts';
import type { EnrolOperation } from '../operations.ts';
import type { CompleteEstServerConfig } from './config.ts';

/** Phrases about what is missing that one refusal names. */
const MAX_COMPLAINTS = 8;

/** @throws E_EST_CSR_SYNTAX */
export function readRequest(body: Uint8Array): CertificateRequest {
  try {
    return CertificateRequest.parse(decodeBody(body));
  } catch (cause) {
    if (!isSallyportError(cause)) throw cause;
    throw fail('E_EST_CSR_SYNTAX', `no certification request: ${cause.message}`, { cause });
  }
}

/**
 * The request is signed with its own key (RFC 7030 §3.4). Not asked of serverkeygen: its key and signature are to be
 * ignored (RFC 7030 §4.4.1).
 * @throws E_EST_CSR_KEY, E_EST_CSR_SIGNATURE
 */
export function checkPossession(csr: CertificateRequest): void {
  let signed: boolean;
  try {
    keyTypeOf(csr.publicKey);
    signed = csr.verifySignature();
  } catch (cause) {
    if (!isSallyportError(cause)) throw cause;
    throw fail('E_EST_CSR_KEY', cause.message, { cause });
  }
  if (!signed) throw fail('E_EST_CSR_SIGNATURE', 'the request is not signed with its own key');
}

export interface CheckedRequest {
  readonly csr: CertificateRequest;
  readonly renews: Certificate | undefined;
  readonly changeSubject: ChangeSubjectName | undefined;
}

/**
 * Runs every check that the operation calls for, the cheap ones first.
 * @throws E_EST_CSR_SYNTAX, E_EST_CSR_KEY, E_EST_CSR_SIGNATURE, E_EST_BINDING_…, E_EST_CSR_ATTRIBUTES,
 *   E_EST_SUBJECT_DIFFERS, E_EST_SUBJECT_CHANGE, E_EST_NOT_RENEWABLE, E_EST_KEY_ENCRYPTION
 */
export function checkRequest(
  request: HttpRequest,
  operation: EnrolOperation,
  current: Certificate | undefined,
  attributes: CsrAttributes,
  config: CompleteEstServerConfig,
): CheckedRequest {
  const csr = readRequest(request.body);
  const renewal = operation === 'simplereenroll' ? checkRenewal(csr, current, config) : NO_RENEWAL;
  if (operation === 'serverkeygen') {
    if (asksForKeyEncryption(csr)) {
      throw fail('E_EST_KEY_ENCRYPTION', 'encryption of the private key beyond TLS is not implemented');
    }
  } else {
    checkBinding(csr, request.connection, config.channelBinding);
  }
  if (config.enforceCsrAttributes) checkAttributes(csr, operation, attributes);
  if (operation !== 'serverkeygen') checkPossession(csr);
  return { csr, ...renewal };
}

const NO_RENEWAL = { renews: undefined, changeSubject: undefined };

function checkAttributes(csr: CertificateRequest, operation: EnrolOperation, attributes: CsrAttributes): void {
  let unmet: readonly string[];
  try {
    unmet = unmetRequirements(csr, requirementsOf(attributes), { ignoreKey: operation === 'serverkeygen' });
  } catch (cause) {
    // Malformed attributes are the server's own: that is no fault of the request.
    if (!isSallyportError(cause) || isSallyportError(cause, 'E_EST_CSRATTRS')) throw cause;
    throw fail('E_EST_CSR_SYNTAX', cause.message, { cause });
  }
  if (unmet.length > 0) {
    throw fail('E_EST_CSR_ATTRIBUTES', `the request is not as asked: ${unmet.slice(0, MAX_COMPLAINTS).join('; ')}`);
  }
}

/** RFC 7030 §4.2.2: subject and subjectAltName are those of the certificate being renewed, byte for byte in meaning. */
function checkRenewal(csr: CertificateRequest, current: Certificate | undefined, config: CompleteEstServerConfig) {
  if (current === undefined) {
    throw fail('E_EST_NOT_RENEWABLE', 'the connection is not authenticated with a certificate of this domain');
  }
  if (!csr.subject.equals(current.subject)) {
    throw fail('E_EST_SUBJECT_DIFFERS', 'the subject is not that of the current certificate');
  }
  const requested = csr.requestedExtensions.find(({ oid }) => oid === OID.subjectAltName)?.value;
  const held = current.extension(OID.subjectAltName)?.value;
  if (!sameValue(requested, held)) {
    throw fail('E_EST_SUBJECT_DIFFERS', 'the subjectAltName is not that of the current certificate');
  }
  const changeSubject = readChange(csr);
  if (changeSubject !== undefined && !config.allowSubjectChange) {
    throw fail('E_EST_SUBJECT_CHANGE', 'this domain does not change the name of a certificate when it renews it');
  }
  return { renews: current, changeSubject };
}

function readChange(csr: CertificateRequest): ChangeSubjectName | undefined {
  try {
    return changeSubjectNameOf(csr);
  } catch (cause) {
    if (!isSallyportError(cause)) throw cause;
    throw fail('E_EST_CSR_SYNTAX', cause.message, { cause });
  }
}

function sameValue(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a === undefined || b === undefined ? a === b : bytesEqual(a, b);
}
