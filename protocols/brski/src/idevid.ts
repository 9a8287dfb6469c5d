/** What a registrar and a MASA read out of an IDevID (RFC 8995 §2.3.1, §5.5). */

import { bytesEqual } from '@sallyport/core';
import { der } from '@sallyport/der';
import { type Certificate, OID } from '@sallyport/pki';
import { fail } from './errors.ts';

/**
 * The device's serial number: the X520SerialNumber in the subject, never the certificate's own serial number.
 * `attribute` names another attribute for makers who put it elsewhere (RFC 8995 §2.3.1 foresees a setting per maker).
 * @throws E_BRSKI_IDEVID_SERIAL
 */
export function serialNumberOf(idevid: Certificate, attribute = 'serialNumber'): string {
  const serialNumber = idevid.subject.attribute(attribute);
  if (serialNumber === undefined || serialNumber === '') {
    throw fail('E_BRSKI_IDEVID_SERIAL', `the IDevID's subject has no ${attribute} attribute`);
  }
  return serialNumber;
}

/**
 * The idevid-issuer of this IDevID as this side writes it: the AuthorityKeyIdentifier as a DER OCTET STRING, by the
 * letter of RFC 8366 §5.3; or without that extension the issuer's name in DER, RFC 8995 §5.5's "Issuer value".
 */
export function idevidIssuerOf(idevid: Certificate): Uint8Array {
  const found = idevid.extension(OID.authorityKeyIdentifier);
  return found === undefined ? idevid.issuer.der : der.octetString(found.value);
}

/**
 * True when `value` names this IDevID's issuer in any of the encodings in use: the key identifier bare or as an
 * OCTET STRING, the AuthorityKeyIdentifier bare or as an OCTET STRING, or the issuer's name.
 */
export function matchesIdevidIssuer(idevid: Certificate, value: Uint8Array): boolean {
  const found = idevid.extension(OID.authorityKeyIdentifier);
  const keyIdentifier = idevid.authorityKeyIdentifier;
  const forms = [idevid.issuer.der];
  if (found !== undefined) forms.push(found.value, der.octetString(found.value));
  if (keyIdentifier !== undefined) forms.push(keyIdentifier, der.octetString(keyIdentifier));
  return forms.some((form) => bytesEqual(form, value));
}
