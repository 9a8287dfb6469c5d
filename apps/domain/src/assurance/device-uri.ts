/** How claims name devices and their makers. */

import { keyUri } from '@sallyport/assurance-claims';
import { fromHex, toBase64Url } from '@sallyport/core';
import type { DeviceIdentity } from '@sallyport/onboarding';
import { Certificate } from '@sallyport/pki';

const FINGERPRINT = /^[0-9a-f]{64}$/;
const EUI64 = /^[0-9a-f]{16}$/;
const OUI = 'oui:';

/** The `ni` URI (RFC 6920) of a manufacturer, whose identifier is the SHA-256 of its anchor's key; undefined for others. */
export function manufacturerUri(manufacturer: string | undefined): string | undefined {
  if (manufacturer === undefined || !FINGERPRINT.test(manufacturer)) return undefined;
  return `ni:///sha-256;${toBase64Url(fromHex(manufacturer))}`;
}

/** After the key of the birth certificate. @throws E_DER_…, E_PKI_… */
export function birthUri(certificate: Uint8Array): string {
  return keyUri(Certificate.parse(certificate).spki);
}

/** RFC 9039 §4.1: by the EUI-64. Undefined for a joiner that is known by its Joiner ID alone. */
export function joinerUri({ manufacturer, serialNumber }: DeviceIdentity): string | undefined {
  const isNamed = manufacturer?.startsWith(OUI) === true && EUI64.test(serialNumber);
  return isNamed ? `urn:dev:mac:${serialNumber}` : undefined;
}
