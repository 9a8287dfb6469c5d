/**
 * X.509 certificates (RFC 5280 §4), read strictly.
 *
 * Parsing judges the encoding and the rules that hold for a certificate by itself; nothing here says whether to trust
 * it: see `path.ts`. The public key is made when first asked for. Known extensions are decoded when first asked for,
 * and a malformed one then throws.
 */

import type { KeyObject } from 'node:crypto';
import { bytesEqual, toHex } from '@sallyport/core';
import { contextPrimitive, DerReader, decodePem, decodeSinglePem, encodePem, TAG } from '@sallyport/der';
import { type AlgorithmIdentifier, readAlgorithmIdentifier } from './algorithm-identifier.ts';
import { digest } from './algorithms.ts';
import { fail } from './errors.ts';
import {
  type AuthorityInfoAccess,
  type BasicConstraints,
  type NameConstraints,
  readAuthorityInfoAccessOf,
  readAuthorityKeyIdentifierOf,
  readBasicConstraintsOf,
  readCrlDistributionPointsOf,
  readExtendedKeyUsageOf,
  readKeyUsageOf,
  readNameConstraintsOf,
  readSubjectAltNameOf,
  readSubjectKeyIdentifierOf,
} from './extension-values.ts';
import { type Extension, readExtensions } from './extensions.ts';
import type { GeneralName } from './general-name.ts';
import type { KeyUsage } from './key-usage.ts';
import { Name } from './name.ts';
import { importPublicKey } from './public-key.ts';
import { readSerialNumber } from './serial-number.ts';
import { parseSigned, type SignedStructure, verifySigned } from './signed-structure.ts';

const LABEL = 'CERTIFICATE';
const LIMITS = { maxBytes: 128 << 10, maxDepth: 32 };

interface CertificateFields {
  readonly version: number;
  readonly serialNumber: string;
  readonly issuer: Name;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly subject: Name;
  readonly spki: Uint8Array;
  readonly extensions: readonly Extension[];
}

export class Certificate {
  readonly #signed: SignedStructure;
  readonly #fields: CertificateFields;
  #publicKey: KeyObject | undefined;
  #fingerprint: string | undefined;
  /** The key that was found to have signed this certificate. Neither ever changes, so it is found once. */
  #signedBy: KeyObject | undefined;

  private constructor(signed: SignedStructure, fields: CertificateFields) {
    this.#signed = signed;
    this.#fields = fields;
  }

  /** @throws E_PKI_CERTIFICATE, E_PKI_SERIAL, E_PKI_NAME, E_PKI_EXTENSION, E_PKI_EXTENSION_DUPLICATE, E_DER_… */
  static parse(encoding: Uint8Array): Certificate {
    const signed = parseSigned(encoding, LIMITS);
    const fields = DerReader.whole(signed.tbs, (whole) => readFields(whole.sequence(), signed.signatureAlgorithm));
    return new Certificate(signed, fields);
  }

  /** The one certificate of a PEM text. @throws E_PEM_…, and what {@link Certificate.parse} throws */
  static fromPem(pem: string): Certificate {
    return Certificate.parse(decodeSinglePem(pem, LABEL));
  }

  /** Every certificate of a PEM text in order; objects of other kinds are passed over. */
  static allFromPem(pem: string): Certificate[] {
    return decodePem(pem)
      .filter(({ label }) => label === LABEL)
      .map((object) => Certificate.parse(object.der));
  }

  get der(): Uint8Array {
    return this.#signed.der;
  }
  /** The whole encoding of the TBSCertificate. */
  get tbs(): Uint8Array {
    return this.#signed.tbs;
  }
  get signatureAlgorithm(): AlgorithmIdentifier {
    return this.#signed.signatureAlgorithm;
  }
  get signature(): Uint8Array {
    return this.#signed.signature;
  }
  /** 1, 2 or 3. */
  get version(): number {
    return this.#fields.version;
  }
  /** Lower-case hexadecimal, whole octets. */
  get serialNumber(): string {
    return this.#fields.serialNumber;
  }
  get issuer(): Name {
    return this.#fields.issuer;
  }
  get subject(): Name {
    return this.#fields.subject;
  }
  get notBefore(): Date {
    return this.#fields.notBefore;
  }
  get notAfter(): Date {
    return this.#fields.notAfter;
  }
  /** SubjectPublicKeyInfo, whole encoding. */
  get spki(): Uint8Array {
    return this.#fields.spki;
  }
  get extensions(): readonly Extension[] {
    return this.#fields.extensions;
  }

  /** @throws E_PKI_KEY */
  get publicKey(): KeyObject {
    this.#publicKey ??= importPublicKey(this.spki);
    return this.#publicKey;
  }

