/**
 * Attributes of a signer (RFC 5652 §5.3, §11).
 *
 * The signature covers the DER encoding of the signed attributes as a SET OF, under tag 31 and not the [0] they are
 * sent under. Here that encoding is made from the bytes that came, and attributes that came in another order than DER
 * demands are refused, so what is verified is what was read.
 */

import { compareOctets, DerReader, der, TAG } from '@sallyport/der';
import { OID } from '../oids.ts';
import { fail } from './errors.ts';

/** An attribute type as OID, and the whole encodings of its values. */
export interface Attribute {
  readonly oid: string;
  readonly values: readonly Uint8Array[];
}

export type AttributeMap = ReadonlyMap<string, readonly Uint8Array[]>;

const MAX_ATTRIBUTES = 32;
const MAX_VALUES = 16;

/** The CMSAlgorithmProtection attribute (RFC 6211 §2). */
export const CMS_ALGORITHM_PROTECTION = '1.2.840.113549.1.9.52';

/**
 * Reads a whole SET OF Attribute, whatever its tag.
 * @throws E_CMS_ATTRIBUTE_DUPLICATE, E_CMS_ATTRIBUTE_VALUE, E_CMS_TOO_MANY, E_DER_…; E_CMS_ATTRIBUTES_ORDER when
 * `ordered` and the members are not in the order of X.690 §11.6
 */
export function readAttributes(encoding: Uint8Array, ordered: boolean): AttributeMap {
  const reader = DerReader.over(encoding);
  const members = reader.constructed(encoding[0] ?? 0);
  reader.finish();
  const attributes = new Map<string, readonly Uint8Array[]>();
  let previous: Uint8Array | undefined;
  while (!members.done) {
    const start = members.offset;
    const { oid, values } = readAttribute(members);
    if (attributes.has(oid)) throw fail('E_CMS_ATTRIBUTE_DUPLICATE', `attribute ${oid} occurs twice`);
    if (attributes.size === MAX_ATTRIBUTES) throw fail('E_CMS_TOO_MANY', `over ${MAX_ATTRIBUTES} attributes`);
    attributes.set(oid, values);
    const current = encoding.subarray(start, members.offset);
    if (ordered && previous !== undefined && compareOctets(previous, current) > 0) {
      throw fail('E_CMS_ATTRIBUTES_ORDER', 'the signed attributes are not in DER order');
    }
    previous = current;
  }
  return attributes;
}

function readAttribute(members: DerReader): Attribute {
  const fields = members.sequence();
  const oid = fields.objectIdentifier();
  const values = fields.set().all((reader) => reader.any().bytes);
  fields.finish();
  if (values.length === 0) throw fail('E_CMS_ATTRIBUTE_VALUE', `attribute ${oid} has no value`);
  if (values.length > MAX_VALUES) throw fail('E_CMS_TOO_MANY', `over ${MAX_VALUES} values of attribute ${oid}`);
  return { oid, values };
}

/**
 * The single value of an attribute, decoded; undefined when the attribute is absent.
 * @throws E_CMS_ATTRIBUTE_VALUE when it has several values or one of another type
 */
export function singleValue<T>(attributes: AttributeMap, oid: string, read: (reader: DerReader) => T): T | undefined {
  const values = attributes.get(oid);
  if (values === undefined) return undefined;
  const [value] = values;
  if (value === undefined || values.length !== 1) {
    throw fail('E_CMS_ATTRIBUTE_VALUE', `attribute ${oid} has ${values.length} values`);
  }
  try {
    return DerReader.whole(value, read);
  } catch (cause) {
    throw fail('E_CMS_ATTRIBUTE_VALUE', `attribute ${oid} is malformed`, { cause });
  }
}

/**
 * True when bytes could be signed attributes. A signature without signed attributes covers the content itself, so an
 * attacker can drop the attributes of a signature and present them as its content; content of this shape is never
 * taken, and never made, without attributes.
 */
export function resembleSignedAttributes(content: Uint8Array): boolean {
  if (content[0] !== TAG.SET) return false;
  try {
    return readAttributes(content, false).has(OID.messageDigest);
  } catch {
    return false;
  }
}

const contentTypeAttributes = new Map<string, Uint8Array>();
const KEPT_CONTENT_TYPES = 16;

/** The content-type attribute (RFC 5652 §11.1). */
export function contentTypeAttribute(contentType: string): Uint8Array {
  const known = contentTypeAttributes.get(contentType);
  if (known !== undefined) return known;
  const made = encodeAttribute({ oid: OID.contentType, values: [der.objectIdentifier(contentType)] });
  if (contentTypeAttributes.size < KEPT_CONTENT_TYPES) contentTypeAttributes.set(contentType, made);
  return made;
}

const MESSAGE_DIGEST_TYPE = der.objectIdentifier(OID.messageDigest);
const SIGNING_TIME_TYPE = der.objectIdentifier(OID.signingTime);

/** The message-digest attribute (RFC 5652 §11.2). */
export function messageDigestAttribute(digest: Uint8Array): Uint8Array {
  return der.sequence(MESSAGE_DIGEST_TYPE, der.set(der.octetString(digest)));
}

/** The signing-time attribute (RFC 5652 §11.3), to the second. */
export function signingTimeAttribute(time: Date): Uint8Array {
  return der.sequence(SIGNING_TIME_TYPE, der.set(der.time(time)));
}

export function encodeAttribute({ oid, values }: Attribute): Uint8Array {
  return der.sequence(der.objectIdentifier(oid), der.setOf(values));
}
