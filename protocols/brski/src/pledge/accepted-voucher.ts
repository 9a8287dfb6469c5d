/** What a pledge checks of a voucher before it lets it decide anything (RFC 8995 §5.6.1, §2.6.1; RFC 8366 §5.3). */

import { isSallyportError, MINUTE, type Milliseconds, reasonOf } from '@sallyport/core';
import { Certificate, type CertificateRevocationList, OID, type RevocationPolicy } from '@sallyport/pki';
import {
  ASSERTIONS,
  type Assertion,
  checkArtifact,
  SignedArtifact,
  type VoucherAttributes,
  verifyArtifact,
} from '../artifact/index.ts';
import { domainId } from '../domain-id.ts';
import { fail } from '../errors.ts';
import { matchesIdevidIssuer } from '../idevid.ts';

/** Where the specification leaves the pledge a choice. */
export interface VoucherPolicy {
  /** RFC 8995 §7.2 has pledges accept nonceless vouchers, §5.6.1 leaves it to policy. Default `accept`. */
  readonly nonceless?: 'accept' | 'refuse';
  /** Default: all three. */
  readonly assertions?: readonly Assertion[];
  /** How far a trusted clock and the signer's may be apart. Default 2 minutes. */
  readonly clockSkew?: Milliseconds;
}

export interface VoucherExpectations {
  /** The manufacturer's anchors for vouchers, from the factory: a CA, or the MASA's own certificate. */
  readonly anchors: readonly Certificate[];
  readonly idevid: Certificate;
  readonly serialNumber: string;
  /** What this attempt's voucher-request said. */
  readonly nonce: string;
  /** The time by a clock the device trusts; undefined when it has none, and then no date counts (RFC 8995 §2.6.1). */
  readonly at: Date | undefined;
  readonly policy?: VoucherPolicy;
}

const DEFAULT_SKEW = 2 * MINUTE;

/** A voucher for this device, by its manufacturer, for this attempt, that names a domain. Only {@link AcceptedVoucher.verify} makes one. */
export class AcceptedVoucher {
  /** CMS DER as received. */
  readonly cms: Uint8Array;
  readonly attributes: VoucherAttributes;
  readonly signer: Certificate;
  readonly pinnedDomainCert: Certificate;
  /** Lists the MASA sent along; they count only if the domain's CA signed them. */
  readonly crls: readonly CertificateRevocationList[];

  private constructor(
    cms: Uint8Array,
    attributes: VoucherAttributes,
    signer: Certificate,
    pinned: Certificate,
    crls: readonly CertificateRevocationList[],
  ) {
    this.cms = cms;
    this.attributes = attributes;
    this.signer = signer;
    this.pinnedDomainCert = pinned;
    this.crls = crls;
  }

  get assertion(): Assertion | undefined {
    return this.attributes.assertion;
  }

  get isNonceless(): boolean {
    return this.attributes.nonce === undefined;
  }

  /** RFC 8366 §5.3: domain-cert-revocation-checks true is an order, false forbids, absent means what PKIX does. */
  get revocationChecks(): RevocationPolicy {
    const { domainCertRevocationChecks } = this.attributes;
    if (domainCertRevocationChecks === undefined) return 'if-available';
    return domainCertRevocationChecks ? 'required' : 'none';
  }

  /**
   * @throws E_BRSKI_CMS_SYNTAX, E_BRSKI_CMS_CONTENT_TYPE, E_BRSKI_VOUCHER_SYNTAX, E_BRSKI_VOUCHER_RULE,
   * E_BRSKI_SIGNATURE, E_BRSKI_PLEDGE_SIGNER, E_BRSKI_PLEDGE_SERIAL, E_BRSKI_PLEDGE_ISSUER, E_BRSKI_PLEDGE_NONCE,
   * E_BRSKI_PLEDGE_NONCELESS, E_BRSKI_PLEDGE_ASSERTION, E_BRSKI_PLEDGE_TIME, E_BRSKI_PLEDGE_NOT_THIS_DOMAIN
   */
  static verify(cms: Uint8Array, expected: VoucherExpectations): AcceptedVoucher {
    const signed = SignedArtifact.parse(cms, 'voucher');
    const { artifact, signer, crls, signingTime } = verifyArtifact(signed, {
      anchors: expected.anchors,
      at: expected.at ?? 'ignore-validity',
    });
    checkSigner(signer);
    const { attributes } = artifact;
    checkSubject(attributes, expected);
    checkArtifact(artifact, 'voucher');
    checkNonce(attributes, expected);
    checkAssertion(attributes, expected.policy?.assertions ?? ASSERTIONS);
    checkTimes(attributes, signingTime, expected);
    return new AcceptedVoucher(signed.cms, attributes, signer, pinnedOf(attributes), crls);
  }
}

