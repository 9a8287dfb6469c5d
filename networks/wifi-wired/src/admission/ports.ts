/** What admission asks of the house it serves. */

import type { PresentedChain } from '@sallyport/eap';
import type { DeviceIdentity } from '@sallyport/onboarding';
import type { Certificate } from '@sallyport/pki';

/** Whose certificate is whose. */
export interface DeviceDirectory {
  /** The device that holds an LDevID of this domain; undefined when the certificate was issued to something else. */
  holderOf(certificate: Certificate): Promise<DeviceIdentity | undefined>;
}

/** Asked in every authentication, resumed ones included, and whenever trust in a device is in question. */
export interface RevocationJudge {
  /**
   * Why the certificate with this serial number (lower-case hexadecimal) counts no more, or undefined. Rejects when it
   * cannot tell; then nobody is admitted.
   */
  objectionTo(serialNumber: string): Promise<string | undefined>;
}

/** Knows devices by their birth certificates; for the onboarding network alone. */
export interface BirthRegister {
  /** The device whose IDevID this is, its path validated to a known manufacturer; undefined when there is none. */
  holderOf(chain: PresentedChain): Promise<DeviceIdentity | undefined>;
}
