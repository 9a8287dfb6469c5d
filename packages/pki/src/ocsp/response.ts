/**
 * OCSPResponse and BasicOCSPResponse (RFC 6960 §4.2.1). Parsing judges the encoding alone: who may answer, whether the
 * signature fits and whether the answer is fresh is judged in `verify.ts`.
 */

import type { KeyObject } from 'node:crypto';
import { isSallyportError } from '@sallyport/core';
import { DerReader, der, TAG } from '@sallyport/der';
import { type AlgorithmIdentifier, readAlgorithmIdentifier } from '../algorithm-identifier.ts';
import { signatureAlgorithmOf, verifySignature } from '../algorithms.ts';
import { Certificate } from '../certificate.ts';
import { type Extension, encodeExtensions } from '../extensions.ts';
import { Name } from '../name.ts';
import { OID } from '../oids.ts';
import type { Signer } from '../signer.ts';
import { responderKeyHash } from './certificate-id.ts';
import { fail } from './errors.ts';
import { nonceExtension, readNonceOf, readOptionalExtensions } from './extensions.ts';
import {
  type OcspErrorStatus,
  type OcspResponseStatus,
  responseStatusCode,
  responseStatusOf,
} from './response-status.ts';
import {
  encodeSingleResponse,
  readGeneralizedTime,
  readSingleResponse,
  type SingleResponse,
} from './single-response.ts';

/** The largest response that is read. */
export const MAX_RESPONSE_BYTES = 128 << 10;
const LIMITS = { maxBytes: MAX_RESPONSE_BYTES, maxDepth: 24 };
const MAX_SINGLES = 256;
const MAX_CERTIFICATES = 8;

/** Who signed, in the responder's own words. */
export type ResponderId =
  | { readonly by: 'name'; readonly name: Name }
  /** SHA-1 of the key's bits. */
  | { readonly by: 'key'; readonly hash: Uint8Array };

export interface BasicOcspResponse {
  /** The whole encoding of the ResponseData, which is what is signed. */
  readonly tbs: Uint8Array;
  readonly responderId: ResponderId;
  readonly producedAt: Date;
  readonly responses: readonly SingleResponse[];
  readonly extensions: readonly Extension[];
  readonly nonce: Uint8Array | undefined;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array;
  /** Helpers to find the signer; nothing is known of them. */
  readonly certificates: readonly Certificate[];
}

export type OcspResponse =
  | { readonly status: 'successful'; readonly basic: BasicOcspResponse }
  | { readonly status: OcspErrorStatus };

/** @throws E_OCSP_RESPONSE, E_OCSP_RESPONSE_TYPE */
export function parseOcspResponse(encoding: Uint8Array): OcspResponse {
  return wrapped(() => DerReader.whole(encoding, readResponse, LIMITS));
}

function wrapped<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!isSallyportError(cause) || isSallyportError(cause, 'E_OCSP_RESPONSE', 'E_OCSP_RESPONSE_TYPE')) throw cause;
    throw fail('E_OCSP_RESPONSE', `no OCSP response: ${cause.message}`, { cause });
  }
}

function readResponse(whole: DerReader): OcspResponse {
  const fields = whole.sequence();
  const status: OcspResponseStatus | undefined = responseStatusOf(fields.smallInteger(TAG.ENUMERATED));
  const field = fields.optionalContext(0);
  if (status === undefined) throw fail('E_OCSP_RESPONSE', 'a response status that is none');
  if (status !== 'successful') {
    // RFC 6960 §4.2.1: responseBytes are left out when there is an error.
    if (field !== undefined) throw fail('E_OCSP_RESPONSE', `the status ${status} with a response`);
    fields.finish();
    return { status };
  }
  if (field === undefined) throw fail('E_OCSP_RESPONSE', 'success without a response');
  const bytes = field.sequence();
  const type = bytes.objectIdentifier();
  const content = bytes.octetString();
  for (const each of [bytes, field, fields]) each.finish();
  if (type !== OID.ocspBasic) throw fail('E_OCSP_RESPONSE_TYPE', `a response of type ${type}`);
  return { status, basic: DerReader.whole(content, readBasic, LIMITS) };
}

function readBasic(whole: DerReader): BasicOcspResponse {
  const fields = whole.sequence();
  const tbs = fields.element(TAG.SEQUENCE).bytes;
  const signatureAlgorithm = readAlgorithmIdentifier(fields);
  const signature = fields.bitStringOctets();
  const certificates = readCertificates(fields);
  fields.finish();
  const data = DerReader.whole(tbs, readData, LIMITS);
  return { tbs, ...data, nonce: readNonceOf(data.extensions), signatureAlgorithm, signature, certificates };
}

