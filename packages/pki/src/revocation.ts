/** Revocation by CRL while a path is built (RFC 5280 §6.3, for complete lists signed by the certificate's issuer). */

import type { SallyportError } from '@sallyport/core';
import type { Certificate } from './certificate.ts';
import type { CertificateRevocationList } from './crl.ts';
import { fail } from './errors.ts';

/**
 * How much is asked of CRLs.
 *
 * - `none`: they are not looked at.
 * - `if-available`: a certificate listed in any list its issuer signed is refused; without a current list it passes.
 * - `required`: every certificate below the anchor needs a current list.
 */
export type RevocationPolicy = 'none' | 'if-available' | 'required';

export class RevocationCheck {
  readonly #policy: RevocationPolicy;
  readonly #crls: readonly CertificateRevocationList[];
  readonly #at: Date | 'ignore-validity';
  readonly #signed = new Map<CertificateRevocationList, Map<Certificate, boolean>>();

  constructor(policy: RevocationPolicy, crls: readonly CertificateRevocationList[], at: Date | 'ignore-validity') {
    this.#policy = policy;
    this.#crls = crls;
    this.#at = at;
  }

  /** Why the certificate may not be used, or undefined. The issuer's signature on it is already verified. */
  objection(certificate: Certificate, issuer: Certificate): SallyportError | undefined {
    if (this.#policy === 'none') return undefined;
    const subject = certificate.subject.toString();
    const lists = this.#crls.filter((crl) => crl.issuer.equals(certificate.issuer) && this.#isFrom(crl, issuer));
    for (const list of lists) {
      const entry = list.isRevoked(certificate.serialNumber);
      if (entry === undefined) continue;
      const reason = entry.reason ?? 'unspecified';
      return fail('E_PKI_PATH_REVOKED', `${subject} was revoked (${reason})`, {
        details: { serialNumber: certificate.serialNumber, reason, at: entry.revocationDate.toISOString() },
      });
    }
    if (this.#policy === 'if-available' || lists.some((list) => this.#isCurrent(list))) return undefined;
    const why = lists.length === 0 ? 'its issuer has no CRL here' : 'the CRL of its issuer is out of date';
    return fail('E_PKI_PATH_REVOCATION_UNKNOWN', `${subject}: ${why}`);
  }

  #isCurrent({ thisUpdate, nextUpdate }: CertificateRevocationList): boolean {
    if (this.#at === 'ignore-validity') return true;
    return thisUpdate <= this.#at && nextUpdate !== undefined && this.#at <= nextUpdate;
  }

  /** RFC 5280 §6.3.3 (f), (g). A list that somebody else signed says nothing. */
  #isFrom(crl: CertificateRevocationList, issuer: Certificate): boolean {
    let byIssuer = this.#signed.get(crl);
    if (byIssuer === undefined) {
      byIssuer = new Map();
      this.#signed.set(crl, byIssuer);
    }
    let answer = byIssuer.get(issuer);
    if (answer === undefined) {
      answer = (issuer.keyUsage?.has('cRLSign') ?? true) && crl.isSignedBy(issuer);
      byIssuer.set(issuer, answer);
    }
    return answer;
  }
}