/** Where one CA issues both IDevIDs and the MASA's certificate, every device would otherwise be a MASA for its siblings. */
function checkSigner(signer: Certificate): void {
  if (signer.extension(OID.masaUrl) !== undefined) {
    throw fail('E_BRSKI_PLEDGE_SIGNER', 'the voucher is signed with an IDevID');
  }
}

function checkSubject({ serialNumber, idevidIssuer }: VoucherAttributes, expected: VoucherExpectations): void {
  if (serialNumber !== expected.serialNumber) {
    throw fail('E_BRSKI_PLEDGE_SERIAL', 'the voucher is for another serial number');
  }
  if (idevidIssuer !== undefined && !matchesIdevidIssuer(expected.idevid, idevidIssuer)) {
    throw fail('E_BRSKI_PLEDGE_ISSUER', 'the voucher is for a device of another IDevID issuer');
  }
}

function checkNonce({ nonce }: VoucherAttributes, expected: VoucherExpectations): void {
  if (nonce === undefined) {
    if (expected.policy?.nonceless !== 'refuse') return;
    throw fail('E_BRSKI_PLEDGE_NONCELESS', 'the voucher has no nonce');
  }
  if (nonce !== expected.nonce) throw fail('E_BRSKI_PLEDGE_NONCE', 'the voucher answers another voucher-request');
}

function checkAssertion({ assertion }: VoucherAttributes, accepted: readonly Assertion[]): void {
  if (assertion !== undefined && !accepted.includes(assertion)) {
    throw fail('E_BRSKI_PLEDGE_ASSERTION', `the voucher asserts ${assertion}`);
  }
}

/** RFC 8995 §2.6.1: with a clock in which it has confidence, a pledge checks every date it meets. */
function checkTimes(
  { createdOn, expiresOn }: VoucherAttributes,
  signingTime: Date | undefined,
  { at, policy }: VoucherExpectations,
): void {
  if (at === undefined) return;
  const skew = policy?.clockSkew ?? DEFAULT_SKEW;
  const latest = at.getTime() + skew;
  if (createdOn !== undefined && createdOn.getTime() > latest) {
    throw fail('E_BRSKI_PLEDGE_TIME', `the voucher is from the future: ${createdOn.toISOString()}`);
  }
  if (signingTime !== undefined && signingTime.getTime() > latest) {
    throw fail('E_BRSKI_PLEDGE_TIME', `the voucher was signed in the future: ${signingTime.toISOString()}`);
  }
  if (expiresOn !== undefined && expiresOn.getTime() <= at.getTime() - skew) {
    throw fail('E_BRSKI_PLEDGE_TIME', `the voucher expired: ${expiresOn.toISOString()}`);
  }
}

function pinnedOf({ pinnedDomainCert }: VoucherAttributes): Certificate {
  if (pinnedDomainCert === undefined) {
    // RFC 8995 §5.6.1: a failure to enrol in this domain, and no fault of the voucher's form.
    throw fail('E_BRSKI_PLEDGE_NOT_THIS_DOMAIN', 'the voucher pins no domain');
  }
  try {
    const pinned = Certificate.parse(pinnedDomainCert);
    // A key identifier that cannot be read would surface later, where the domain is named in events and to policy.
    domainId(pinned);
    return pinned;
  } catch (cause) {
    if (!isSallyportError(cause)) throw cause;
    throw fail('E_BRSKI_PLEDGE_NOT_THIS_DOMAIN', `the pinned certificate is unusable: ${reasonOf(cause)}`, { cause });
  }
}
