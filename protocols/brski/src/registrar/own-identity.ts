/** Which certificates are this registrar's own: in a proximity claim, under a pin, and in an audit log. */

import { bytesEqual, isSallyportError } from '@sallyport/core';
import { Certificate, validatePath } from '@sallyport/pki';
import { domainIdText } from '../domain-id.ts';
import { fingerprint } from '../server/fingerprint.ts';
import type { RegistrarConfig } from './config.ts';
import { fail } from './errors.ts';

const MAX_REMEMBERED = 1000;

export class OwnIdentity {
  #certificate: Certificate;
  /** Shown by connections that are older than the newest certificate. */
  #earlier: Certificate | undefined;
  /** base64 of every domainID that a voucher for this domain can be logged under (RFC 8995 §5.8.2). */
  readonly #domainIds: Set<string>;
  readonly #issuers: readonly Certificate[];
  readonly #fits = new Map<string, boolean>();

  constructor(config: RegistrarConfig) {
    this.#certificate = config.certificate;
    this.#issuers = config.chain;
    this.#domainIds = new Set([config.certificate, ...config.chain].map(domainIdText));
  }

  get certificate(): Certificate {
    return this.#certificate;
  }

  get domainIds(): ReadonlySet<string> {
    return this.#domainIds;
  }

  /** @throws E_BRSKI_REGISTRAR_CONFIG for another key: pledges have pinned this one */
  renew(certificate: Certificate): void {
    if (!bytesEqual(certificate.spki, this.#certificate.spki)) {
      throw fail('E_BRSKI_REGISTRAR_CONFIG', 'the renewed certificate is for another key');
    }
    this.#earlier = this.#certificate;
    this.#certificate = certificate;
    this.#domainIds.add(domainIdText(certificate));
    this.#fits.clear();
  }

  /** RFC 8995 §5.2: "pinned proximity-registrar-cert is the registrar's certificate", to the byte. */
  isProximityTo(proximityRegistrarCert: Uint8Array): boolean {
    const isIt = (own: Certificate | undefined) => own !== undefined && bytesEqual(proximityRegistrarCert, own.der);
    return isIt(this.#certificate) || isIt(this.#earlier);
  }

  /**
   * True when a pledge that pins `pinned` will take our TLS certificate for its registrar (RFC 8995 §5.6.2): the keys are
   * the same, or our chain leads to it. Dates are left to the pledge.
   */
  fitsUnder(pinned: Uint8Array): boolean {
    const key = fingerprint(pinned);
    const known = this.#fits.get(key);
    if (known !== undefined) return known;
    if (this.#fits.size >= MAX_REMEMBERED) this.#fits.clear();
    const fits = this.#judge(pinned);
    this.#fits.set(key, fits);
    return fits;
  }

  #judge(pinned: Uint8Array): boolean {
    try {
      const anchor = Certificate.parse(pinned);
      if (bytesEqual(anchor.spki, this.certificate.spki)) return true;
      validatePath({
        leaf: this.certificate,
        intermediates: this.#issuers,
        anchors: [anchor],
        at: 'ignore-validity',
      });
      return true;
    } catch (thrown) {
      if (isSallyportError(thrown)) return false;
      throw fail('E_BRSKI_REGISTRAR_UNAVAILABLE', 'a pinned certificate could not be judged', { cause: thrown });
    }
  }
}
