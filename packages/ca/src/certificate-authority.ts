/**
 * A certificate authority: certificates by profile, from requests whose maker holds the key, recorded before they are
 * handed out; and revocation lists from the record (RFC 5280).
 */

import type { KeyObject } from 'node:crypto';
import { bytesEqual, type Clock, MINUTE, type Milliseconds, type Random } from '@sallyport/core';
import {
  authorityInfoAccess,
  authorityKeyIdentifier,
  buildCertificate,
  type Certificate,
  type CertificateRequest,
  type CertificateRevocationList,
  crlDistributionPoints,
  type Extension,
  importPublicKey,
  keyTypeOf,
  type Name,
  NEVER,
  OID,
  type Signer,
  serialNumber,
  spkiOf,
  subjectKeyIdentifier,
} from '@sallyport/pki';
import { fail } from './errors.ts';
import type { CertificateLedger, LedgerEntry, RevokeReason } from './ledger.ts';
import { type CurrentListOptions, RevocationListIssuer } from './list-issuer.ts';
import type { CertificateContent, CertificateProfile } from './profile.ts';
import { profileMistake } from './profile-check.ts';

export interface CertificateAuthorityOptions {
  readonly certificate: Certificate;
  /** The CA's own key. */
  readonly signer: Signer;
  readonly ledger: CertificateLedger;
  readonly clock: Clock;
  readonly random: Random;
  /** The certificates above this one, nearest first, if it is not a root: for those who ask for the chain. */
  readonly chain?: readonly Certificate[];
  /** How far certificates are dated back for devices whose clocks are slow, in milliseconds. Default 5 minutes. */
  readonly backdate?: Milliseconds;
  /** Where the status of certificates can be asked, to be written into each; asked anew for each. */
  readonly statusLocations?: () => StatusLocations | undefined;
}

/** Addresses for the certificates of this CA, as URLs. */
export interface StatusLocations {
  /** Where the CRL is (RFC 5280 §4.2.1.13). */
  readonly crl: readonly string[];
  /** Where the OCSP responder is (RFC 5280 §4.2.2.1). */
  readonly ocsp: readonly string[];
  /** Where the certificate of the CA is (RFC 5280 §4.2.2.1). */
  readonly caIssuers: readonly string[];
}

/** A certificate for the key of a request, or for a key given directly, which is then the caller's word for it. */
export type IssueRequest<Facts> = {
  readonly profile: CertificateProfile<Facts>;
  readonly facts: Facts;
} & ({ readonly request: CertificateRequest } | { readonly publicKey: KeyObject | Uint8Array });

export class CertificateAuthority {
  readonly certificate: Certificate;
  /** This certificate and those above it, nearest first. */
  readonly chain: readonly Certificate[];
  readonly ledger: CertificateLedger;
  readonly #signer: Signer;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #backdate: Milliseconds;
  readonly #authorityKeyIdentifier: Extension;
  readonly #statusLocations: () => StatusLocations | undefined;
  readonly #lists: RevocationListIssuer;

  /** @throws E_CA_NOT_A_CA, E_CA_KEY_MISMATCH */
  constructor(options: CertificateAuthorityOptions) {
    const { certificate, signer } = options;
    const mayIssue = certificate.keyUsage?.has('keyCertSign') ?? true;
    if (certificate.basicConstraints?.ca !== true || !mayIssue) {
      throw fail('E_CA_NOT_A_CA', `${certificate.subject} may not issue certificates`);
    }
    if (!certificate.publicKey.equals(signer.publicKey)) {
      throw fail('E_CA_KEY_MISMATCH', `the key is not that of ${certificate.subject}`);
    }
    this.certificate = certificate;
    this.chain = [certificate, ...(options.chain ?? [])];
    this.ledger = options.ledger;
    this.#signer = signer;
    this.#clock = options.clock;
    this.#random = options.random;
    this.#backdate = options.backdate ?? 5 * MINUTE;
    this.#authorityKeyIdentifier = authorityKeyIdentifier(certificate);
    this.#statusLocations = options.statusLocations ?? (() => undefined);
    this.#lists = new RevocationListIssuer(options);
  }

