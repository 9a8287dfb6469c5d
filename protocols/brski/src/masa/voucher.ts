/** Composing and signing a voucher (RFC 8995 §5.6). */

import {
  type ArtifactContentType,
  type Assertion,
  artifact,
  checkArtifact,
  signArtifact,
  type VoucherAttributes,
} from '../artifact/index.ts';
import type { CompleteMasaConfig, VoucherSigner } from './config.ts';
import { fail } from './errors.ts';
import type { Claimant, MadeDevice } from './ports.ts';

export interface VoucherDraft {
  readonly device: MadeDevice;
  readonly claimant: Claimant;
  readonly assertion: Assertion;
  readonly nonce: string | undefined;
  /** The end of the shortest CRL lifetime, when CRLs were used. */
  readonly crlsUntil: Date | undefined;
  readonly now: Date;
  readonly contentType: ArtifactContentType;
}

export interface SignedVoucher {
  readonly cms: Uint8Array;
  readonly expiresOn: Date | undefined;
}

/** @throws E_BRSKI_MASA_NONCELESS when the draft has no nonce and such vouchers are not issued; what the signer throws */
export async function signVoucher(draft: VoucherDraft, config: CompleteMasaConfig): Promise<SignedVoucher> {
  const { signer, expiresOn } = termsOf(draft, config);
  // RFC 8366 §5.3 allows domain-cert-revocation-checks only beside expires-on; RFC 8995 §5.6: "MAY set this field to
  // false". What the request said of it, of its pinned certificate and of renewal is ignored (RFC 8995 §3.4), and
  // prior-signed-voucher-request is not handed on.
  const attributes: VoucherAttributes = {
    createdOn: draft.now,
    assertion: draft.assertion,
    serialNumber: draft.device.serialNumber,
    pinnedDomainCert: draft.claimant.pinned.der,
    ...(draft.nonce === undefined ? {} : { nonce: draft.nonce }),
    ...(expiresOn === undefined ? {} : { expiresOn, domainCertRevocationChecks: false }),
  };
  const voucher = artifact('voucher', attributes);
  checkArtifact(voucher, 'voucher');
  const cms = await signArtifact(voucher, {
    certificate: signer.certificate,
    signer: signer.signer,
    ...(signer.certificates === undefined ? {} : { certificates: signer.certificates }),
    contentType: draft.contentType,
    signingTime: draft.now,
  });
  return { cms, expiresOn };
}

/** Which key signs, and until when: only vouchers without a nonce expire (RFC 8995 §5.6, RFC 8366 §5.3). */
function termsOf(
  draft: VoucherDraft,
  config: CompleteMasaConfig,
): { signer: VoucherSigner; expiresOn: Date | undefined } {
  if (draft.nonce !== undefined) return { signer: config.signer, expiresOn: undefined };
  if (config.nonceless === undefined) throw fail('E_BRSKI_MASA_NONCELESS', 'vouchers without a nonce are not issued');
  const { signer, lifetime } = config.nonceless;
  if (lifetime === 'unlimited') return { signer, expiresOn: undefined };
  // RFC 8995 §5.6: "before the earliest of" the configured lifetime, the registrar certificate's end, any CRL lifetime.
  const ends = [draft.now.getTime() + lifetime, draft.claimant.registrar.notAfter.getTime()];
  if (draft.crlsUntil !== undefined) ends.push(draft.crlsUntil.getTime());
  return { signer, expiresOn: new Date(Math.min(...ends)) };
}
