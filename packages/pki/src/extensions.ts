/**
 * Extensions of certificates (RFC 5280 §4.2): the shape they share, and a builder for each that is issued here.
 * Readers are in `extension-values.ts`. Extensions that belong to a protocol are made with {@link extension}.
 */

import type { KeyObject } from 'node:crypto';
import { DerReader, der } from '@sallyport/der';
import { fail } from './errors.ts';
import { encodeGeneralName, type GeneralNameInput } from './general-name.ts';
import { KEY_USAGE_BITS, type KeyUsage } from './key-usage.ts';
import type { Name } from './name.ts';
import { OID } from './oids.ts';
import { keyIdentifierOf } from './public-key.ts';

export interface Extension {
  readonly oid: string;
  readonly critical: boolean;
  /** What the extnValue OCTET STRING holds. */
  readonly value: Uint8Array;
}

const MAX_EXTENSIONS = 64;

/** Any extension, from its OID and the DER of its value. */
export function extension(oid: string, value: Uint8Array, critical = false): Extension {
  return { oid, critical, value };
}

/** Reads an Extensions SEQUENCE. @throws E_PKI_EXTENSION_DUPLICATE, E_PKI_EXTENSION, E_DER_… */
export function readExtensions(reader: DerReader): readonly Extension[] {
  const extensions = reader.sequence().all(readExtension);
  if (extensions.length === 0) throw fail('E_PKI_EXTENSION', 'Extensions without an extension');
  if (extensions.length > MAX_EXTENSIONS) throw fail('E_PKI_EXTENSION', `more than ${MAX_EXTENSIONS} extensions`);
  const seen = new Set<string>();
  for (const { oid } of extensions) {
    if (seen.has(oid)) throw fail('E_PKI_EXTENSION_DUPLICATE', `extension ${oid} occurs twice`);
    seen.add(oid);
  }
  return extensions;
}

function readExtension(reader: DerReader): Extension {
  const fields = reader.sequence();
  const oid = fields.objectIdentifier();
  let critical = false;
  if (fields.at(0x01)) {
    critical = fields.boolean();
    // X.690 §11.5: a default value is not encoded.
    if (!critical) throw fail('E_PKI_EXTENSION', `extension ${oid} encodes the default of critical`);
  }
  const value = fields.octetString();
  fields.finish();
  return { oid, critical, value };
}

/** The Extensions SEQUENCE. @throws E_PKI_EXTENSION_INPUT when one occurs twice */
export function encodeExtensions(extensions: readonly Extension[]): Uint8Array {
  if (new Set(extensions.map(({ oid }) => oid)).size !== extensions.length) {
    throw fail('E_PKI_EXTENSION_INPUT', 'an extension is given twice');
  }
  return der.sequence(
    ...extensions.map(({ oid, critical, value }) =>
      der.sequence(der.objectIdentifier(oid), ...(critical ? [der.boolean(true)] : []), der.octetString(value)),
    ),
  );
}

/** RFC 5280 §4.2.1.9; critical. `pathLength` counts the CA certificates allowed below, and needs `ca`. */
export function basicConstraints(options: { readonly ca: boolean; readonly pathLength?: number }): Extension {
  if (options.pathLength !== undefined && (!options.ca || options.pathLength < 0)) {
    throw fail('E_PKI_EXTENSION_INPUT', 'pathLength is for CAs, and not negative');
  }
  const fields = options.ca ? [der.boolean(true)] : [];
  if (options.pathLength !== undefined) fields.push(der.integer(options.pathLength));
  return extension(OID.basicConstraints, der.sequence(...fields), true);
}

/** RFC 5280 §4.2.1.3; critical. */
export function keyUsage(...usages: readonly KeyUsage[]): Extension {
  if (usages.length === 0) throw fail('E_PKI_EXTENSION_INPUT', 'keyUsage without a usage');
  return extension(OID.keyUsage, der.namedBits(usages.map((usage) => KEY_USAGE_BITS.indexOf(usage))), true);
}

/** RFC 5280 §4.2.1.12, from OIDs. */
export function extendedKeyUsage(purposes: readonly string[], critical = false): Extension {
  if (purposes.length === 0) throw fail('E_PKI_EXTENSION_INPUT', 'extendedKeyUsage without a purpose');
  const oids = purposes.map((purpose) => der.objectIdentifier(purpose));
  return extension(OID.extendedKeyUsage, der.sequence(...oids), critical);
}

/** RFC 5280 §4.2.1.2, by RFC 7093 §2 method 1 (SHA-256, leftmost 160 bits), from a key or a SubjectPublicKeyInfo. */
export function subjectKeyIdentifier(publicKey: KeyObject | Uint8Array): Extension {
  return extension(OID.subjectKeyIdentifier, der.octetString(keyIdentifierOf(publicKey)));
}

/** What {@link authorityKeyIdentifier} needs of an issuer's certificate. */
export interface KeyIdentified {
  readonly subjectKeyIdentifier: Uint8Array | undefined;
  readonly spki: Uint8Array;
}

