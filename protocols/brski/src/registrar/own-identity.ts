/** Which certificates are this registrar's own: in a proximity claim, under a pin, and in an audit log. */

import { bytesEqual, isSallyportError } from '@sallyport/core';
import { Certificate, validatePath } from '@sallyport/pki';
import { domainIdText } from '../domain-id.ts';
import { fingerprint } from '../server/fingerprint.ts';
import type { RegistrarConfig } from './config.ts';
import { fail } from './errors.ts';

const MAX_REMEMBERED = 1000;

export class OwnIdentity {
  readonly certificate: Certificate;
  /** base64 of every domainID that a voucher for this domain can be logged under (RFC 8995 §5.8.2). */
  readonly domainIds: ReadonlySet<string>;
  readonly #chain: readonly Certificate[];
  readonly #fits = new Map<string, boolean>();

  constructor(config: RegistrarConfig) {
    this.certificate = config.certificate;
    this.#chain = [config.certificate, ...config.chain];
    this.domainIds = new Set(this.#chain.map(domainIdText));
  }

  /** RFC 8995 §5.2: "pinned proximity-registrar-cert is the registrar's certificate", to the byte. */
  isProximityTo(proximityRegistrarCert: Uint8Array): boolean {
    return bytesEqual(proximityRegistrarCert, this.certificate.der);
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
        intermediates: this.#chain.slice(1),
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
