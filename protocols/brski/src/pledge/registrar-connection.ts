/**
 * The TLS connection to a registrar, before and after it is believed (RFC 8995 §5.1, §5.6.2).
 *
 * The two are different types on purpose: what needs an authenticated registrar asks for an
 * {@link AuthenticatedConnection}, and there is no way to one but a voucher, a fingerprint read by a person, or a
 * permission given by hand.
 */

import { bytesEqual, isSallyportError, reasonOf } from '@sallyport/core';
import { Certificate, type CertificateRevocationList, validatePath } from '@sallyport/pki';
import { fail } from '../errors.ts';
import type { AcceptedVoucher } from './accepted-voucher.ts';
import type { FingerprintConfirmation, OneTimePermission } from './reduced-security.ts';

const MAX_CERTIFICATES = 10;
const MAX_CERTIFICATE_BYTES = 16 * 1024;

/** A connection whose server is not authenticated yet: everything it says is untrusted (RFC 8995 §5.1, §11). */
export class ProvisionalConnection {
  readonly state = 'provisional';
  /** The certificates as sent, end entity first. Kept for later validation (RFC 8995 §5.1). */
  readonly chain: readonly Certificate[];
  /** The end entity: what a voucher-request names as proximity-registrar-cert. */
  readonly registrar: Certificate;

  private constructor(registrar: Certificate, chain: readonly Certificate[]) {
    this.registrar = registrar;
    this.chain = chain;
  }

  /**
   * Accepts a TLS server provisionally: anybody may be there, but what they present must be sound.
   * @param serverChain DER, in the order sent
   * @throws E_BRSKI_PLEDGE_SERVER_CHAIN
   */
  static accept(serverChain: readonly Uint8Array[]): ProvisionalConnection {
    if (serverChain.length > MAX_CERTIFICATES) {
      throw fail('E_BRSKI_PLEDGE_SERVER_CHAIN', `the server sent ${serverChain.length} certificates`);
    }
    const chain = serverChain.map(parse);
    const [registrar] = chain;
    if (registrar === undefined) throw fail('E_BRSKI_PLEDGE_SERVER_CHAIN', 'the server sent no certificate');
    for (const certificate of chain) checkSignature(certificate, chain);
    return new ProvisionalConnection(registrar, chain);
  }

  /** True when a later connection presents the very same certificates (RFC 8995 §5). */
  isSame(serverChain: readonly Uint8Array[]): boolean {
    return (
      serverChain.length === this.chain.length &&
      this.chain.every((certificate, index) => bytesEqual(certificate.der, serverChain[index] ?? new Uint8Array(0)))
    );
  }
}

/** How a registrar came to be believed. */
export type RegistrarProof = 'voucher' | 'fingerprint' | 'one-time-permission';

export interface PinCheckOptions {
  /** The time to judge certificates by; undefined without a clock to trust (RFC 8995 §2.6.1). */
  readonly at: Date | undefined;
  readonly crls?: readonly CertificateRevocationList[];
}

/** A connection whose server is the registrar of the device's owner. */
export class AuthenticatedConnection {
  readonly state = 'authenticated';
  readonly registrar: Certificate;
  readonly chain: readonly Certificate[];
  readonly proof: RegistrarProof;
  /** May be installed as a trust anchor until cacerts brings better (RFC 8995 §5.6.2). Undefined without a voucher. */
  readonly pinnedDomainCert: Certificate | undefined;

  private constructor(from: ProvisionalConnection, proof: RegistrarProof, pinned: Certificate | undefined) {
    this.registrar = from.registrar;
    this.chain = from.chain;
    this.proof = proof;
    this.pinnedDomainCert = pinned;
  }

