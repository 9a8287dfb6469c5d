/** Does a request contain what the CSR attributes ask for (RFC 8995 §5.9.2: the registrar must check)? */

import { bytesEqual, isSallyportError } from '@sallyport/core';
import { DerReader } from '@sallyport/der';
import { type CertificateRequest, type NameAttribute, OID, readAlgorithmIdentifier } from '@sallyport/pki';
import { readAttribute } from './codec.ts';
import { hasBlankNames, namesFit } from './partial-names.ts';
import type { CsrRequirements } from './requirements.ts';
import { rsaModulusBits } from './rsa-modulus.ts';
import type { KeyTemplate, NameTemplateAttribute } from './template.ts';

const SUBJECT_DIRECTORY_ATTRIBUTES = '2.5.29.9';

/**
 * What is missing, one phrase each; empty when the request is as asked.
 * `ignoreKey` leaves the request's key, signature and channel binding out, as server-side key generation does.
 */
export function unmetRequirements(
  csr: CertificateRequest,
  requirements: CsrRequirements,
  options: { readonly ignoreKey?: boolean } = {},
): readonly string[] {
  return [
    ...(options.ignoreKey === true ? [] : unmetKey(csr, requirements)),
    ...unmetSubject(csr, requirements),
    ...unmetExtensions(csr, requirements),
    ...unmetAttributes(csr, requirements),
    ...requirements.others.filter((oid) => !mentions(csr, oid)).map((oid) => `nothing of type ${oid}`),
  ];
}

function unmetKey(csr: CertificateRequest, requirements: CsrRequirements): readonly string[] {
  const { keys, signatureAlgorithms, challengePassword } = requirements;
  const unmet: string[] = [];
  if (challengePassword && csr.challengePassword === undefined) unmet.push('no challengePassword');
  if (keys.length > 0 && !keys.some((key) => keyFits(csr.spki, key))) unmet.push('the key is not of a kind asked for');
  if (signatureAlgorithms.length > 0 && !signatureAlgorithms.includes(csr.signatureAlgorithm.oid)) {
    unmet.push(`not signed with ${signatureAlgorithms.join(' or ')}`);
  }
  return unmet;
}

/** True when a SubjectPublicKeyInfo is of this kind. A longer RSA modulus than asked for will do. */
export function keyFits(spki: Uint8Array, key: KeyTemplate): boolean {
  const { algorithm, bits } = DerReader.whole(spki, (whole) => {
    const fields = whole.sequence();
    return { algorithm: readAlgorithmIdentifier(fields), bits: fields.bitStringOctets() };
  });
  if (algorithm.oid !== key.algorithm) return false;
  if (key.parameters !== undefined && !sameParameters(algorithm.parameters, key.parameters)) return false;
  return key.bits === undefined || rsaModulusBits(bits) >= key.bits;
}

/** RSA parameters are NULL or absent, which is the same (RFC 4055 §1.2). */
function sameParameters(given: Uint8Array | undefined, wanted: Uint8Array): boolean {
  const isNull = (value: Uint8Array | undefined) => value === undefined || value[0] === 0x05;
  return given !== undefined && bytesEqual(given, wanted) ? true : isNull(given) && isNull(wanted);
}

function unmetSubject(csr: CertificateRequest, { subject }: CsrRequirements): readonly string[] {
  if (subject === undefined) return [];
  const own = csr.subject.rdns.flat();
  return subject
    .flat()
    .filter((wanted) => !own.some((attribute) => nameAttributeFits(attribute, wanted)))
    .map(({ oid, value }) => `the subject has no ${oid}${value === undefined ? '' : ' with the value asked for'}`);
}

function nameAttributeFits(given: NameAttribute, wanted: NameTemplateAttribute): boolean {
  if (given.oid !== wanted.oid) return false;
  if (wanted.value === undefined || bytesEqual(given.valueDer, wanted.value)) return true;
  // The same text in another string type is the same value (RFC 5280 §7.1).
  return given.value !== undefined && given.value === textOf(wanted.value);
}

function textOf(value: Uint8Array): string | undefined {
  try {
    return DerReader.whole(value, (whole) => whole.string().value);
  } catch {
    return undefined;
  }
}

function unmetExtensions(csr: CertificateRequest, { extensions }: CsrRequirements): readonly string[] {
  return extensions.flatMap(({ oid, value }) => {
    const requested = csr.requestedExtensions.find((extension) => extension.oid === oid);
    if (requested === undefined) return [`extension ${oid} is not requested`];
    return value === undefined || extensionFits(oid, requested.value, value)
      ? []
      : [`extension ${oid} is not requested with the value asked for`];
  });
}

function extensionFits(oid: string, given: Uint8Array, wanted: Uint8Array): boolean {
  if (bytesEqual(given, wanted)) return true;
  return oid === OID.subjectAltName && hasBlankNames(wanted) && namesFit(given, wanted);
}

function unmetAttributes(csr: CertificateRequest, { attributes }: CsrRequirements): readonly string[] {
  return attributes.flatMap(({ oid, values }) => {
    const given = csr.attributes.find((attribute) => attribute.oid === oid)?.values;
    // What only an attribute of the request can carry an older client may carry as an extension (RFC 7030 §4.5.2).
    if (given === undefined) return values.length === 0 && mentions(csr, oid) ? [] : [`no attribute ${oid}`];
    return values.every((value) => given.some((each) => bytesEqual(each, value)))
      ? []
      : [`attribute ${oid} lacks a value asked for`];
  });
}

/**
 * Something of this type is in the request: an attribute, an extension, a part of the subject, or an attribute of the
 * subject kept in the extension of that name (RFC 9908 §5.2 expects the macAddress of its example there).
 */
function mentions(csr: CertificateRequest, oid: string): boolean {
  return (
    directoryAttributes(csr).includes(oid) ||
    csr.attributes.some((attribute) => attribute.oid === oid) ||
    csr.requestedExtensions.some((extension) => extension.oid === oid) ||
    csr.subject.rdns.flat().some((attribute) => attribute.oid === oid)
  );
}

/** The types in the requested subjectDirectoryAttributes (RFC 5280 §4.2.1.8). */
function directoryAttributes(csr: CertificateRequest): readonly string[] {
  const value = csr.requestedExtensions.find(({ oid }) => oid === SUBJECT_DIRECTORY_ATTRIBUTES)?.value;
  if (value === undefined) return [];
  try {
    return DerReader.whole(value, (whole) => whole.sequence().all(readAttribute)).map(({ oid }) => oid);
  } catch (error) {
    if (isSallyportError(error)) return [];
    throw error;
  }
}
