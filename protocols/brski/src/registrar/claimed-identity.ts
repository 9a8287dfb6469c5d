/** Devices without a birth certificate (RFC 8995 §7.3.2): a reduced mode, off unless configured. */

import { bytesEqual, toHex } from '@sallyport/core';
import { der } from '@sallyport/der';
import type { Certificate } from '@sallyport/pki';
import type { VoucherAttributes } from '../artifact/index.ts';
import { spkiFingerprint } from '../domain-id.ts';
import type { ManufacturerTrust } from './config.ts';
import { fail } from './errors.ts';
import { type IdentifiedPledge, UNKNOWN_MANUFACTURER } from './pledge-identity.ts';

/**
 * The identity that a voucher-request claims for itself. The idevid-issuer, "statically configured on the pledge", finds
 * the manufacturer, and so the MASA.
 * @throws E_BRSKI_REGISTRAR_SERIAL_MISSING
 */
export function claimedPledge(
  { serialNumber, idevidIssuer }: VoucherAttributes,
  manufacturers: readonly ManufacturerTrust[],
): IdentifiedPledge {
  if (serialNumber === undefined || serialNumber === '') {
    throw fail('E_BRSKI_REGISTRAR_SERIAL_MISSING', 'the voucher-request claims no serial number');
  }
  const found = idevidIssuer === undefined ? undefined : findIssuer(idevidIssuer, manufacturers);
  return {
    idevid: undefined,
    serialNumber,
    device: {
      serialNumber,
      manufacturer: found === undefined ? undefined : toHex(spkiFingerprint(found.anchor)),
      model: undefined,
      credential: undefined,
      assurance: 'claimed',
    },
    trust: found?.trust ?? UNKNOWN_MANUFACTURER,
  };
}

function findIssuer(
  value: Uint8Array,
  manufacturers: readonly ManufacturerTrust[],
): { readonly trust: ManufacturerTrust; readonly anchor: Certificate } | undefined {
  for (const trust of manufacturers) {
    const anchor = trust.anchors.find((candidate) => isNamedBy(candidate, value));
    if (anchor !== undefined) return { trust, anchor };
  }
  return undefined;
}

/** The encodings that `matchesIdevidIssuer` knows, seen from the issuer's side. */
function isNamedBy(issuer: Certificate, value: Uint8Array): boolean {
  const forms = [issuer.subject.der];
  const identifier = issuer.subjectKeyIdentifier;
  if (identifier !== undefined) {
    const extension = der.sequence(der.contextValue(0, identifier));
    forms.push(identifier, der.octetString(identifier), extension, der.octetString(extension));
  }
  return forms.some((form) => bytesEqual(form, value));
}