  /**
   * Completes TLS authentication: the pinned certificate's key is the one temporary anchor, and the chain seen in the
   * handshake must lead to it or carry it itself (RFC 8995 §5.6.2).
   * @throws E_BRSKI_PLEDGE_PIN
   */
  static byVoucher(
    connection: ProvisionalConnection,
    voucher: AcceptedVoucher,
    options: PinCheckOptions,
  ): AuthenticatedConnection {
    const pinned = voucher.pinnedDomainCert;
    try {
      checkPin(connection, pinned, voucher.revocationChecks, options);
    } catch (cause) {
      if (!isSallyportError(cause)) throw cause;
      throw fail('E_BRSKI_PLEDGE_PIN', `the registrar does not lead to the pinned certificate: ${reasonOf(cause)}`, {
        cause,
        details: { cause: cause.code },
      });
    }
    return new AuthenticatedConnection(connection, 'voucher', pinned);
  }

  /** A person compared the fingerprint on a console (RFC 8995 §7.2, item 4). @throws E_BRSKI_PLEDGE_PERMISSION */
  static byFingerprint(connection: ProvisionalConnection, confirmed: FingerprintConfirmation): AuthenticatedConnection {
    confirmed.use(connection.registrar);
    return new AuthenticatedConnection(connection, 'fingerprint', undefined);
  }

  /** A person allowed one imprint without a voucher (RFC 8995 §7.2, item 3). @throws E_BRSKI_PLEDGE_PERMISSION */
  static byPermission(connection: ProvisionalConnection, permission: OneTimePermission): AuthenticatedConnection {
    permission.use();
    return new AuthenticatedConnection(connection, 'one-time-permission', undefined);
  }

  /** True when a later connection presents the very same certificates; another registrar would need another proof. */
  isSame(serverChain: readonly Uint8Array[]): boolean {
    return (
      serverChain.length === this.chain.length &&
      this.chain.every((certificate, index) => bytesEqual(certificate.der, serverChain[index] ?? new Uint8Array(0)))
    );
  }
}

function parse(der: Uint8Array): Certificate {
  if (der.length > MAX_CERTIFICATE_BYTES) {
    throw fail('E_BRSKI_PLEDGE_SERVER_CHAIN', `the server sent a certificate of ${der.length} bytes`);
  }
  try {
    return Certificate.parse(der);
  } catch (cause) {
    if (!isSallyportError(cause)) throw cause;
    throw fail('E_BRSKI_PLEDGE_SERVER_CHAIN', `the server sent an unusable certificate: ${reasonOf(cause)}`, { cause });
  }
}

/**
 * RFC 8995 §5.1: the signature must be valid even if the key that made it cannot be judged yet. Where the issuer was
 * not sent there is nothing to check it with until the voucher names the anchor.
 */
function checkSignature(certificate: Certificate, chain: readonly Certificate[]): void {
  const issuers = chain.filter((candidate) => candidate.subject.equals(certificate.issuer));
  if (issuers.length === 0) return;
  try {
    if (issuers.some((issuer) => certificate.isSignedBy(issuer))) return;
  } catch (cause) {
    if (!isSallyportError(cause)) throw cause;
    throw fail('E_BRSKI_PLEDGE_SERVER_CHAIN', `a certificate cannot be checked: ${reasonOf(cause)}`, { cause });
  }
  throw fail('E_BRSKI_PLEDGE_SERVER_CHAIN', `${certificate.subject} is not signed by its issuer`);
}

function checkPin(
  connection: ProvisionalConnection,
  pinned: Certificate,
  revocation: AcceptedVoucher['revocationChecks'],
  options: PinCheckOptions,
): void {
  const { registrar } = connection;
  // RFC 8995 §5.6.2: the pinned key may be the end entity's own, whichever certificate carries it.
  const isDirect = bytesEqual(registrar.spki, pinned.spki);
  if (isDirect && revocation === 'required' && !pinned.isSelfIssued) {
    // The order of RFC 8366 §5.3 cannot be followed: nobody trusted so far could vouch for its issuer's list.
    throw fail('E_BRSKI_PLEDGE_PIN', 'revocation of a pinned end-entity certificate cannot be checked');
  }
  validatePath({
    leaf: registrar,
    intermediates: connection.chain.slice(1),
    anchors: isDirect ? [registrar] : [pinned],
    at: options.at ?? 'ignore-validity',
    ...(options.crls === undefined ? {} : { crls: options.crls }),
    revocation,
  });
}
