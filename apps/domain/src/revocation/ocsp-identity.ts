/** The domain's OCSP responder: a key of its own under a short-lived certificate of the domain CA (RFC 6960 §4.2.2.2). */

import type { CertificateAuthority, CertificateProfile, Vault } from '@sallyport/ca';
import { endEntityProfile } from '@sallyport/ca';
import { type Clock, DAY, type Milliseconds } from '@sallyport/core';
import { basicConstraints, type Certificate, extendedKeyUsage, keyUsage, Name, OID } from '@sallyport/pki';
import type { StoredKey } from '@sallyport/pki/keystore';
import { ocspNoCheck, type ResponderIdentity } from '@sallyport/pki/ocsp';

/**
 * RFC 6960 §4.2.2.2.1: a responder whose own status nobody asks must be certified for a short time only. It is renewed
 * when half of that is over.
 */
export const OCSP_RESPONDER_LIFETIME: Milliseconds = 7 * DAY;

const KEY = 'ocsp-responder';

export const ocspResponderProfile: CertificateProfile<{ readonly owner: string }> = endEntityProfile({
  name: 'ocsp-responder',
  lifetime: OCSP_RESPONDER_LIFETIME,
  describe: ({ facts }) => ({
    subject: Name.of([
      ['O', facts.owner],
      ['CN', 'OCSP responder'],
    ]),
    extensions: [
      basicConstraints({ ca: false }),
      keyUsage('digitalSignature'),
      extendedKeyUsage([OID.ocspSigning]),
      ocspNoCheck(),
    ],
  }),
});

export interface OcspIdentityOptions {
  readonly authority: CertificateAuthority;
  readonly vault: Vault;
  readonly owner: string;
  readonly clock: Clock;
}

export class OcspIdentity {
  readonly #options: OcspIdentityOptions;
  readonly #key: StoredKey;
  #certificate: Promise<Certificate> | undefined;
  #goodUntil = 0;

  private constructor(options: OcspIdentityOptions, key: StoredKey) {
    this.#options = options;
    this.#key = key;
  }

  /** @throws E_CA_VAULT, E_KEYSTORE_… */
  static async open(options: OcspIdentityOptions): Promise<OcspIdentity> {
    return new OcspIdentity(options, await options.vault.key(KEY, 'P-256'));
  }

  /** Key and certificate, renewed when half of its life is over. @throws E_CA_…, E_STORE_… */
  async current(): Promise<ResponderIdentity> {
    if (this.#options.clock.now().getTime() >= this.#goodUntil) this.#certificate = undefined;
    this.#certificate ??= this.#renew();
    try {
      return { certificate: await this.#certificate, signer: this.#key };
    } catch (thrown) {
      this.#certificate = undefined;
      throw thrown;
    }
  }

  async #renew(): Promise<Certificate> {
    const { authority, vault, owner, clock } = this.#options;
    const now = clock.now();
    // One that is being made counts as good, so that those who come meanwhile wait for it.
    this.#goodUntil = now.getTime() + OCSP_RESPONDER_LIFETIME / 2;
    const certificate = await vault.certificate(KEY, {
      key: this.#key,
      now,
      renewBefore: OCSP_RESPONDER_LIFETIME / 2,
      make: () => authority.issue({ profile: ocspResponderProfile, facts: { owner }, publicKey: this.#key.publicKey }),
    });
    this.#goodUntil = Math.min(this.#goodUntil, certificate.notAfter.getTime() - OCSP_RESPONDER_LIFETIME / 2);
    return certificate;
  }
}
