/** SignerInfo (RFC 5652 §5.3): who signed, how, and what besides the content. */

import { contextConstructed, type DerReader, TAG } from '@sallyport/der';
import { type AlgorithmIdentifier, readAlgorithmIdentifier } from '../algorithm-identifier.ts';
import { OID } from '../oids.ts';
import { type AttributeMap, CMS_ALGORITHM_PROTECTION, readAttributes } from './attributes.ts';
import { fail } from './errors.ts';

/** How a signer's certificate is named. */
export type SignerIdentifier =
  | {
      readonly kind: 'issuer-and-serial';
      /** The issuer's Name, whole encoding. */
      readonly issuer: Uint8Array;
      /** Content octets of the serial number's INTEGER. */
      readonly serialNumber: Uint8Array;
    }
  | { readonly kind: 'subject-key-identifier'; readonly keyIdentifier: Uint8Array };

export interface SignerInfo {
  /** 1 for issuer and serial number, 3 for a subject key identifier. */
  readonly version: number;
  readonly identifier: SignerIdentifier;
  readonly digestAlgorithm: AlgorithmIdentifier;
  readonly signedAttributes: SignedAttributes | undefined;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array;
  readonly unsignedAttributes: AttributeMap;
}

export interface SignedAttributes {
  readonly values: AttributeMap;
  /** What the signature covers: the attributes as they came, under the tag of a SET (RFC 5652 §5.4). */
  readonly signedBytes: Uint8Array;
}

/** Attributes that only mean something when signed (RFC 5652 §11.1 to §11.3, RFC 6211 §2). */
export const SIGNED_ONLY: readonly string[] = [
  OID.contentType,
  OID.messageDigest,
  OID.signingTime,
  CMS_ALGORITHM_PROTECTION,
];

/** Reads the SignerInfo that comes next. @throws E_CMS_VERSION, E_CMS_ATTRIBUTE…, E_CMS_TOO_MANY, E_DER_… */
export function readSignerInfo(reader: DerReader): SignerInfo {
  const fields = reader.sequence();
  const version = fields.smallInteger();
  const identifier = readIdentifier(fields);
  // RFC 5652 §5.3: the version says which of the two identifiers follows.
  if (version !== (identifier.kind === 'issuer-and-serial' ? 1 : 3)) {
    throw fail('E_CMS_VERSION', `a signer of version ${version} named by ${identifier.kind}`);
  }
  const digestAlgorithm = readAlgorithmIdentifier(fields);
  const signedAttributes = fields.at(contextConstructed(0)) ? readSignedAttributes(fields.any().bytes) : undefined;
  const signatureAlgorithm = readAlgorithmIdentifier(fields);
  const signature = fields.octetString();
  const unsignedAttributes = fields.at(contextConstructed(1)) ? readUnsignedAttributes(fields.any().bytes) : NONE;
  fields.finish();
  return { version, identifier, digestAlgorithm, signedAttributes, signatureAlgorithm, signature, unsignedAttributes };
}

function readIdentifier(fields: DerReader): SignerIdentifier {
  const keyIdentifier = fields.optionalContextPrimitive(0);
  if (keyIdentifier !== undefined) return { kind: 'subject-key-identifier', keyIdentifier };
  const pair = fields.sequence();
  const issuer = pair.element(TAG.SEQUENCE).bytes;
  const serialNumber = pair.integerBytes();
  pair.finish();
  return { kind: 'issuer-and-serial', issuer, serialNumber };
}

function readSignedAttributes(bytes: Uint8Array): SignedAttributes {
  const signedBytes = new Uint8Array(bytes);
  signedBytes[0] = TAG.SET;
  return { values: readAttributes(signedBytes, true), signedBytes };
}

const NONE: AttributeMap = new Map();

function readUnsignedAttributes(bytes: Uint8Array): AttributeMap {
  const attributes = readAttributes(bytes, false);
  const misplaced = SIGNED_ONLY.find((oid) => attributes.has(oid));
  if (misplaced !== undefined) throw fail('E_CMS_ATTRIBUTE_UNSIGNED', `attribute ${misplaced} is not signed`);
  return attributes;
}
