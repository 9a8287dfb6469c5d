/** The request attributes that EST gives a meaning, besides challengePassword and extensionRequest. */

import { isSallyportError } from '@sallyport/core';
import { DerReader, der } from '@sallyport/der';
import {
  type CertificateRequest,
  encodeGeneralName,
  type GeneralNameInput,
  Name,
  type RequestAttribute,
} from '@sallyport/pki';
import { fail } from './errors.ts';

export const EST_OID = {
  /** RFC 6402 §2.8. */
  changeSubjectName: '1.3.6.1.5.5.7.7.36',
  /** RFC 8551 §2.5.2. */
  smimeCapabilities: '1.2.840.113549.1.9.15',
  /** RFC 4108 §2.2.5. */
  decryptKeyIdentifier: '1.2.840.113549.1.9.16.2.37',
  /** RFC 7030 §4.4.1.2. */
  asymmetricDecryptKeyIdentifier: '1.2.840.113549.1.9.16.2.54',
  /** RFC 9908 §3.4. */
  certificationRequestInfoTemplate: '1.2.840.113549.1.9.16.2.61',
  extensionReqTemplate: '1.2.840.113549.1.9.16.2.62',
} as const;

/** What a renewal asks to change (RFC 6402 §2.8); a member that is absent stays as it is. */
export interface ChangeSubjectName {
  readonly subject: Name | undefined;
  /** The new subjectAltName, GeneralNames as they stand in the extension value. */
  readonly subjectAltName: Uint8Array | undefined;
}

/** The ChangeSubjectName attribute, for a renewal. */
export function changeSubjectName(change: {
  readonly subject?: Name;
  readonly subjectAltNames?: readonly GeneralNameInput[];
}): RequestAttribute {
  const fields = change.subject === undefined ? [] : [change.subject.der];
  if (change.subjectAltNames !== undefined)
    fields.push(der.context(1, ...change.subjectAltNames.map(encodeGeneralName)));
  return { oid: EST_OID.changeSubjectName, values: [der.sequence(...fields)] };
}

/** @throws E_EST_ATTRIBUTE when the attribute is there and malformed */
export function changeSubjectNameOf(csr: CertificateRequest): ChangeSubjectName | undefined {
  const attribute = csr.attributes.find(({ oid }) => oid === EST_OID.changeSubjectName);
  if (attribute === undefined) return undefined;
  const [value, ...more] = attribute.values;
  if (value === undefined || more.length > 0) throw fail('E_EST_ATTRIBUTE', 'ChangeSubjectName has one value');
  try {
    return DerReader.whole(value, readChangeSubjectName);
  } catch (cause) {
    if (!isSallyportError(cause)) throw cause;
    throw fail('E_EST_ATTRIBUTE', `ChangeSubjectName is malformed: ${cause.message}`, { cause });
  }
}

/**
 * The module of RFC 6402 has IMPLICIT TAGS and untagged members: `SEQUENCE { subject Name OPTIONAL, subjectAlt
 * GeneralNames OPTIONAL }`, which two SEQUENCE members make ambiguous. Its erratum tags the second [1]; both are read:
 * GeneralNames begin with a context tag, a Name with a SET.
 */
function readChangeSubjectName(reader: DerReader): ChangeSubjectName {
  const fields = reader.sequence();
  let subject: Name | undefined;
  let subjectAltName: Uint8Array | undefined;
  while (!fields.done) {
    const { tag, bytes, content } = fields.any();
    if (tag === 0xa1 && subjectAltName === undefined) subjectAltName = der.sequence(content);
    else if (tag === 0x30 && (content[0] ?? 0x31) === 0x31 && subject === undefined) subject = Name.parse(bytes);
    else if (tag === 0x30 && subjectAltName === undefined) subjectAltName = bytes;
    else throw fail('E_EST_ATTRIBUTE', 'ChangeSubjectName has a member it should not have');
  }
  return { subject, subjectAltName };
}

/** True when the request asks to have a server-generated key encrypted beyond TLS (RFC 7030 §4.4.1). */
export function asksForKeyEncryption(csr: CertificateRequest): boolean {
  const asking: readonly string[] = [
    EST_OID.smimeCapabilities,
    EST_OID.decryptKeyIdentifier,
    EST_OID.asymmetricDecryptKeyIdentifier,
  ];
  return csr.attributes.some(({ oid }) => asking.includes(oid));
}