  extension(oid: string): Extension | undefined {
    return this.extensions.find((each) => each.oid === oid);
  }

  get subjectKeyIdentifier(): Uint8Array | undefined {
    return readSubjectKeyIdentifierOf(this.extensions);
  }
  /** The keyIdentifier of the extension. */
  get authorityKeyIdentifier(): Uint8Array | undefined {
    return readAuthorityKeyIdentifierOf(this.extensions);
  }
  get basicConstraints(): BasicConstraints | undefined {
    return readBasicConstraintsOf(this.extensions);
  }
  get keyUsage(): ReadonlySet<KeyUsage> | undefined {
    return readKeyUsageOf(this.extensions);
  }
  /** OIDs. */
  get extendedKeyUsage(): readonly string[] | undefined {
    return readExtendedKeyUsageOf(this.extensions);
  }
  get subjectAltNames(): readonly GeneralName[] {
    return readSubjectAltNameOf(this.extensions) ?? [];
  }
  /** URIs. */
  get crlDistributionPoints(): readonly string[] {
    return readCrlDistributionPointsOf(this.extensions) ?? [];
  }
  get authorityInfoAccess(): AuthorityInfoAccess | undefined {
    return readAuthorityInfoAccessOf(this.extensions);
  }
  get nameConstraints(): NameConstraints | undefined {
    return readNameConstraintsOf(this.extensions);
  }

  /** Issuer and subject are the same name (RFC 5280 §3.2); says nothing of the signature. */
  get isSelfIssued(): boolean {
    return this.issuer.equals(this.subject);
  }

  /** The signature fits this issuer's key; names, dates and constraints are not looked at. */
  isSignedBy(issuer: Certificate | KeyObject): boolean {
    const key = issuer instanceof Certificate ? issuer.publicKey : issuer;
    if (key === this.#signedBy) return true;
    const isSigned = verifySigned(this.#signed, key);
    if (isSigned) this.#signedBy = key;
    return isSigned;
  }

  equals(other: Certificate): boolean {
    return bytesEqual(this.der, other.der);
  }

  /** SHA-256 of the encoding, lower-case hexadecimal. */
  fingerprint(): string {
    this.#fingerprint ??= toHex(digest('sha256', this.der));
    return this.#fingerprint;
  }

  toPem(): string {
    return encodePem(LABEL, this.der);
  }
}

function readFields(fields: DerReader, outerAlgorithm: AlgorithmIdentifier): CertificateFields {
  const version = readVersion(fields);
  const serialNumber = readSerialNumber(fields);
  const innerAlgorithm = readAlgorithmIdentifier(fields);
  if (!bytesEqual(innerAlgorithm.der, outerAlgorithm.der)) {
    throw fail('E_PKI_CERTIFICATE', 'the two signature algorithms differ (RFC 5280 §4.1.1.2)');
  }
  const issuer = Name.read(fields);
  const validity = fields.sequence();
  const notBefore = validity.time();
  const notAfter = validity.time();
  validity.finish();
  const subject = Name.read(fields);
  const spki = fields.element(TAG.SEQUENCE).bytes;
  const hasUniqueIds = skipUniqueIds(fields);
  const extensions = readCertificateExtensions(fields);
  fields.finish();
  if (version < 2 && hasUniqueIds) throw fail('E_PKI_CERTIFICATE', 'a version 1 certificate with unique identifiers');
  if (version < 3 && extensions !== undefined) {
    throw fail('E_PKI_CERTIFICATE', `a version ${version} certificate with extensions (RFC 5280 §4.1.2.9)`);
  }
  return { version, serialNumber, issuer, notBefore, notAfter, subject, spki, extensions: extensions ?? [] };
}

function readVersion(fields: DerReader): number {
  const field = fields.optionalContext(0);
  if (field === undefined) return 1;
  const encoded = field.smallInteger();
  field.finish();
  // X.690 §11.5 keeps the default, version 1, from being encoded.
  if (encoded !== 1 && encoded !== 2) throw fail('E_PKI_CERTIFICATE', `certificate version ${encoded + 1}`);
  return encoded + 1;
}

function skipUniqueIds(fields: DerReader): boolean {
  let found = false;
  for (const number of [1, 2]) {
    if (fields.at(contextPrimitive(number))) {
      fields.any();
      found = true;
    }
  }
  return found;
}

function readCertificateExtensions(fields: DerReader): readonly Extension[] | undefined {
  const field = fields.optionalContext(3);
  if (field === undefined) return undefined;
  const extensions = readExtensions(field);
  field.finish();
  return extensions;
}
