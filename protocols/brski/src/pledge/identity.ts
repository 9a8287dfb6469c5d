/** Who a pledge is: its IDevID, the key under it, and what its manufacturer gave it to judge vouchers by. */

import { bytesEqual, toHex } from '@sallyport/core';
import type { DeviceIdentity } from '@sallyport/onboarding';
import { type Certificate, type Signer, spkiOf } from '@sallyport/pki';
import { spkiFingerprint } from '../domain-id.ts';
import { fail } from '../errors.ts';
import { serialNumberOf } from '../idevid.ts';
import { masaUrlOf } from '../masa-url.ts';

export interface PledgeIdentity {
  /** The IDevID (RFC 8995 §2.3). */
  readonly certificate: Certificate;
  /** Its issuers, from the one who signed it upwards; sent in TLS after the IDevID. May be empty. */
  readonly chain: readonly Certificate[];
  /** Signs with the birth key, which may live in a TPM: it may answer asynchronously. */
  readonly signer: Signer;
  /** The X520SerialNumber of the IDevID's subject. */
  readonly serialNumber: string;
}

export interface PledgeIdentityInput {
  readonly certificate: Certificate;
  readonly chain?: readonly Certificate[];
  readonly signer: Signer;
}

/**
 * Checks that an IDevID is fit for BRSKI (RFC 8995 §9.1.3): a serialNumber in its subject, the MASA URL, and the
 * signer's key in it.
 * @throws E_BRSKI_PLEDGE_INPUT, E_BRSKI_IDEVID_SERIAL, E_BRSKI_MASA_URL
 */
export function pledgeIdentity({ certificate, chain = [], signer }: PledgeIdentityInput): PledgeIdentity {
  const serialNumber = serialNumberOf(certificate);
  if (masaUrlOf(certificate) === undefined) {
    throw fail('E_BRSKI_PLEDGE_INPUT', 'the IDevID has no MASA URL extension (RFC 8995 §2.3.2)');
  }
  if (!bytesEqual(certificate.spki, spkiOf(signer.publicKey))) {
    throw fail('E_BRSKI_PLEDGE_INPUT', "the IDevID does not belong to the signer's key");
  }
  return { certificate, chain, signer, serialNumber };
}

/** The pledge as the shared vocabulary names devices. */
export function deviceIdentityOf(identity: PledgeIdentity): DeviceIdentity {
  const anchor = identity.chain.at(-1);
  return {
    serialNumber: identity.serialNumber,
    manufacturer: anchor === undefined ? undefined : toHex(spkiFingerprint(anchor)),
    model: undefined,
    credential: identity.certificate.der,
    assurance: 'authenticated',
  };
}