  /**
   * Issues a certificate. It is in the ledger, durably, before it is returned; when recording fails nobody gets it.
   * @throws E_CA_PROOF_OF_POSSESSION, E_CA_SUBJECT_KEY, E_CA_PROFILE, E_CA_OUTSIDE_VALIDITY, E_CA_SERIAL_TAKEN
   * @throws E_PKI_KEY, E_PKI_KEY_UNSUPPORTED, E_PKI_ALGORITHM_UNSUPPORTED, and what profile, signer and ledger throw
   */
  async issue<Facts>(options: IssueRequest<Facts>): Promise<Certificate> {
    const { profile, facts } = options;
    const at = this.#clock.now();
    const subject = subjectOf(options);
    if (bytesEqual(subject.spki, this.certificate.spki)) {
      throw fail('E_CA_SUBJECT_KEY', "the request is for the CA's own key");
    }
    const content = profile.describe({
      requestedSubject: subject.name,
      requestedExtensions: subject.extensions,
      keyType: keyTypeOf(subject.publicKey),
      facts,
      at,
      authority: this.certificate,
    });
    const mistake = profileMistake(profile, content, this.certificate);
    if (mistake !== undefined) throw fail('E_CA_PROFILE', `profile ${profile.name}: ${mistake}`);
    const certificate = await buildCertificate({
      subject: content.subject,
      publicKey: subject.spki,
      issuer: this.certificate.subject,
      signer: this.#signer,
      serialNumber: serialNumber(this.#random),
      ...this.#validity(content, at),
      extensions: this.#extensions(content, subject.spki),
    });
    await this.ledger.record({
      serialNumber: certificate.serialNumber,
      subject: certificate.subject.toString(),
      profile: profile.name,
      device: content.device,
      issuedAt: at,
      notBefore: certificate.notBefore,
      notAfter: certificate.notAfter,
      der: certificate.der,
    });
    return certificate;
  }

  /**
   * Revokes a certificate of this CA; it stands in every CRL made from now on until it would have expired.
   * @throws E_CA_UNKNOWN_CERTIFICATE, and what the ledger throws
   */
  revoke(serialNumberHex: string, reason: RevokeReason, at: Date = this.#clock.now()): Promise<LedgerEntry> {
    return this.ledger.revoke(serialNumberHex, { reason, at });
  }

  /**
   * Makes the next CRL, due again after `lifetime` milliseconds. Its number is recorded before it is returned.
   * @throws E_CA_NOT_A_CA when the CA certificate does not allow cRLSign; E_CA_CRL_NUMBER_TAKEN, and what the ledger throws
   */
  issueRevocationList(lifetime: Milliseconds): Promise<CertificateRevocationList> {
    return this.#lists.next(lifetime);
  }

  /**
   * The CRL in force: the same at every replica and after a restart, and a new one as soon as something was revoked or
   * the last one nears its end.
   * @throws as {@link CertificateAuthority.issueRevocationList}
   */
  currentRevocationList(options: CurrentListOptions): Promise<CertificateRevocationList> {
    return this.#lists.current(options);
  }

  /** No certificate begins before its CA or outlives it: relying parties would see a broken chain. */
  #validity(content: CertificateContent, at: Date): { readonly notBefore: Date; readonly notAfter: Date } {
    const authority = this.certificate;
    if (at < authority.notBefore || at > authority.notAfter) {
      throw fail('E_CA_OUTSIDE_VALIDITY', `${authority.subject} is not valid at ${at.toISOString()}`);
    }
    const wantedEnd = content.notAfter === 'never' ? NEVER : content.notAfter;
    const notAfter = earlier(wantedEnd, authority.notAfter);
    const wantedStart = content.notBefore ?? new Date(at.getTime() - this.#backdate);
    const notBefore = later(wantedStart, authority.notBefore);
    if (!(notAfter > at)) throw fail('E_CA_PROFILE', 'the certificate would have ended already');
    return { notBefore, notAfter };
  }

  #extensions(content: CertificateContent, spki: Uint8Array): readonly Extension[] {
    const given = new Set(content.extensions.map(({ oid }) => oid));
    return [
      ...content.extensions,
      // RFC 6960 §4.2.2.2.1: the status of a responder with nocheck is asked nowhere.
      ...(given.has(OID.ocspNoCheck) ? [] : this.#statusExtensions().filter(({ oid }) => !given.has(oid))),
      ...(given.has(OID.subjectKeyIdentifier) ? [] : [subjectKeyIdentifier(spki)]),
      ...(given.has(OID.authorityKeyIdentifier) ? [] : [this.#authorityKeyIdentifier]),
    ];
  }

  #statusExtensions(): readonly Extension[] {
    const locations = this.#statusLocations();
    if (locations === undefined) return [];
    const { crl, ocsp, caIssuers } = locations;
    return [
      ...(crl.length === 0 ? [] : [crlDistributionPoints(crl)]),
      ...(ocsp.length + caIssuers.length === 0 ? [] : [authorityInfoAccess({ ocsp, caIssuers })]),
    ];
  }
}

function earlier(a: Date, b: Date): Date {
  return new Date(Math.min(a.getTime(), b.getTime()));
}

function later(a: Date, b: Date): Date {
  return new Date(Math.max(a.getTime(), b.getTime()));
}

interface SubjectOfRequest {
  readonly spki: Uint8Array;
  readonly publicKey: KeyObject;
  readonly name: Name | undefined;
  readonly extensions: readonly Extension[];
}

function subjectOf<Facts>(options: IssueRequest<Facts>): SubjectOfRequest {
  if ('publicKey' in options) {
    const spki = spkiOf(options.publicKey);
    const publicKey = options.publicKey instanceof Uint8Array ? importPublicKey(spki) : options.publicKey;
    return { spki, publicKey, name: undefined, extensions: [] };
  }
  const { request } = options;
  if (!request.verifySignature()) {
    throw fail('E_CA_PROOF_OF_POSSESSION', 'the request is not signed with the key it is for');
  }
  const { spki, publicKey, subject, requestedExtensions } = request;
  return { spki, publicKey, name: subject, extensions: requestedExtensions };
}
