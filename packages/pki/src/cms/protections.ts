/**
 * Signed attributes that bind more than the content: to be checked when a signer sent them, never asked for.
 *
 * CMSAlgorithmProtection (RFC 6211) repeats the algorithms under the signature. SigningCertificateV2 (RFC 5035 §3)
 * names the certificate by hash, so that another certificate for the same key cannot take its place.
 */

import { bytesEqual } from '@sallyport/core';
import { contextConstructed, type DerReader, der } from '@sallyport/der';
import { type AlgorithmIdentifier, readAlgorithmIdentifier } from '../algorithm-identifier.ts';
import { digest, type HashName } from '../algorithms.ts';
import type { Certificate } from '../certificate.ts';
import { OID } from '../oids.ts';
import { type AttributeMap, CMS_ALGORITHM_PROTECTION, singleValue } from './attributes.ts';
import { fail } from './errors.ts';
import { digestOf } from './signature-algorithm.ts';
import type { SignerInfo } from './signer-info.ts';

/** @throws E_CMS_ALGORITHM_PROTECTION when the attribute is present and tells of other algorithms */
export function checkAlgorithmProtection(attributes: AttributeMap, info: SignerInfo): void {
  const protectedAlgorithms = singleValue(attributes, CMS_ALGORITHM_PROTECTION, readAlgorithmProtection);
  if (protectedAlgorithms === undefined) return;
  const { digestAlgorithm, signatureAlgorithm } = protectedAlgorithms;
  // RFC 6211 §3: a signature must be verified against a signature algorithm, so a MAC algorithm in its place fails.
  const fits =
    sameAlgorithm(digestAlgorithm, info.digestAlgorithm) &&
    signatureAlgorithm !== undefined &&
    sameAlgorithm(signatureAlgorithm, info.signatureAlgorithm);
  if (!fits) throw fail('E_CMS_ALGORITHM_PROTECTION', 'the signed attributes name other algorithms');
}

interface ProtectedAlgorithms {
  readonly digestAlgorithm: AlgorithmIdentifier;
  readonly signatureAlgorithm: AlgorithmIdentifier | undefined;
}

function readAlgorithmProtection(reader: DerReader): ProtectedAlgorithms {
  const fields = reader.sequence();
  const digestAlgorithm = readAlgorithmIdentifier(fields);
  const signatureAlgorithm = fields.at(contextConstructed(1)) ? readImplicitAlgorithm(fields.context(1)) : undefined;
  while (!fields.done) fields.any();
  return { digestAlgorithm, signatureAlgorithm };
}

function readImplicitAlgorithm(fields: DerReader): AlgorithmIdentifier {
  const oid = fields.objectIdentifier();
  const parameters = fields.optionalAny()?.bytes;
  fields.finish();
  return { oid, parameters, der: der.sequence(der.objectIdentifier(oid), parameters ?? NOTHING) };
}

const NOTHING = new Uint8Array(0);
const NULL = der.nullValue();

/** RFC 6211 §3: absent parameters and NULL mean the same. */
function sameAlgorithm(a: AlgorithmIdentifier, b: AlgorithmIdentifier): boolean {
  return a.oid === b.oid && bytesEqual(a.parameters ?? NULL, b.parameters ?? NULL);
}

/** @throws E_CMS_SIGNING_CERTIFICATE when the attribute is present and names another certificate; E_CMS_DIGEST_UNSUPPORTED */
export function checkSigningCertificate(attributes: AttributeMap, certificate: Certificate): void {
  const named = singleValue(attributes, OID.signingCertificateV2, readSigningCertificate);
  if (named === undefined) return;
  if (!bytesEqual(digest(named.hash, certificate.der), named.value)) {
    throw fail('E_CMS_SIGNING_CERTIFICATE', 'the signed attributes name another certificate');
  }
}

function readSigningCertificate(reader: DerReader): { readonly hash: HashName; readonly value: Uint8Array } {
  // RFC 5035 §3: the first of the list is the signer's own; policies may follow.
  const first = reader.sequence().sequence().sequence();
  const hash = first.at(0x30) ? digestOf(readAlgorithmIdentifier(first)) : 'sha256';
  return { hash, value: first.octetString() };
}
