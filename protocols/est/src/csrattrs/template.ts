/**
 * The certification request template (RFC 9908 §3.4): what a request is to contain, with values or with blanks that
 * the client fills in.
 *
 *     CertificationRequestInfoTemplate ::= SEQUENCE {
 *       version       INTEGER { v1(0) },
 *       subject       NameTemplate OPTIONAL,
 *       subjectPKInfo [0] IMPLICIT SubjectPublicKeyInfoTemplate OPTIONAL,
 *       attributes    [1] IMPLICIT Attributes }
 */

import { contextConstructed, DerReader, der, TAG } from '@sallyport/der';
import { encodeExtensions, OID, type RequestAttribute, readExtensions } from '@sallyport/pki';
import { EST_OID } from '../attributes.ts';
import { fail } from '../errors.ts';
import { type AttrOrOid, readAttribute, reading } from './codec.ts';
import { rsaModulusBits } from './rsa-modulus.ts';

/** An attribute of the subject; without a value the client chooses it. */
export interface NameTemplateAttribute {
  readonly oid: string;
  /** Whole encoding. */
  readonly value: Uint8Array | undefined;
}

/** An extension to request; without a value the client chooses it. */
export interface ExtensionTemplate {
  readonly oid: string;
  readonly critical: boolean;
  readonly value: Uint8Array | undefined;
}

export interface KeyTemplate {
  /** Public key algorithm. */
  readonly algorithm: string;
  /** Whole encoding of its parameters, for elliptic curves the curve's OID. */
  readonly parameters: Uint8Array | undefined;
  /** Modulus length, for RSA. */
  readonly bits: number | undefined;
}

export interface RequestTemplate {
  readonly subject: readonly (readonly NameTemplateAttribute[])[] | undefined;
  readonly key: KeyTemplate | undefined;
  readonly extensions: readonly ExtensionTemplate[];
  /** Attributes other than the two that request extensions. */
  readonly attributes: readonly RequestAttribute[];
}

/** The template as a CSR attribute. An RSA key size is given as RFC 9908 §3.4 does, by a placeholder key. */
export function templateAttribute(template: RequestTemplate): AttrOrOid {
  const fields = [der.integer(0)];
  if (template.subject !== undefined) fields.push(der.sequence(...template.subject.map(encodeRdn)));
  if (template.key !== undefined) fields.push(der.context(0, ...encodeKey(template.key)));
  fields.push(
    der.setOf(
      [...encodeExtensionRequest(template.extensions), ...template.attributes.map(encodeAttribute)],
      contextConstructed(1),
    ),
  );
  return { kind: 'attribute', oid: EST_OID.certificationRequestInfoTemplate, values: [der.sequence(...fields)] };
}

function encodeRdn(attributes: readonly NameTemplateAttribute[]): Uint8Array {
  return der.setOf(
    attributes.map(({ oid, value }) =>
      der.sequence(der.objectIdentifier(oid), ...(value === undefined ? [] : [value])),
    ),
  );
}

function encodeKey({ algorithm, parameters, bits }: KeyTemplate): readonly Uint8Array[] {
  const identifier = der.sequence(der.objectIdentifier(algorithm), ...(parameters === undefined ? [] : [parameters]));
  if (bits === undefined) return [identifier];
  const modulus = new Uint8Array(Math.ceil(bits / 8));
  modulus[0] = 0x80 >> (modulus.length * 8 - bits);
  return [identifier, der.bitString(der.sequence(der.integer(modulus), der.integer(65537)))];
}

function encodeExtensionRequest(extensions: readonly ExtensionTemplate[]): readonly Uint8Array[] {
  if (extensions.length === 0) return [];
  const filled = extensions.flatMap(({ value, ...rest }) => (value === undefined ? [] : [{ ...rest, value }]));
  // RFC 9908 §3.4: the one attribute when every value is given, the other as soon as one is left blank; never both.
  if (filled.length === extensions.length) {
    return [encodeAttribute({ oid: OID.extensionRequest, values: [encodeExtensions(filled)] })];
  }
  const templates = extensions.map(({ oid, critical, value }) =>
    der.sequence(
      der.objectIdentifier(oid),
      ...(critical ? [der.boolean(true)] : []),
      ...(value === undefined ? [] : [der.octetString(value)]),
    ),
  );
  return [encodeAttribute({ oid: EST_OID.extensionReqTemplate, values: [der.sequence(...templates)] })];
}

function encodeAttribute({ oid, values }: RequestAttribute): Uint8Array {
  return der.sequence(der.objectIdentifier(oid), der.setOf(values));
}

/** Reads the value of the template attribute. @throws E_EST_CSRATTRS */
export function readTemplate(value: Uint8Array): RequestTemplate {
  return reading(() => DerReader.whole(value, readTemplateFields));
}

function readTemplateFields(reader: DerReader): RequestTemplate {
  const fields = reader.sequence();
  if (fields.smallInteger() !== 0) throw fail('E_EST_CSRATTRS', 'a template of an unknown version');
  const subject = fields.at(TAG.SEQUENCE) ? fields.sequence().all(readRdn) : undefined;
  const keyFields = fields.optionalContext(0);
  const key = keyFields === undefined ? undefined : readKey(keyFields);
  const all = fields.optionalContext(1)?.all(readAttribute) ?? [];
  fields.finish();
  const attributes = all.filter(({ oid }) => oid !== OID.extensionRequest && oid !== EST_OID.extensionReqTemplate);
  return { subject, key, extensions: readRequestedExtensions(all), attributes };
}

function readRdn(reader: DerReader): readonly NameTemplateAttribute[] {
  const attributes = reader.set().all((set) => {
    const fields = set.sequence();
    const oid = fields.objectIdentifier();
    const value = fields.optionalAny()?.bytes;
    fields.finish();
    return { oid, value };
  });
  if (attributes.length === 0) throw fail('E_EST_CSRATTRS', 'a relative distinguished name is empty');
  return attributes;
}

function readKey(fields: DerReader): KeyTemplate {
  const identifier = fields.sequence();
  const algorithm = identifier.objectIdentifier();
  const parameters = identifier.optionalAny()?.bytes;
  identifier.finish();
  const placeholder = fields.done ? undefined : fields.bitStringOctets();
  fields.finish();
  const bits = placeholder === undefined || algorithm !== OID.rsaEncryption ? undefined : rsaModulusBits(placeholder);
  return { algorithm, parameters, bits };
}

function readRequestedExtensions(attributes: readonly RequestAttribute[]): readonly ExtensionTemplate[] {
  const requests = attributes.filter(({ oid }) => oid === OID.extensionRequest || oid === EST_OID.extensionReqTemplate);
  const [request, second] = requests;
  if (request === undefined) return [];
  const [value, more] = request.values;
  if (second !== undefined || value === undefined || more !== undefined) {
    throw fail('E_EST_CSRATTRS', 'a template requests extensions more than once, or emptily');
  }
  if (request.oid === OID.extensionRequest) return DerReader.whole(value, readExtensions);
  return DerReader.whole(value, (whole) => whole.sequence().all(readExtensionTemplate));
}

function readExtensionTemplate(reader: DerReader): ExtensionTemplate {
  const fields = reader.sequence();
  const oid = fields.objectIdentifier();
  const critical = fields.at(TAG.BOOLEAN) ? fields.boolean() : false;
  const value = fields.done ? undefined : fields.octetString();
  fields.finish();
  return { oid, critical, value };
}
