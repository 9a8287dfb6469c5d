/** The attributes that names are made of: short names, string types and upper bounds (RFC 5280 appendix A, RFC 4519). */

import { TAG } from '@sallyport/der';
import { OID } from './oids.ts';

export interface AttributeType {
  readonly oid: string;
  /** The short name, as RFC 4514 §3 or OpenSSL spells it. */
  readonly shortName: string;
  /** The string type to write. */
  readonly tag: number;
  /** Most characters allowed when writing. */
  readonly maxLength: number;
}

function type(shortName: string, oid: string, maxLength: number, tag: number = TAG.UTF8_STRING): AttributeType {
  return { oid, shortName, tag, maxLength };
}

const TYPES: readonly AttributeType[] = [
  type('CN', OID.commonName, 64),
  type('SN', OID.surname, 40),
  type('serialNumber', OID.serialNumber, 64, TAG.PRINTABLE_STRING),
  type('C', OID.countryName, 2, TAG.PRINTABLE_STRING),
  type('L', OID.localityName, 128),
  type('ST', OID.stateOrProvinceName, 128),
  type('STREET', OID.streetAddress, 128),
  type('O', OID.organizationName, 64),
  type('OU', OID.organizationalUnitName, 64),
  type('title', OID.title, 64),
  type('GN', OID.givenName, 16),
  type('dnQualifier', OID.dnQualifier, 64, TAG.PRINTABLE_STRING),
  type('pseudonym', OID.pseudonym, 128),
  type('UID', OID.userId, 256),
  type('DC', OID.domainComponent, 63, TAG.IA5_STRING),
  type('emailAddress', OID.emailAddress, 255, TAG.IA5_STRING),
];

const BY_SHORT_NAME = new Map(TYPES.map((entry) => [entry.shortName.toLowerCase(), entry]));
const BY_OID = new Map(TYPES.map((entry) => [entry.oid, entry]));

/** The attribute type for a short name (in any case) or a dotted OID, or undefined. */
export function attributeType(shortNameOrOid: string): AttributeType | undefined {
  return BY_OID.get(shortNameOrOid) ?? BY_SHORT_NAME.get(shortNameOrOid.toLowerCase());
}
