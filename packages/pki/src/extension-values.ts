/**
 * Readers for the values of known extensions (RFC 5280 §4.2.1). Each `read…Of` finds its extension in a list, gives
 * undefined when it is not there, and throws E_PKI_EXTENSION when its value is malformed.
 */

import { contextConstructed, contextPrimitive, type DerReader, TAG } from '@sallyport/der';
import { fail } from './errors.ts';
import { extensionReader } from './extensions.ts';
import { type GeneralName, readGeneralName, readGeneralNames } from './general-name.ts';
import { KEY_USAGE_BITS, type KeyUsage } from './key-usage.ts';
import { OID } from './oids.ts';

export interface BasicConstraints {
  readonly ca: boolean;
  /** Most CA certificates that may follow; absent means no limit. */
  readonly pathLength?: number;
}

function readBasicConstraints(reader: DerReader): BasicConstraints {
  const fields = reader.sequence();
  const ca = fields.at(TAG.BOOLEAN) ? fields.boolean() : false;
  const pathLength = fields.at(TAG.INTEGER) ? fields.smallInteger() : undefined;
  fields.finish();
  return pathLength === undefined ? { ca } : { ca, pathLength };
}

function readKeyUsage(reader: DerReader): ReadonlySet<KeyUsage> {
  const usages = new Set<KeyUsage>();
  for (const bit of reader.namedBits()) {
    const usage = KEY_USAGE_BITS[bit];
    if (usage !== undefined) usages.add(usage);
  }
  return usages;
}

function readExtendedKeyUsage(reader: DerReader): readonly string[] {
  const purposes = reader.sequence().all((items) => items.objectIdentifier());
  if (purposes.length === 0) throw fail('E_PKI_EXTENSION', 'extendedKeyUsage without a purpose');
  return purposes;
}

function readSubjectKeyIdentifier(reader: DerReader): Uint8Array {
  return reader.octetString();
}

/** The keyIdentifier of an AuthorityKeyIdentifier; issuer and serial are read and passed over. */
function readAuthorityKeyIdentifier(reader: DerReader): Uint8Array | undefined {
  const fields = reader.sequence();
  const keyIdentifier = fields.optionalContextPrimitive(0);
  fields.optionalContext(1)?.all(readGeneralName);
  if (fields.at(contextPrimitive(2))) fields.integerBytes(contextPrimitive(2));
  fields.finish();
  return keyIdentifier;
}

function readSubjectAltName(reader: DerReader): readonly GeneralName[] {
  return readGeneralNames(reader);
}

/** The URIs of the distribution points that have a full name. */
function readCrlDistributionPoints(reader: DerReader): readonly string[] {
  const uris: string[] = [];
  const points = reader.sequence();
  while (!points.done) {
    const point = points.sequence();
    const name = point.optionalContext(0);
    if (name?.at(contextConstructed(0))) {
      for (const each of name.context(0).all(readGeneralName)) if (each.kind === 'uri') uris.push(each.value);
    } else {
      name?.any();
    }
    name?.finish();
    point.optionalContextPrimitive(1);
    point.optionalContext(2)?.all(readGeneralName);
    point.finish();
  }
  return uris;
}

/** Where an issuer's certificate and its OCSP responder are, as URIs; access by other methods is passed over. */
export interface AuthorityInfoAccess {
  readonly ocsp: readonly string[];
  readonly caIssuers: readonly string[];
}

function readAuthorityInfoAccess(reader: DerReader): AuthorityInfoAccess {
  const ocsp: string[] = [];
  const caIssuers: string[] = [];
  const descriptions = reader.sequence();
  if (descriptions.done) throw fail('E_PKI_EXTENSION', 'authorityInfoAccess without a location');
  while (!descriptions.done) {
    const fields = descriptions.sequence();
    const method = fields.objectIdentifier();
    const location = readGeneralName(fields);
    fields.finish();
    if (location.kind !== 'uri') continue;
    if (method === OID.ocsp) ocsp.push(location.value);
    else if (method === OID.caIssuers) caIssuers.push(location.value);
  }
  return { ocsp, caIssuers };
}

/** A subtree of a NameConstraints extension; `base` of an IP subtree holds address and mask. */
export interface NameConstraints {
  readonly permitted: readonly Subtree[];
  readonly excluded: readonly Subtree[];
}

export type Subtree = GeneralName | { readonly kind: 'ipNetwork'; readonly octets: Uint8Array };

function readNameConstraints(reader: DerReader): NameConstraints {
  const fields = reader.sequence();
  const permitted = fields.optionalContext(0)?.all(readSubtree);
  const excluded = fields.optionalContext(1)?.all(readSubtree);
  fields.finish();
  if (permitted === undefined && excluded === undefined)
    throw fail('E_PKI_EXTENSION', 'nameConstraints without a subtree');
  return { permitted: permitted ?? [], excluded: excluded ?? [] };
}

function readSubtree(reader: DerReader): Subtree {
  const fields = reader.sequence();
  const ip = fields.optionalContextPrimitive(7);
  const base: Subtree = ip === undefined ? readGeneralName(fields) : { kind: 'ipNetwork', octets: ip };
  if (ip !== undefined && ip.length !== 8 && ip.length !== 32) {
    throw fail('E_PKI_EXTENSION', `an IP network of ${ip.length} octets`);
  }
  // RFC 5280 §4.2.1.10: minimum is zero and maximum absent, hence neither is encoded.
  fields.finish();
  return base;
}

export const readSubjectKeyIdentifierOf = extensionReader(OID.subjectKeyIdentifier, readSubjectKeyIdentifier);
export const readAuthorityKeyIdentifierOf = extensionReader(OID.authorityKeyIdentifier, readAuthorityKeyIdentifier);
export const readBasicConstraintsOf = extensionReader(OID.basicConstraints, readBasicConstraints);
export const readKeyUsageOf = extensionReader(OID.keyUsage, readKeyUsage);
export const readExtendedKeyUsageOf = extensionReader(OID.extendedKeyUsage, readExtendedKeyUsage);
export const readSubjectAltNameOf = extensionReader(OID.subjectAltName, readSubjectAltName);
export const readCrlDistributionPointsOf = extensionReader(OID.crlDistributionPoints, readCrlDistributionPoints);
export const readNameConstraintsOf = extensionReader(OID.nameConstraints, readNameConstraints);
export const readAuthorityInfoAccessOf = extensionReader(OID.authorityInfoAccess, readAuthorityInfoAccess);
