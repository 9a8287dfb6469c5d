/**
 * Certification requests (PKCS #10, RFC 2986) with the challengePassword and extensionRequest attributes (RFC 2985 §5.4).
 *
 * Two departures seen in the field are read: an absent attributes field, and attributes that are not sorted.
 */

import type { KeyObject } from 'node:crypto';
import { DerReader, decodeSinglePem, der, encodePem, isPrintable, TAG } from '@sallyport/der';
import type { AlgorithmIdentifier } from './algorithm-identifier.ts';
import { fail } from './errors.ts';
import { type Extension, encodeExtensions, readExtensions } from './extensions.ts';
import { Name } from './name.ts';
import { OID } from './oids.ts';
import { importPublicKey, spkiOf } from './public-key.ts';
import { parseSigned, type SignedStructure, sealSigned, verifySigned } from './signed-structure.ts';
import type { Signer } from './signer.ts';

const LABEL = 'CERTIFICATE REQUEST';
const LIMITS = { maxBytes: 64 << 10, maxDepth: 32 };
const MAX_ATTRIBUTES = 32;

/** An attribute of a request: its values are whole encodings. */
export interface RequestAttribute {
  readonly oid: string;
  readonly values: readonly Uint8Array[];
}

interface RequestFields {
  readonly subject: Name;
  readonly spki: Uint8Array;
  readonly attributes: readonly RequestAttribute[];
  readonly challengePassword: string | undefined;
  readonly requestedExtensions: readonly Extension[];
}

/** A request as parsed: not yet proof that its maker holds the key. See {@link CertificateRequest.verifySignature}. */
export class CertificateRequest {
  readonly #signed: SignedStructure;
  readonly #fields: RequestFields;
  #publicKey: KeyObject | undefined;
  #verified: boolean | undefined;

  private constructor(signed: SignedStructure, fields: RequestFields) {
    this.#signed = signed;
    this.#fields = fields;
  }

  /** @throws E_PKI_CSR, E_PKI_NAME, E_PKI_EXTENSION, E_PKI_EXTENSION_DUPLICATE, E_DER_… */
  static parse(encoding: Uint8Array): CertificateRequest {
    const signed = parseSigned(encoding, LIMITS);
    return new CertificateRequest(
      signed,
      DerReader.whole(signed.tbs, (whole) => readFields(whole.sequence())),
    );
  }

  /** @throws E_PEM_…, and what {@link CertificateRequest.parse} throws */
  static fromPem(pem: string): CertificateRequest {
    return CertificateRequest.parse(decodeSinglePem(pem, LABEL));
  }

  get der(): Uint8Array {
    return this.#signed.der;
  }
  /** The whole encoding of the CertificationRequestInfo. */
  get info(): Uint8Array {
    return this.#signed.tbs;
  }
  get signatureAlgorithm(): AlgorithmIdentifier {
    return this.#signed.signatureAlgorithm;
  }
  get subject(): Name {
    return this.#fields.subject;
  }
  /** SubjectPublicKeyInfo, whole encoding. */
  get spki(): Uint8Array {
    return this.#fields.spki;
  }
  get attributes(): readonly RequestAttribute[] {
    return this.#fields.attributes;
  }
  get challengePassword(): string | undefined {
    return this.#fields.challengePassword;
  }
  /** What the extensionRequest attribute asks for; wishes, not facts. */
  get requestedExtensions(): readonly Extension[] {
    return this.#fields.requestedExtensions;
  }

  /** @throws E_PKI_KEY */
  get publicKey(): KeyObject {
    this.#publicKey ??= importPublicKey(this.spki);
    return this.#publicKey;
  }

  /** True when the request is signed with the key it asks a certificate for (proof of possession). The answer is kept. */
  verifySignature(): boolean {
    this.#verified ??= verifySigned(this.#signed, this.publicKey);
    return this.#verified;
  }

  toPem(): string {
    return encodePem(LABEL, this.der);
  }
}

function readFields(fields: DerReader): RequestFields {
  const version = fields.smallInteger();
  if (version !== 0) throw fail('E_PKI_CSR', `request version ${version + 1}`);
  const subject = Name.read(fields);
  const spki = fields.element(TAG.SEQUENCE).bytes;
  const attributes = fields.optionalContext(0)?.all(readAttribute) ?? [];
  fields.finish();
  if (attributes.length > MAX_ATTRIBUTES) throw fail('E_PKI_CSR', `more than ${MAX_ATTRIBUTES} attributes`);
  const password = singleValue(attributes, OID.challengePassword);
  const extensions = singleValue(attributes, OID.extensionRequest);
  return {
    subject,
    spki,
    attributes,
    challengePassword: password && DerReader.whole(password, (whole) => whole.string().value),
    requestedExtensions: extensions === undefined ? [] : DerReader.whole(extensions, readExtensions),
  };
}

function readAttribute(reader: DerReader): RequestAttribute {
  const fields = reader.sequence();
  const oid = fields.objectIdentifier();
  const values = fields.set().all((set) => set.any().bytes);
  fields.finish();
  return { oid, values };
}

/** RFC 2985 §5.4: both attributes are single valued, and an attribute occurs once. */
function singleValue(attributes: readonly RequestAttribute[], oid: string): Uint8Array | undefined {
  const found = attributes.filter((attribute) => attribute.oid === oid);
  if (found.length === 0) return undefined;
  const values = found.flatMap((attribute) => attribute.values);
  if (values.length !== 1) throw fail('E_PKI_CSR', `attribute ${oid} has ${values.length} values`);
  return values[0];
}

export interface CertificateRequestOptions {
  readonly subject: Name;
  readonly signer: Signer;
  readonly extensions?: readonly Extension[];
  readonly challengePassword?: string;
  /** Further attributes. */
  readonly attributes?: readonly RequestAttribute[];
}

/** Builds and signs a request. @throws E_PKI_EXTENSION_INPUT, E_PKI_KEY_UNSUPPORTED, and whatever the signer throws */
export async function buildCertificateRequest(options: CertificateRequestOptions): Promise<CertificateRequest> {
  const attributes = [...(options.attributes ?? [])];
  if (options.challengePassword !== undefined) {
    const tag = isPrintable(options.challengePassword) ? TAG.PRINTABLE_STRING : TAG.UTF8_STRING;
    attributes.push({ oid: OID.challengePassword, values: [der.string(tag, options.challengePassword)] });
  }
  if (options.extensions !== undefined && options.extensions.length > 0) {
    attributes.push({ oid: OID.extensionRequest, values: [encodeExtensions(options.extensions)] });
  }
  const encoded = attributes.map(({ oid, values }) => der.sequence(der.objectIdentifier(oid), der.setOf(values)));
  const info = der.sequence(
    der.integer(0),
    options.subject.der,
    spkiOf(options.signer.publicKey),
    der.setOf(encoded, 0xa0),
  );
  return CertificateRequest.parse(await sealSigned(info, options.signer));
}
