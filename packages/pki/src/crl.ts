/**
 * Certificate revocation lists (RFC 5280 §5), version 2, complete and direct.
 *
 * A list that needs more than that to be understood (delta, indirect, partitioned by an issuing distribution point,
 * or with an unknown critical extension) is refused when parsed, for it must not be used to tell a certificate's
 * status (RFC 5280 §5.2).
 */

import type { KeyObject } from 'node:crypto';
import { bytesEqual, fromHex } from '@sallyport/core';
import { type DerLimits, DerReader, decodeSinglePem, der, encodePem, TAG } from '@sallyport/der';
import { type AlgorithmIdentifier, readAlgorithmIdentifier } from './algorithm-identifier.ts';
import { signatureAlgorithmOf } from './algorithms.ts';
import { Certificate } from './certificate.ts';
import { fail } from './errors.ts';
import { readAuthorityKeyIdentifierOf } from './extension-values.ts';
import {
  authorityKeyIdentifier,
  type Extension,
  encodeExtensions,
  extension,
  extensionReader,
  type KeyIdentified,
  readExtensions,
} from './extensions.ts';
import { Name } from './name.ts';
import { OID } from './oids.ts';
import { type RevocationReason, revocationReasonCode, revocationReasonOf } from './revocation-reason.ts';
import { checkedSerialNumber, readSerialNumber } from './serial-number.ts';
import { parseSigned, type SignedStructure, sealSigned, verifySigned } from './signed-structure.ts';
import type { Signer } from './signer.ts';

const LABEL = 'X509 CRL';
/** Around 400,000 entries. */
const LIMITS: DerLimits = { maxBytes: 16 << 20, maxDepth: 32 };

/** One revoked certificate. */
export interface RevokedEntry {
  /** Lower-case hexadecimal, whole octets. */
  readonly serialNumber: string;
  readonly revocationDate: Date;
  readonly reason?: RevocationReason;
  readonly invalidityDate?: Date;
}

interface CrlFields {
  readonly issuer: Name;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date | undefined;
  readonly revoked: ReadonlyMap<string, RevokedEntry>;
  readonly extensions: readonly Extension[];
}

const crlNumberIn = extensionReader(OID.crlNumber, (reader) => reader.bigInteger());
const reasonIn = extensionReader(OID.reasonCode, readReason);
const invalidityDateIn = extensionReader(OID.invalidityDate, (reader) => reader.time());

export class CertificateRevocationList {
  readonly #signed: SignedStructure;
  readonly #fields: CrlFields;

  private constructor(signed: SignedStructure, fields: CrlFields) {
    this.#signed = signed;
    this.#fields = fields;
  }

  /** @throws E_PKI_CRL, E_PKI_CRL_UNSUPPORTED, E_PKI_NAME, E_PKI_SERIAL, E_PKI_EXTENSION, E_PKI_EXTENSION_DUPLICATE, E_DER_… */
  static parse(encoding: Uint8Array, limits: DerLimits = LIMITS): CertificateRevocationList {
    const signed = parseSigned(encoding, limits);
    const read = (whole: DerReader) => readFields(whole.sequence(), signed.signatureAlgorithm);
    return new CertificateRevocationList(signed, DerReader.whole(signed.tbs, read, limits));
  }

  /** @throws E_PEM_…, and what {@link CertificateRevocationList.parse} throws */
  static fromPem(pem: string): CertificateRevocationList {
    return CertificateRevocationList.parse(decodeSinglePem(pem, LABEL));
  }

