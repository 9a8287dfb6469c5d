/**
 * Examining what a MASA gave (step C.8). RFC 8995 §5.6: the registrar's evaluation is "for transparency and audit"; the
 * pledge judges for itself. A voucher that the pledge is bound to refuse is not forwarded all the same, because the error
 * then shows where it arose.
 */

import type { Facts } from '@sallyport/onboarding';
import { type Assertion, SignedArtifact, type VerifiedArtifact, verifyArtifact } from '../artifact/index.ts';
import { VOUCHER_CMS_JSON } from '../media-types.ts';
import type { PathMemory } from '../server/path-memory.ts';
import { rethrowing } from '../server/refusal.ts';
import type { SignerMemory } from '../server/signer-memory.ts';
import type { ManufacturerTrust } from './config.ts';
import { fail } from './errors.ts';
import type { OwnIdentity } from './own-identity.ts';

/** What is remembered of MASAs from one voucher to the next. */
export interface VoucherMemory {
  readonly paths: PathMemory;
  readonly signers: SignerMemory;
}

export interface ExpectedVoucher {
  readonly serialNumber: string;
  /** Undefined when the request had none. */
  readonly nonce: string | undefined;
  readonly trust: ManufacturerTrust;
  readonly own: OwnIdentity;
  readonly memory: VoucherMemory;
  readonly now: Date;
  /** Pass on kinds of voucher that cannot be read here (RFC 8995 §7.3.5). */
  readonly acceptOpaque: boolean;
  /** A voucher without a nonce may answer a request with one: it was stored beforehand. */
  readonly acceptNonceless: boolean;
}

export interface ExaminedVoucher {
  /** Undefined when the voucher is opaque. */
  readonly assertion: Assertion | undefined;
  readonly nonce: string | undefined;
  readonly facts: Facts;
}

/** @throws E_BRSKI_REGISTRAR_MASA_RESPONSE, E_BRSKI_REGISTRAR_VOUCHER_… */
export function examineVoucher(body: Uint8Array, mediaType: string, expected: ExpectedVoucher): ExaminedVoucher {
  if (mediaType !== VOUCHER_CMS_JSON) {
    if (!expected.acceptOpaque) throw fail('E_BRSKI_REGISTRAR_MASA_RESPONSE', `a voucher of type ${mediaType}`);
    return { assertion: undefined, nonce: undefined, facts: { opaque: true, mediaType } };
  }
  const { artifact } = verify(body, expected);
  const { serialNumber, nonce, pinnedDomainCert, expiresOn, createdOn, assertion } = artifact.attributes;
  if (serialNumber !== expected.serialNumber) {
    throw fail('E_BRSKI_REGISTRAR_VOUCHER_SERIAL', 'the voucher is for another device');
  }
  // A voucher without a nonce answers any request for ever: it is taken only where it was asked for.
  const isNonceless = nonce === undefined;
  if (isNonceless ? expected.nonce !== undefined && !expected.acceptNonceless : nonce !== expected.nonce) {
    throw fail('E_BRSKI_REGISTRAR_VOUCHER_NONCE', 'the nonce of the voucher is not that of the request');
  }
  if (pinnedDomainCert === undefined || !expected.own.fitsUnder(pinnedDomainCert)) {
    throw fail('E_BRSKI_REGISTRAR_VOUCHER_PIN', "the voucher pins no certificate of this registrar's chain");
  }
  if (expiresOn !== undefined && expiresOn <= expected.now) {
    throw fail('E_BRSKI_REGISTRAR_VOUCHER_EXPIRED', `the voucher expired at ${expiresOn.toISOString()}`);
  }
  return {
    assertion,
    nonce,
    facts: {
      opaque: false,
      assertion: assertion ?? null,
      nonceless: isNonceless,
      anchored: expected.trust.voucherAnchors !== undefined,
      createdOn: createdOn?.toISOString() ?? null,
      expiresOn: expiresOn?.toISOString() ?? null,
    },
  };
}

function verify(body: Uint8Array, { trust, memory }: ExpectedVoucher): VerifiedArtifact {
  const signed = rethrowing(
    () => SignedArtifact.parse(body, 'voucher'),
    (cause) => fail('E_BRSKI_REGISTRAR_MASA_RESPONSE', 'the voucher cannot be read', { cause }),
  );
  return rethrowing(
    () => {
      const extraCertificates = memory.signers.recall(signed);
      const verified = verifyArtifact(signed, { signatureOnly: true, extraCertificates });
      const { voucherAnchors: anchors, ignoreVoucherSignerLifetimes } = trust;
      if (anchors !== undefined) {
        const ignoreLifetimes = ignoreVoucherSignerLifetimes === true;
        memory.paths.anchorOf({
          leaf: verified.signer,
          intermediates: verified.certificates,
          anchors,
          ignoreLifetimes,
        });
        memory.signers.remember(signed, verified.signer);
      }
      return verified;
    },
    (cause) =>
      fail('E_BRSKI_REGISTRAR_VOUCHER_SIGNATURE', "the voucher is not signed by the manufacturer's MASA", { cause }),
  );
}
