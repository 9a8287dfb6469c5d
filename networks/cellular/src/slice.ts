/** 3GPP-Session-S-NSSAI (TS 29.561 §11.3): the slice of a PDU session. */

import { toHex } from '@sallyport/core';
import { octets, VENDORS, vendorAttribute } from '@sallyport/radius';

/** SST in one octet, and SD in three where there is one (TS 23.003 §28.4). */
export const SESSION_S_NSSAI = vendorAttribute(VENDORS['3GPP'], 125, octets(1, 4));

/** `1`, or `1-abcdef`; undefined for octets that are no S-NSSAI. */
export function sliceText(value: Uint8Array): string | undefined {
  const [sst = 0] = value;
  if (value.length === 1) return String(sst);
  return value.length === 4 ? `${sst}-${toHex(value.subarray(1))}` : undefined;
}
