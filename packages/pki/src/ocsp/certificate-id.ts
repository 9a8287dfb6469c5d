/**
 * CertID (RFC 6960 §4.1.1): a certificate named by hashes of its issuer's name and key, and its serial number.
 *
 * SHA-1 serves here as a name, not as a proof: RFC 5019 §2.1.1 asks for it, and a collision would need two issuers of
 * one making. It is found nowhere else in this package.
 */

import { createHash } from 'node:crypto';
import { bytesEqual, fromHex, plain, toHex } from '@sallyport/core';
import { DerReader, der, TAG } from '@sallyport/der';
import { type AlgorithmIdentifier, readAlgorithmIdentifier } from '../algorithm-identifier.ts';
import type { Certificate } from '../certificate.ts';
import { OID } from '../oids.ts';
import { subjectPublicKeyBits } from '../public-key.ts';
import { checkedSerialNumber, readSerialNumber } from '../serial-number.ts';

/** The one table of hashes that a CertID may use. */
const HASHES = {
  sha1: { oid: OID.sha1, parameters: [der.nullValue()] },
  // RFC 5754 §2: the parameters of SHA-2 are left out; for SHA-1 they are NULL where they matter (RFC 3370 §2.1).
  sha256: { oid: OID.sha256, parameters: [] },
  sha384: { oid: OID.sha384, parameters: [] },
  sha512: { oid: OID.sha512, parameters: [] },
} as const;

export type CertificateIdHash = keyof typeof HASHES;

/** Twenty octets and one for the sign: there are CAs that did not count it, and to ask about theirs is no mistake. */
const MAX_SERIAL_OCTETS = 21;

const NAMES: readonly CertificateIdHash[] = ['sha1', 'sha256', 'sha384', 'sha512'];

interface IssuerHashes {
  readonly name: Uint8Array;
  readonly key: Uint8Array;
}

/** An issuer is hashed once, whoever asks about its certificates. */
const hashed = new WeakMap<Certificate, Map<CertificateIdHash, IssuerHashes>>();

export class CertificateId {
  /** The hash, or undefined when it is none of the table: such a name fits no issuer. */
  readonly hash: CertificateIdHash | undefined;
  readonly issuerNameHash: Uint8Array;
  readonly issuerKeyHash: Uint8Array;
  /** Lower-case hexadecimal, whole octets. */
  readonly serialNumber: string;
  /** The whole encoding. */
  readonly der: Uint8Array;

  private constructor(
    fields: Pick<CertificateId, 'issuerNameHash' | 'issuerKeyHash' | 'serialNumber' | 'der'>,
    hash: CertificateIdHash | undefined,
  ) {
    this.hash = hash;
    this.issuerNameHash = fields.issuerNameHash;
    this.issuerKeyHash = fields.issuerKeyHash;
    this.serialNumber = fields.serialNumber;
    this.der = fields.der;
  }

  /**
   * Names a certificate of this issuer.
   * @throws E_PKI_ISSUE_INPUT when the serial number is none
   */
  static of(issuer: Certificate, serialNumber: string, hash: CertificateIdHash = 'sha256'): CertificateId {
    const { name, key } = hashesOf(issuer, hash);
    const serial = checkedSerialNumber(fromHex(serialNumber));
    const encoding = der.sequence(
      der.sequence(der.objectIdentifier(HASHES[hash].oid), ...HASHES[hash].parameters),
      der.octetString(name),
      der.octetString(key),
      der.integer(serial),
    );
    return new CertificateId(
      { issuerNameHash: name, issuerKeyHash: key, serialNumber: toHex(serial), der: encoding },
      hash,
    );
  }

  /** Reads the CertID that comes next. @throws E_DER_…, E_PKI_SERIAL */
  static read(reader: DerReader): CertificateId {
    const { bytes } = reader.element(TAG.SEQUENCE);
    return DerReader.whole(bytes, (whole) => {
      const fields = whole.sequence();
      const hash = hashOf(readAlgorithmIdentifier(fields));
      const issuerNameHash = fields.octetString();
      const issuerKeyHash = fields.octetString();
      const serialNumber = readSerialNumber(fields, MAX_SERIAL_OCTETS);
      fields.finish();
      return new CertificateId({ issuerNameHash, issuerKeyHash, serialNumber, der: bytes }, hash);
    });
  }

  /** True when the hashes are those of this issuer. */
  isOf(issuer: Certificate): boolean {
    if (this.hash === undefined) return false;
    const { name, key } = hashesOf(issuer, this.hash);
    return bytesEqual(this.issuerNameHash, name) && bytesEqual(this.issuerKeyHash, key);
  }

  /** True when this names that certificate of that issuer. */
  names(certificate: Pick<Certificate, 'serialNumber'>, issuer: Certificate): boolean {
    return this.serialNumber === certificate.serialNumber && this.isOf(issuer);
  }
}

function hashOf({ oid, parameters }: AlgorithmIdentifier): CertificateIdHash | undefined {
  if (parameters !== undefined && !bytesEqual(parameters, der.nullValue())) return undefined;
  return NAMES.find((name) => HASHES[name].oid === oid);
}

function hashesOf(issuer: Certificate, hash: CertificateIdHash): IssuerHashes {
  let known = hashed.get(issuer);
  if (known === undefined) {
    known = new Map();
    hashed.set(issuer, known);
  }
  let hashes = known.get(hash);
  if (hashes === undefined) {
    // RFC 6960 §4.1.1: the name's whole encoding, and the content of the subjectPublicKey without its unused bits.
    hashes = { name: hashNow(hash, issuer.subject.der), key: hashNow(hash, subjectPublicKeyBits(issuer.spki)) };
    known.set(hash, hashes);
  }
  return hashes;
}

function hashNow(hash: CertificateIdHash, data: Uint8Array): Uint8Array {
  return plain(createHash(hash).update(data).digest());
}

/** KeyHash of a ResponderID: the SHA-1 of the key's bits, whatever else is hashed how (RFC 6960 §4.2.1). */
export function responderKeyHash(certificate: Certificate): Uint8Array {
  return hashesOf(certificate, 'sha1').key;
}
