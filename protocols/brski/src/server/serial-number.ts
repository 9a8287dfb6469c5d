/** Where a maker keeps the serial number in its IDevIDs (RFC 8995 §2.3.1: configurable for each manufacturer). */

import type { Certificate } from '@sallyport/pki';
import { serialNumberOf } from '../idevid.ts';

/**
 * The short name or OID of a subject attribute, or a function for makers who put the number anywhere else.
 * A function gives undefined when the certificate has none.
 */
export type SerialNumberField = string | ((idevid: Certificate) => string | undefined);

/** The serial number, or undefined when the certificate has none in this field. Default field: `serialNumber`. */
export function serialNumberIn(idevid: Certificate, field: SerialNumberField = 'serialNumber'): string | undefined {
  if (typeof field === 'function') return field(idevid);
  return idevid.subject.attribute(field) === undefined ? undefined : serialNumberOf(idevid, field);
}
