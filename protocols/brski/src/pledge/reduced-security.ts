/**
 * The pledge's reduced security modes (RFC 8995 §7.2). None is on unless the device's maker builds it in and a person
 * at the device sets it off: trust on first use over a network does not exist here (§7.2, item 2).
 */

import { timingSafeEqual } from 'node:crypto';
import { fromHex } from '@sallyport/core';
import type { Certificate } from '@sallyport/pki';
import { fail } from '../errors.ts';

/** Who may lift the voucher: never anything that came over the network. */
export type LocalAuthority = 'physical-presence' | 'local-configuration';

/**
 * Permission for one imprint without a voucher (RFC 8995 §7.2, item 3), for example while a button is held. Using it
 * consumes it. RFC 8995 recommends it only for devices with hardware-assisted endpoint assessment.
 */
export class OneTimePermission {
  readonly by: LocalAuthority;
  #left = true;

  constructor(by: LocalAuthority) {
    this.by = by;
  }

  get isLeft(): boolean {
    return this.#left;
  }

  /** @throws E_BRSKI_PLEDGE_PERMISSION when it was used before */
  use(): void {
    if (!this.#left) throw fail('E_BRSKI_PLEDGE_PERMISSION', 'the permission to skip the voucher was used before');
    this.#left = false;
  }
}

const SHA256_BYTES = 32;

/**
 * What a person typed at a console after comparing it with the registrar's own display: the SHA-256 of its
 * certificate (RFC 8995 §7.2, item 4, `est-enroll`). Good for one use.
 */
export class FingerprintConfirmation {
  readonly #expected: Uint8Array;
  readonly #permission = new OneTimePermission('physical-presence');

  /**
   * @param fingerprint 64 hexadecimal digits; colons and blanks are passed over
   * @throws E_BRSKI_PLEDGE_INPUT
   */
  constructor(fingerprint: string) {
    const digits = fingerprint.replace(/[:\s]/g, '');
    if (!/^[0-9a-fA-F]{64}$/.test(digits)) {
      throw fail('E_BRSKI_PLEDGE_INPUT', `a SHA-256 fingerprint has ${SHA256_BYTES * 2} hexadecimal digits`);
    }
    this.#expected = fromHex(digits);
  }

  /** @throws E_BRSKI_PLEDGE_PERMISSION for another certificate, or when used before */
  use(certificate: Certificate): void {
    this.#permission.use();
    if (!timingSafeEqual(this.#expected, fromHex(certificate.fingerprint()))) {
      throw fail('E_BRSKI_PLEDGE_PERMISSION', 'the registrar presents another certificate than the confirmed one');
    }
  }
}
