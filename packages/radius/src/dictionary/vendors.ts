/** Vendor-specific attributes (RFC 2865 §5.26) that admission has a use for. Others: {@link vendorAttribute}. */

import { BYTE, type DataType, ENUM, INTEGER, IPV4ADDR, IPV6ADDR, octets, text } from '../attributes/data-types.ts';
import { AttributeDefinition } from '../attributes/definition.ts';
import { VENDOR_SPECIFIC } from '../attributes/envelope.ts';
import { fail } from '../errors.ts';
import { SaltedDefinition } from '../hiding/definitions.ts';

/** Private enterprise numbers. */
export const VENDORS = { CISCO: 9, MICROSOFT: 311, '3GPP': 10415 } as const;

const MAX_VENDOR_VALUE = 247;

/** An attribute of any vendor that keeps to the recommended form. @throws E_RADIUS_ARGUMENT */
export function vendorAttribute<Value>(
  vendor: number,
  type: number,
  dataType: DataType<Value>,
): AttributeDefinition<Value> {
  if (
    !Number.isInteger(vendor) ||
    vendor < 0 ||
    vendor > 0xffff_ffff ||
    !Number.isInteger(type) ||
    type < 0 ||
    type > 255
  ) {
    throw fail('E_RADIUS_ARGUMENT', 'a vendor has a 32-bit number and its types have 8 bits');
  }
  return new AttributeDefinition([VENDOR_SPECIFIC, vendor, type], dataType);
}

/** RFC 2548. */
const microsoft = <Value>(type: number, dataType: DataType<Value>) =>
  vendorAttribute(VENDORS.MICROSOFT, type, dataType);
/** TS 29.061 §16.4.7.2, TS 29.561 §11.3. */
const gpp = <Value>(type: number, dataType: DataType<Value>) => vendorAttribute(VENDORS['3GPP'], type, dataType);
const vendorText = text(1, MAX_VENDOR_VALUE);
const vendorOctets = octets(1, MAX_VENDOR_VALUE);

export const VENDOR_ATTRIBUTES = {
  'Cisco-AVPair': vendorAttribute(VENDORS.CISCO, 1, vendorText),
  'Cisco-NAS-Port': vendorAttribute(VENDORS.CISCO, 2, vendorText),

  'MS-MPPE-Encryption-Policy': microsoft(7, ENUM),
  'MS-MPPE-Encryption-Types': microsoft(8, INTEGER),
  'MS-CHAP-Challenge': microsoft(11, vendorOctets),
  'MS-MPPE-Send-Key': new SaltedDefinition([VENDOR_SPECIFIC, VENDORS.MICROSOFT, 16], 'untagged'),
  'MS-MPPE-Recv-Key': new SaltedDefinition([VENDOR_SPECIFIC, VENDORS.MICROSOFT, 17], 'untagged'),
  'MS-CHAP2-Response': microsoft(25, octets(50, 50)),
  'MS-CHAP2-Success': microsoft(26, octets(43, 43)),
  'MS-Primary-DNS-Server': microsoft(28, IPV4ADDR),
  'MS-Secondary-DNS-Server': microsoft(29, IPV4ADDR),

  '3GPP-IMSI': gpp(1, text(1, 15)),
  '3GPP-Charging-ID': gpp(2, INTEGER),
  '3GPP-PDP-Type': gpp(3, INTEGER),
  '3GPP-Charging-Gateway-Address': gpp(4, IPV4ADDR),
  '3GPP-GPRS-Negotiated-QoS-profile': gpp(5, vendorText),
  '3GPP-SGSN-Address': gpp(6, IPV4ADDR),
  '3GPP-GGSN-Address': gpp(7, IPV4ADDR),
  '3GPP-IMSI-MCC-MNC': gpp(8, text(5, 6)),
  '3GPP-GGSN-MCC-MNC': gpp(9, text(5, 6)),
  '3GPP-NSAPI': gpp(10, text(1, 1)),
  '3GPP-Session-Stop-Indicator': gpp(11, BYTE),
  '3GPP-Selection-Mode': gpp(12, text(1, 1)),
  '3GPP-Charging-Characteristics': gpp(13, text(4, 4)),
  '3GPP-SGSN-IPv6-Address': gpp(15, IPV6ADDR),
  '3GPP-GGSN-IPv6-Address': gpp(16, IPV6ADDR),
  '3GPP-SGSN-MCC-MNC': gpp(18, text(5, 6)),
  '3GPP-Teardown-Indicator': gpp(19, BYTE),
  '3GPP-IMEISV': gpp(20, text(14, 16)),
  '3GPP-RAT-Type': gpp(21, BYTE),
  '3GPP-User-Location-Info': gpp(22, vendorOctets),
  '3GPP-MS-TimeZone': gpp(23, octets(2, 2)),
  '3GPP-Negotiated-DSCP': gpp(26, BYTE),
  '3GPP-Allocate-IP-Type': gpp(27, BYTE),
} as const;

export type VendorAttributeName = keyof typeof VENDOR_ATTRIBUTES;