function readCertificates(fields: DerReader): readonly Certificate[] {
  const field = fields.optionalContext(0);
  if (field === undefined) return [];
  const encodings = field.sequence().all((each) => each.element(TAG.SEQUENCE).bytes);
  field.finish();
  if (encodings.length > MAX_CERTIFICATES) throw fail('E_OCSP_RESPONSE', `more than ${MAX_CERTIFICATES} certificates`);
  return encodings.map((encoding) => Certificate.parse(encoding));
}

function readData(
  whole: DerReader,
): Pick<BasicOcspResponse, 'responderId' | 'producedAt' | 'responses' | 'extensions'> {
  const fields = whole.sequence();
  // X.690 §11.5: version 1 is the default and is not encoded; there is no other.
  if (fields.optionalContext(0) !== undefined) throw fail('E_OCSP_RESPONSE', 'the response names a version');
  const responderId = readResponderId(fields);
  const producedAt = readGeneralizedTime(fields);
  const list = fields.sequence();
  const responses: SingleResponse[] = [];
  while (!list.done) {
    if (responses.length === MAX_SINGLES) throw fail('E_OCSP_RESPONSE', `more than ${MAX_SINGLES} certificates`);
    responses.push(readSingleResponse(list));
  }
  const extensions = readOptionalExtensions(fields, 1);
  fields.finish();
  return { responderId, producedAt, responses, extensions };
}

function readResponderId(fields: DerReader): ResponderId {
  const byName = fields.optionalContext(1);
  if (byName !== undefined) {
    const name = Name.read(byName);
    byName.finish();
    return { by: 'name', name };
  }
  const byKey = fields.context(2);
  const hash = byKey.octetString();
  byKey.finish();
  return { by: 'key', hash };
}

/** The signature fits this key; nothing else is looked at. @throws E_PKI_ALGORITHM_UNSUPPORTED, E_PKI_KEY_UNSUPPORTED */
export function isResponseSignedBy(response: BasicOcspResponse, key: KeyObject): boolean {
  return verifySignature(response.signatureAlgorithm, key, response.tbs, response.signature);
}

export interface OcspResponseOptions {
  /** Who signs: the CA, or a responder that it certified. */
  readonly responder: Certificate;
  /** The responder's. */
  readonly signer: Signer;
  readonly producedAt: Date;
  readonly responses: readonly (Omit<SingleResponse, 'extensions'> & Partial<SingleResponse>)[];
  /** That of the request. */
  readonly nonce?: Uint8Array;
  /** Certificates to send along. Default: the responder's. RFC 5019 §2.2.1 leaves it out when the CA signs itself. */
  readonly certificates?: readonly Certificate[];
}

/**
 * Builds and signs a basic response.
 * @throws E_OCSP_INPUT, E_PKI_KEY_UNSUPPORTED, and whatever the signer throws
 */
export async function buildOcspResponse(options: OcspResponseOptions): Promise<Uint8Array> {
  const { responder, signer, producedAt, responses, nonce, certificates = [responder] } = options;
  if (responses.length === 0) throw fail('E_OCSP_INPUT', 'a response about no certificate');
  const data = der.sequence(
    // RFC 5019 §2.2.1: by key, which is shorter and survives a change of name.
    der.context(2, der.octetString(responderKeyHash(responder))),
    der.generalizedTime(producedAt),
    der.sequenceOf(responses.map(encodeSingleResponse)),
    ...(nonce === undefined ? [] : [der.context(1, encodeExtensions([nonceExtension(nonce)]))]),
  );
  const basic = der.sequence(
    data,
    signatureAlgorithmOf(signer.publicKey).identifier,
    der.bitString(await signer.sign(data)),
    ...(certificates.length === 0 ? [] : [der.context(0, der.sequence(...certificates.map((each) => each.der)))]),
  );
  const bytes = der.sequence(der.objectIdentifier(OID.ocspBasic), der.octetString(basic));
  return der.sequence(encodeStatus('successful'), der.context(0, bytes));
}

/** A response that says why there is none (RFC 6960 §2.3); it is not signed. */
export function ocspErrorResponse(status: OcspErrorStatus): Uint8Array {
  return der.sequence(encodeStatus(status));
}

function encodeStatus(status: OcspResponseStatus): Uint8Array {
  return der.integer(responseStatusCode(status), TAG.ENUMERATED);
}
