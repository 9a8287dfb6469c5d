/**
 * What CSR attributes ask of a request, out of the several ways there are to say it: bare OIDs and attributes
 * (RFC 7030 §4.5.2), extension requests with values (RFC 9908 §3.2) and the template (RFC 9908 §3.4).
 */

import { DerReader, der, TAG } from '@sallyport/der';
import {
  type Extension,
  encodeExtensions,
  OID,
  type RequestAttribute,
  readExtensions,
  signatureAlgorithmByOid,
} from '@sallyport/pki';
import { EST_OID } from '../attributes.ts';
import { type AttrOrOid, type CsrAttributes, reading } from './codec.ts';
import {
  type ExtensionTemplate,
  type KeyTemplate,
  type NameTemplateAttribute,
  readTemplate,
  templateAttribute,
} from './template.ts';

export interface CsrRequirements {
  /** A challengePassword, that is proof that request and connection belong together (RFC 7030 §3.5). */
  readonly challengePassword: boolean;
  /** Kinds of key, one of which the request's key must be; none means any. */
  readonly keys: readonly KeyTemplate[];
  /** Signature algorithms, with one of which the request must be signed; none means any. */
  readonly signatureAlgorithms: readonly string[];
  /** The subject's parts in order; undefined means any subject. */
  readonly subject: readonly (readonly NameTemplateAttribute[])[] | undefined;
  readonly extensions: readonly ExtensionTemplate[];
  /** Attributes with values the request must repeat; without values the client chooses them. */
  readonly attributes: readonly RequestAttribute[];
  /** OIDs of no known kind: something of this type must be in the request. */
  readonly others: readonly string[];
}

const CURVES: ReadonlySet<string> = new Set([OID.prime256v1, OID.secp384r1, OID.secp521r1]);
const KEY_ALGORITHMS: ReadonlySet<string> = new Set([OID.ecPublicKey, OID.rsaEncryption, OID.ed25519]);

const NOTHING: CsrRequirements = {
  challengePassword: false,
  keys: [],
  signatureAlgorithms: [],
  subject: undefined,
  extensions: [],
  attributes: [],
  others: [],
};

/**
 * Gives CSR attributes their meaning.
 * @throws E_EST_CSRATTRS when an attribute with a known meaning is malformed
 */
export function requirementsOf(attributes: CsrAttributes): CsrRequirements {
  const template = attributes.find(
    (item) => item.kind === 'attribute' && item.oid === EST_OID.certificationRequestInfoTemplate,
  );
  if (template?.kind === 'attribute') return fromTemplate(template);
  const requirements = attributes.map(requirementOf).reduce(merge, NOTHING);
  return { ...requirements, keys: mostSpecific(requirements.keys) };
}

/** `ecPublicKey` beside `secp384r1` means P-384, not any curve. */
function mostSpecific(keys: readonly KeyTemplate[]): readonly KeyTemplate[] {
  const isSpecific = (key: KeyTemplate) => key.parameters !== undefined || key.bits !== undefined;
  return keys.filter(
    (key) => isSpecific(key) || !keys.some((other) => other.algorithm === key.algorithm && isSpecific(other)),
  );
}

/** RFC 9908 §4: whoever understands the template passes over everything beside it. */
function fromTemplate({ values }: RequestAttribute): CsrRequirements {
  const [value] = values;
  const { key, subject, extensions, attributes } = readTemplate(value ?? new Uint8Array(0));
  return {
    ...NOTHING,
    challengePassword: attributes.some(({ oid }) => oid === OID.challengePassword),
    keys: key === undefined ? [] : [key],
    subject,
    extensions,
    attributes: attributes.filter(({ oid }) => oid !== OID.challengePassword),
  };
}

function requirementOf(item: AttrOrOid): Partial<CsrRequirements> {
  if (item.oid === OID.challengePassword) return { challengePassword: true };
  if (item.kind === 'oid') return oidRequirement(item.oid);
  if (KEY_ALGORITHMS.has(item.oid)) return { keys: reading(() => keyRequirements(item)) };
  if (item.oid === OID.extensionRequest)
    return { extensions: reading(() => item.values.flatMap(extensionRequirements)) };
  return { attributes: [item] };
}