/** RFC 5280 §4.2.1.1 with the keyIdentifier only: the issuer's own identifier if it has one, else made from its key. */
export function authorityKeyIdentifier(issuer: KeyIdentified | KeyObject | Uint8Array): Extension {
  const identifier =
    'spki' in issuer ? (issuer.subjectKeyIdentifier ?? keyIdentifierOf(issuer.spki)) : keyIdentifierOf(issuer);
  return extension(OID.authorityKeyIdentifier, der.sequence(der.contextValue(0, identifier)));
}

/** RFC 5280 §4.2.1.6. Make it critical when the subject is empty. */
export function subjectAltName(names: readonly GeneralNameInput[], critical = false): Extension {
  if (names.length === 0) throw fail('E_PKI_EXTENSION_INPUT', 'subjectAltName without a name');
  return extension(OID.subjectAltName, der.sequence(...names.map(encodeGeneralName)), critical);
}

/** hardwareModuleName for a subjectAltName (RFC 4108 §5), as IEEE 802.1AR §8.6 places it in an IDevID. */
export function hardwareModuleName(hardwareType: string, serialNumber: Uint8Array): GeneralNameInput {
  const value = der.sequence(der.objectIdentifier(hardwareType), der.octetString(serialNumber));
  return { kind: 'other', oid: OID.hardwareModuleName, value };
}

/** RFC 5280 §4.2.1.13: one distribution point for each URI. */
export function crlDistributionPoints(uris: readonly string[]): Extension {
  if (uris.length === 0) throw fail('E_PKI_EXTENSION_INPUT', 'crlDistributionPoints without a URI');
  const points = uris.map((uri) =>
    der.sequence(der.context(0, der.context(0, encodeGeneralName({ kind: 'uri', value: uri })))),
  );
  return extension(OID.crlDistributionPoints, der.sequence(...points));
}

/** RFC 5280 §4.2.2.1: where the issuer's certificate and its OCSP responder are. */
export function authorityInfoAccess(locations: {
  readonly caIssuers?: readonly string[];
  readonly ocsp?: readonly string[];
}): Extension {
  const describe = (method: string, uris: readonly string[] = []) =>
    uris.map((uri) => der.sequence(der.objectIdentifier(method), encodeGeneralName({ kind: 'uri', value: uri })));
  const descriptions = [...describe(OID.ocsp, locations.ocsp), ...describe(OID.caIssuers, locations.caIssuers)];
  if (descriptions.length === 0) throw fail('E_PKI_EXTENSION_INPUT', 'authorityInfoAccess without a location');
  return extension(OID.authorityInfoAccess, der.sequence(...descriptions));
}

/** RFC 5280 §4.2.1.4: policy OIDs without qualifiers. */
export function certificatePolicies(policies: readonly string[]): Extension {
  if (policies.length === 0) throw fail('E_PKI_EXTENSION_INPUT', 'certificatePolicies without a policy');
  const items = policies.map((policy) => der.sequence(der.objectIdentifier(policy)));
  return extension(OID.certificatePolicies, der.sequence(...items));
}

/** A subtree to permit or exclude: everything under a DNS name, a mail domain or a directory name. */
export type SubtreeInput =
  | { readonly kind: 'dns' | 'email'; readonly value: string }
  | { readonly kind: 'directory'; readonly value: Name };

/** RFC 5280 §4.2.1.10; critical, and for CA certificates only. */
export function nameConstraints(options: {
  readonly permitted?: readonly SubtreeInput[];
  readonly excluded?: readonly SubtreeInput[];
}): Extension {
  const subtrees = (tag: number, list: readonly SubtreeInput[] = []) =>
    list.length === 0 ? [] : [der.context(tag, ...list.map((subtree) => der.sequence(encodeGeneralName(subtree))))];
  const fields = [...subtrees(0, options.permitted), ...subtrees(1, options.excluded)];
  if (fields.length === 0) throw fail('E_PKI_EXTENSION_INPUT', 'nameConstraints without a subtree');
  return extension(OID.nameConstraints, der.sequence(...fields), true);
}

/**
 * Makes a function that finds an extension in a list and decodes its value, once for each extension.
 * The function throws E_PKI_EXTENSION when the value is malformed.
 */
export function extensionReader<T>(
  oid: string,
  read: (reader: DerReader) => T,
): (extensions: readonly Extension[]) => T | undefined {
  const decoded = new WeakMap<Extension, { readonly value: T }>();
  return (extensions) => {
    const found = extensions.find((each) => each.oid === oid);
    if (found === undefined) return undefined;
    let entry = decoded.get(found);
    if (entry === undefined) {
      entry = { value: decodeValue(found, read) };
      decoded.set(found, entry);
    }
    return entry.value;
  };
}

function decodeValue<T>({ oid, value }: Extension, read: (reader: DerReader) => T): T {
  try {
    return DerReader.whole(value, read);
  } catch (cause) {
    throw fail('E_PKI_EXTENSION', `extension ${oid} is malformed`, { cause });
  }
}