  get der(): Uint8Array {
    return this.#signed.der;
  }
  get tbs(): Uint8Array {
    return this.#signed.tbs;
  }
  get signatureAlgorithm(): AlgorithmIdentifier {
    return this.#signed.signatureAlgorithm;
  }
  get issuer(): Name {
    return this.#fields.issuer;
  }
  get thisUpdate(): Date {
    return this.#fields.thisUpdate;
  }
  /** When the next list is due at the latest; absent in lists that do not follow RFC 5280 §5.1.2.5. */
  get nextUpdate(): Date | undefined {
    return this.#fields.nextUpdate;
  }
  get extensions(): readonly Extension[] {
    return this.#fields.extensions;
  }
  get crlNumber(): bigint | undefined {
    return crlNumberIn(this.extensions);
  }
  get authorityKeyIdentifier(): Uint8Array | undefined {
    return readAuthorityKeyIdentifierOf(this.extensions);
  }
  get signature(): Uint8Array {
    return this.#signed.signature;
  }
  /** In the order of the list. */
  get entries(): readonly RevokedEntry[] {
    return [...this.#fields.revoked.values()];
  }

  /** The entry for a serial number in lower-case hexadecimal, or undefined when it is not revoked. */
  isRevoked(serialNumber: string): RevokedEntry | undefined {
    return this.#fields.revoked.get(serialNumber);
  }

  /** The signature fits this issuer's key; its name and key usage are not looked at. */
  isSignedBy(issuer: Certificate | KeyObject): boolean {
    return verifySigned(this.#signed, issuer instanceof Certificate ? issuer.publicKey : issuer);
  }

  toPem(): string {
    return encodePem(LABEL, this.der);
  }
}

function readFields(fields: DerReader, outerAlgorithm: AlgorithmIdentifier): CrlFields {
  if (!fields.at(TAG.INTEGER) || fields.smallInteger() !== 1) {
    throw fail('E_PKI_CRL', 'the revocation list is not of version 2');
  }
  if (!bytesEqual(readAlgorithmIdentifier(fields).der, outerAlgorithm.der)) {
    throw fail('E_PKI_CRL', 'the two signature algorithms differ (RFC 5280 §5.1.1.2)');
  }
  const issuer = Name.read(fields);
  const thisUpdate = fields.time();
  const nextUpdate = fields.at(TAG.UTC_TIME) || fields.at(TAG.GENERALIZED_TIME) ? fields.time() : undefined;
  const revoked = fields.at(TAG.SEQUENCE) ? readRevoked(fields.sequence()) : new Map<string, RevokedEntry>();
  const field = fields.optionalContext(0);
  const extensions = field === undefined ? [] : readExtensions(field);
  field?.finish();
  fields.finish();
  requireSimple(extensions);
  return { issuer, thisUpdate, nextUpdate, revoked, extensions };
}

/** RFC 5280 §5.2: what changes the scope of a list, and unknown critical extensions. */
function requireSimple(extensions: readonly Extension[]): void {
  for (const { oid, critical } of extensions) {
    if (oid === OID.deltaCrlIndicator) throw fail('E_PKI_CRL_UNSUPPORTED', 'a delta CRL');
    if (oid === OID.issuingDistributionPoint) {
      throw fail('E_PKI_CRL_UNSUPPORTED', 'a CRL limited by an issuing distribution point');
    }
    if (critical && oid !== OID.crlNumber && oid !== OID.authorityKeyIdentifier) {
      throw fail('E_PKI_CRL_UNSUPPORTED', `a CRL with the critical extension ${oid}`);
    }
  }
}

function readRevoked(entries: DerReader): ReadonlyMap<string, RevokedEntry> {
  const revoked = new Map<string, RevokedEntry>();
  while (!entries.done) {
    const entry = readEntry(entries.sequence());
    if (revoked.has(entry.serialNumber)) throw fail('E_PKI_CRL', `serial number ${entry.serialNumber} occurs twice`);
    revoked.set(entry.serialNumber, entry);
  }
  return revoked;
}

function readEntry(fields: DerReader): RevokedEntry {
  const serialNumber = readSerialNumber(fields);
  const revocationDate = fields.time();
  const extensions = fields.done ? [] : readExtensions(fields);
  fields.finish();
  for (const { oid, critical } of extensions) {
    // RFC 5280 §5.3.3: certificateIssuer belongs to indirect lists, and is critical.
    if (critical && oid !== OID.reasonCode && oid !== OID.invalidityDate) {
      throw fail('E_PKI_CRL_UNSUPPORTED', `an entry with the critical extension ${oid}`);
    }
  }
  const reason = reasonIn(extensions);
  const invalidityDate = invalidityDateIn(extensions);
  return {
    serialNumber,
    revocationDate,
    ...(reason === undefined ? {} : { reason }),
    ...(invalidityDate === undefined ? {} : { invalidityDate }),
  };
}

function readReason(reader: DerReader): RevocationReason {
  const code = reader.smallInteger(TAG.ENUMERATED);
  const reason = revocationReasonOf(code);
  // RFC 5280 §5.3.1: removeFromCRL may only stand in delta lists.
  if (reason === undefined || reason === 'removeFromCRL') throw fail('E_PKI_CRL', `reason code ${code}`);
  return reason;
}

/** What stands in a list. */
export interface CertificateRevocationListContent {
  /** The CA; its subject is the list's issuer. */
  readonly issuer: KeyIdentified & { readonly subject: Name };
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
  /** Grows with every list of this CA (RFC 5280 §5.2.3). */
  readonly crlNumber: number | bigint;
  readonly entries: readonly RevokedEntry[];
}

export interface CertificateRevocationListOptions extends CertificateRevocationListContent {
  /** The CA's. */
  readonly signer: Signer;
}

/**
 * Builds and signs a complete CRL.
 * @throws E_PKI_ISSUE_INPUT, E_PKI_KEY_UNSUPPORTED, and whatever the signer throws
 */
export async function buildCertificateRevocationList(
  options: CertificateRevocationListOptions,
): Promise<CertificateRevocationList> {
  if (options.nextUpdate.getTime() <= options.thisUpdate.getTime()) {
    throw fail('E_PKI_ISSUE_INPUT', 'the next CRL would be due before this one');
  }
  const { signer } = options;
  return CertificateRevocationList.parse(await sealSigned(encodeContent(options, signer.publicKey), signer));
}

/**
 * Puts a list together again from its content and the signature that was made for it, octet by octet as it was.
 * @returns undefined when the signature is not for this content and key
 * @throws E_PKI_KEY_UNSUPPORTED
 */
export function reassembleCertificateRevocationList(
  content: CertificateRevocationListContent,
  publicKey: KeyObject,
  signature: Uint8Array,
): CertificateRevocationList | undefined {
  const { identifier } = signatureAlgorithmOf(publicKey);
  const encoding = der.sequence(encodeContent(content, publicKey), identifier, der.bitString(signature));
  const list = CertificateRevocationList.parse(encoding);
  return list.isSignedBy(publicKey) ? list : undefined;
}

function encodeContent(content: CertificateRevocationListContent, publicKey: KeyObject): Uint8Array {
  const entries = content.entries.map(encodeEntry);
  const extensions = [authorityKeyIdentifier(content.issuer), extension(OID.crlNumber, der.integer(content.crlNumber))];
  return der.sequence(
    der.integer(1),
    signatureAlgorithmOf(publicKey).identifier,
    content.issuer.subject.der,
    der.time(content.thisUpdate),
    der.time(content.nextUpdate),
    ...(entries.length === 0 ? [] : [der.sequenceOf(entries)]),
    der.context(0, encodeExtensions(extensions)),
  );
}

function encodeEntry({ serialNumber, revocationDate, reason, invalidityDate }: RevokedEntry): Uint8Array {
  const extensions: Extension[] = [];
  // RFC 5280 §5.3.1: absent rather than unspecified.
  if (reason !== undefined && reason !== 'unspecified') {
    extensions.push(extension(OID.reasonCode, der.integer(revocationReasonCode(reason), TAG.ENUMERATED)));
  }
  if (invalidityDate !== undefined) extensions.push(extension(OID.invalidityDate, der.generalizedTime(invalidityDate)));
  return der.sequence(
    der.integer(checkedSerialNumber(fromHex(serialNumber))),
    der.time(revocationDate),
    ...(extensions.length === 0 ? [] : [encodeExtensions(extensions)]),
  );
}