function oidRequirement(oid: string): Partial<CsrRequirements> {
  if (CURVES.has(oid))
    return { keys: [{ algorithm: OID.ecPublicKey, parameters: der.objectIdentifier(oid), bits: undefined }] };
  // Ed25519 names its keys and its signatures alike; what the key is decides.
  if (KEY_ALGORITHMS.has(oid)) return { keys: [{ algorithm: oid, parameters: undefined, bits: undefined }] };
  if (signatureAlgorithmByOid(oid) !== undefined) return { signatureAlgorithms: [oid] };
  return { others: [oid] };
}

/** RFC 7030 §4.5.2, RFC 9908 §3.1: the values are curves, or the length of the modulus. */
function keyRequirements({ oid, values }: RequestAttribute): readonly KeyTemplate[] {
  const unspecific = { algorithm: oid, parameters: undefined, bits: undefined };
  if (values.length === 0 || oid === OID.ed25519) return [unspecific];
  return values.map((value) =>
    oid === OID.rsaEncryption
      ? { ...unspecific, bits: DerReader.whole(value, (whole) => whole.smallInteger()) }
      : { ...unspecific, parameters: value },
  );
}

/** RFC 9908 §3.2 puts Extensions into the attribute; the example of RFC 7030 §4.5.2 puts a bare OID. */
function extensionRequirements(value: Uint8Array): readonly ExtensionTemplate[] {
  if (value[0] === TAG.OBJECT_IDENTIFIER) {
    return [{ oid: DerReader.whole(value, (whole) => whole.objectIdentifier()), critical: false, value: undefined }];
  }
  return DerReader.whole(value, readExtensions).map((extension) => ({
    ...extension,
    // RFC 9908 §3.2: an empty value is for the client to fill in.
    value: extension.value.length === 0 ? undefined : extension.value,
  }));
}

function merge(sum: CsrRequirements, more: Partial<CsrRequirements>): CsrRequirements {
  return {
    challengePassword: sum.challengePassword || more.challengePassword === true,
    keys: [...sum.keys, ...(more.keys ?? [])],
    signatureAlgorithms: [...sum.signatureAlgorithms, ...(more.signatureAlgorithms ?? [])],
    subject: sum.subject,
    extensions: [...sum.extensions, ...(more.extensions ?? [])],
    attributes: [...sum.attributes, ...(more.attributes ?? [])],
    others: [...sum.others, ...(more.others ?? [])],
  };
}

/** Asks for the channel binding in challengePassword (RFC 7030 §3.5). */
export const CHALLENGE_PASSWORD: AttrOrOid = { kind: 'oid', oid: OID.challengePassword };

/**
 * The attributes, with the challengePassword among them: a server that requires the binding must ask for it
 * (RFC 8951 §4). Where there is a template it goes in there, since nothing beside a template is looked at.
 */
export function withChallengePassword(attributes: CsrAttributes): CsrAttributes {
  if (requirementsOf(attributes).challengePassword) return attributes;
  const isTemplate = ({ oid }: AttrOrOid) => oid === EST_OID.certificationRequestInfoTemplate;
  const extended = attributes.map((item) => {
    if (item.kind !== 'attribute' || !isTemplate(item)) return item;
    const template = readTemplate(item.values[0] ?? new Uint8Array(0));
    const password = { oid: OID.challengePassword, values: [] };
    return templateAttribute({ ...template, attributes: [...template.attributes, password] });
  });
  const hasOid = extended.some(({ oid }) => oid === OID.challengePassword);
  return hasOid ? extended : [CHALLENGE_PASSWORD, ...extended];
}

/** Asks for extensions, with their values where the server knows them (RFC 9908 §3.2). */
export function extensionRequestAttribute(
  extensions: readonly (Pick<Extension, 'oid'> & Partial<Extension>)[],
): AttrOrOid {
  const filled = extensions.map(({ oid, critical = false, value = new Uint8Array(0) }) => ({ oid, critical, value }));
  return { kind: 'attribute', oid: OID.extensionRequest, values: [encodeExtensions(filled)] };
}
