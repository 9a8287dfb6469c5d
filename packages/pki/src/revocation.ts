/**
 * Revocation by CRL along a finished path (RFC 5280 §6.3, for complete lists).
 *
 * A list counts for a certificate when it bears the name of the certificate's issuer and is signed by the issuer's
 * key or, after a change of keys or with a separate key for lists, by another certificate of that name which may sign
 * lists and is certified within the same path (RFC 5280 §6.3.3 (f)).
 */

import type { SallyportError } from '@sallyport/core';
import type { Certificate } from './certificate.ts';
import type { CertificateRevocationList } from './crl.ts';
import { fail } from './errors.ts';
import { listSignerObjection } from './path-rules.ts';

/**
 * How much is asked of CRLs.
 *
 * - `none`: they are not looked at.
 * - `if-available`: a certificate listed in any list its issuer signed is refused; without a current list it passes.
 * - `required`: every certificate below the anchor needs a current list.
 */
export type RevocationPolicy = 'none' | 'if-available' | 'required';

export interface RevocationOptions {
  readonly policy: RevocationPolicy;
  readonly crls: readonly CertificateRevocationList[];
  readonly at: Date | 'ignore-validity';
  /** Where certificates that sign lists may be, besides the path. */
  readonly intermediates: readonly Certificate[];
  /** Called before each verification of a signature; throws when enough is enough. */
  readonly spend: () => void;
}

export class RevocationCheck {
  readonly #options: RevocationOptions;
  readonly #signed = new Map<CertificateRevocationList | Certificate, Map<Certificate, boolean>>();

  constructor(options: RevocationOptions) {
    this.#options = options;
  }

  /** Why the path, leaf first and anchor last, may not be used, or undefined. Its signatures are already verified. */
  objection(chain: readonly Certificate[]): SallyportError | undefined {
    if (this.#options.policy === 'none') return undefined;
    for (const [index, certificate] of chain.slice(0, -1).entries()) {
      const above = chain.slice(index + 1);
      const objection = this.#statusObjection(certificate, this.#listSigners(certificate, above));
      if (objection !== undefined) return objection;
    }
    return undefined;
  }

  #statusObjection(certificate: Certificate, signers: readonly Certificate[]): SallyportError | undefined {
    const subject = certificate.subject.toString();
    const lists = this.#options.crls.filter(
      (crl) => crl.issuer.equals(certificate.issuer) && signers.some((signer) => this.#isSigned(crl, signer)),
    );
    for (const list of lists) {
      const entry = list.isRevoked(certificate.serialNumber);
      if (entry === undefined) continue;
      const reason = entry.reason ?? 'unspecified';
      return fail('E_PKI_PATH_REVOKED', `${subject} was revoked (${reason})`, {
        details: { serialNumber: certificate.serialNumber, reason, at: entry.revocationDate.toISOString() },
      });
    }
    if (this.#options.policy === 'if-available' || lists.some((list) => this.#isCurrent(list))) return undefined;
    const why = lists.length === 0 ? 'its issuer has no CRL here' : 'the CRL of its issuer is out of date';
    return fail('E_PKI_PATH_REVOCATION_UNKNOWN', `${subject}: ${why}`);
  }

  /** Certificates of the issuer's name: those in the path above, and those beside it that the path certifies. */
  #listSigners(certificate: Certificate, above: readonly Certificate[]): readonly Certificate[] {
    const inPath = above.filter(
      (each) => each.subject.equals(certificate.issuer) && (each.keyUsage?.has('cRLSign') ?? true),
    );
    const beside = this.#options.intermediates.filter(
      (each) =>
        each.subject.equals(certificate.issuer) &&
        !above.includes(each) &&
        listSignerObjection(each, this.#options.at) === undefined &&
        this.#isCertified(each, above),
    );
    return [...inPath, ...beside];
  }

  /** The signer of lists is signed from within the path, and by lists from within the path not revoked. */
  #isCertified(signer: Certificate, above: readonly Certificate[]): boolean {
    const issuer = above.findIndex((each) => each.subject.equals(signer.issuer) && this.#isSigned(signer, each));
    if (issuer < 0) return false;
    const listSigners = above.slice(issuer).filter((each) => each.subject.equals(signer.issuer));
    const allowed = listSigners.filter((each) => each.keyUsage?.has('cRLSign') ?? true);
    return this.#statusObjection(signer, allowed) === undefined;
  }

  #isCurrent({ thisUpdate, nextUpdate }: CertificateRevocationList): boolean {
    const { at } = this.#options;
    if (at === 'ignore-validity') return true;
    return thisUpdate <= at && nextUpdate !== undefined && at <= nextUpdate;
  }

  /** RFC 5280 §6.3.3 (g). A list that somebody else signed says nothing. */
  #isSigned(signed: CertificateRevocationList | Certificate, signer: Certificate): boolean {
    let bySigner = this.#signed.get(signed);
    if (bySigner === undefined) {
      bySigner = new Map();
      this.#signed.set(signed, bySigner);
    }
    let answer = bySigner.get(signer);
    if (answer === undefined) {
      this.#options.spend();
      answer = signed.isSignedBy(signer);
      bySigner.set(signer, answer);
    }
    return answer;
  }
}
