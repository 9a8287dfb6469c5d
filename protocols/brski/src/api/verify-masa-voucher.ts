/** What a pledge makes of the voucher it gets (RFC 8995 §5.6.1, §5.6.2). */

import { bytesEqual, isSallyportError, reasonOf } from '@sallyport/core';
import { Certificate, validatePath } from '@sallyport/pki';
import { checkArtifact } from '../artifact/index.ts';
import { type CertificateInput, certificateFrom, certificatesFrom } from './credentials.ts';
import { fail } from './errors.ts';
import { anchorsOf, type Trust, type TrustStore } from './trust.ts';
import { Voucher } from './voucher.ts';

export interface MasaVoucherVerifyOptions {
  /** CMS DER. */
  readonly voucher: Uint8Array;
  /** The pledge's own. */
  readonly serialNumber: string;
  /** What the voucher-request carried. */
  readonly nonce?: string;
  /** Whether a voucher without the nonce will do (RFC 8995 §5.6.1, §7.2). Default `refuse`. */
  readonly nonceless?: 'accept' | 'refuse';
  /** The first certificate the registrar sent in the TLS handshake. */
  readonly registrarTlsCertificate: CertificateInput;
  /** The other certificates it sent. */
  readonly registrarTlsChain?: readonly CertificateInput[];
  /** When given, the pinned certificate itself must lead to this store. */
  readonly domainStore?: TrustStore;
  /** The manufacturer's anchors. */
  readonly masaTrust: Trust;
  /** The time by which expires-on and the registrar's certificate are judged. */
  readonly at: Date | 'ignore-validity';
}

export interface VerifiedMasaVoucher {
  readonly voucher: Voucher;
  /** What the pledge may trust from here on. */
  readonly pinnedDomainCertificate: Certificate;
  /** Every certificate in the voucher's CMS. */
  readonly certificates: readonly Certificate[];
}

/**
 * Verifies a voucher for this pledge, and that the registrar it talks to is the one the voucher means.
 * @throws E_BRSKI_API_SERIAL, E_BRSKI_API_NONCE, E_BRSKI_API_EXPIRED, E_BRSKI_API_NO_PIN, E_BRSKI_API_PIN,
 * E_BRSKI_SIGNATURE, E_BRSKI_VOUCHER_RULE, E_BRSKI_VOUCHER_SYNTAX, E_BRSKI_CMS_SYNTAX, E_BRSKI_API_ARGUMENT
 */
export function verifyMasaVoucher(options: MasaVoucherVerifyOptions): VerifiedMasaVoucher {
  const { voucher, certificates } = Voucher.verify(options.voucher, { trust: options.masaTrust });
  checkArtifact(voucher.toArtifact(), 'voucher');
  if (voucher.get('serialNumber') !== options.serialNumber) {
    throw fail('E_BRSKI_API_SERIAL', 'the voucher is for another device');
  }
  checkNonce(voucher.get('nonce'), options);
  checkExpiry(voucher.get('expiresOn'), options.at);
  const pinned = pinnedOf(voucher.get('pinnedDomainCert'));
  checkPin(pinned, options);
  return { voucher, pinnedDomainCertificate: pinned, certificates };
}

function checkNonce(found: string | undefined, { nonce, nonceless = 'refuse' }: MasaVoucherVerifyOptions): void {
  if (found === undefined) {
    if (nonce === undefined || nonceless === 'accept') return;
    throw fail('E_BRSKI_API_NONCE', 'the voucher has no nonce');
  }
  if (found !== nonce) throw fail('E_BRSKI_API_NONCE', 'the voucher has another nonce than the request');
}

function checkExpiry(expiresOn: Date | undefined, at: Date | 'ignore-validity'): void {
  if (expiresOn === undefined || at === 'ignore-validity') return;
  if (expiresOn.getTime() <= at.getTime()) {
    throw fail('E_BRSKI_API_EXPIRED', `the voucher expired on ${expiresOn.toISOString()}`);
  }
}

function pinnedOf(der: Uint8Array | undefined): Certificate {
  if (der === undefined) throw fail('E_BRSKI_API_NO_PIN', 'the voucher pins no certificate');
  try {
    return Certificate.parse(der);
  } catch (cause) {
    if (!isSallyportError(cause)) throw cause;
    throw fail('E_BRSKI_API_NO_PIN', `the pinned certificate cannot be read: ${reasonOf(cause)}`, { cause });
  }
}

function checkPin(pinned: Certificate, options: MasaVoucherVerifyOptions): void {
  const registrar = certificateFrom(options.registrarTlsCertificate);
  const { domainStore, at } = options;
  try {
    // RFC 8995 §5.6.2: the pinned key may be the registrar's own; what the certificate around it says is then moot.
    if (!bytesEqual(registrar.spki, pinned.spki)) {
      const intermediates = certificatesFrom(options.registrarTlsChain);
      validatePath({ leaf: registrar, intermediates, anchors: [pinned], at });
    }
    if (domainStore !== undefined) {
      validatePath({ leaf: pinned, intermediates: [], anchors: anchorsOf(domainStore), at });
    }
  } catch (cause) {
    if (!isSallyportError(cause)) throw cause;
    throw fail('E_BRSKI_API_PIN', reasonOf(cause), { cause, details: { cause: cause.code } });
  }
}
