/**
 * Verifying SignedData (RFC 5652 §5.4, §5.6).
 *
 * Every signer must verify: one bad signature among good ones refuses the whole. {@link verifyCmsSignature} says that
 * the holder of a certificate's key signed the content, and nothing of the certificate; {@link verifyCms} judges the
 * certificates too. The two results are types that nothing else can make.
 */

import { bytesEqual } from '@sallyport/core';
import type { DerReader } from '@sallyport/der';
import { digest, type HashName, verifySignature } from '../algorithms.ts';
import type { Certificate } from '../certificate.ts';
import type { CertificateRevocationList } from '../crl.ts';
import { OID } from '../oids.ts';
import { type PathOptions, validatePath } from '../path.ts';
import { type AttributeMap, resembleSignedAttributes, singleValue } from './attributes.ts';
import { isNamed } from './embedded.ts';
import { fail } from './errors.ts';
import { checkAlgorithmProtection, checkSigningCertificate } from './protections.ts';
import { digestOf, verificationAlgorithm } from './signature-algorithm.ts';
import { SignedData } from './signed-data.ts';
import type { SignedAttributes, SignerInfo } from './signer-info.ts';
import {
  ChainVerifiedData,
  type SignatureVerified,
  SignatureVerifiedData,
  type TrustedSigner,
  type VerifiedSignedData,
  type VerifiedSigner,
} from './verified.ts';

export interface SignatureOptions {
  /** The content of a detached signature. */
  readonly detachedContent?: Uint8Array;
}

/**
 * Verifies every signature with certificates from inside or from `extraCertificates`, which are tried first: give the
 * certificates of known signers there, and their keys are made once. Chains are not judged.
 * @throws E_CMS_…, E_PKI_… and E_DER_… for the certificates of signers
 */
export function verifyCmsSignature(
  input: SignedData | Uint8Array,
  extraCertificates: readonly Certificate[] = [],
  options: SignatureOptions = {},
): SignatureVerified {
  const signedData = input instanceof SignedData ? input : SignedData.parse(input);
  const content = contentOf(signedData, options.detachedContent);
  return new SignatureVerifiedData(signedData, content, verifySigners(signedData, content, extraCertificates));
}

export interface VerifyCmsOptions extends SignatureOptions {
  readonly anchors: readonly Certificate[];
  /** The time to judge certificates by; never the signing time, which the signer chose. */
  readonly at: PathOptions['at'];
  readonly extraCertificates?: readonly Certificate[];
  /** Used beside the embedded ones. */
  readonly crls?: readonly CertificateRevocationList[];
  readonly revocation?: NonNullable<PathOptions['revocation']>;
  /** An OID that each signer's certificate must carry. Default: none asked, as registrars carry only id-kp-cmcRA. */
  readonly extendedKeyUsage?: string;
  readonly maxDepth?: number;
}

/**
 * Verifies every signature and every signer's chain. A keyUsage extension, if there, must allow signatures.
 * @throws E_CMS_…, E_PKI_PATH_…, and E_PKI_… and E_DER_… for embedded certificates and lists
 */
export function verifyCms(input: SignedData | Uint8Array, options: VerifyCmsOptions): VerifiedSignedData {
  const verified = verifyCmsSignature(input, options.extraCertificates, options);
  const { signedData } = verified;
  const paths = pathOptions(signedData, options);
  const trust = (signer: VerifiedSigner): TrustedSigner => {
    requireSigningUse(signer.certificate);
    return { ...signer, path: validatePath({ ...paths, leaf: signer.certificate }) };
  };
  const [first, ...others] = verified.signers;
  return new ChainVerifiedData(signedData, verified.content, [trust(first), ...others.map(trust)]);
}

function pathOptions(signedData: SignedData, options: VerifyCmsOptions): Omit<PathOptions, 'leaf'> {
  const { anchors, at, extraCertificates = [], revocation, extendedKeyUsage, maxDepth } = options;
  const crls = [...(options.crls ?? []), ...signedData.crls];
  return {
    anchors,
    at,
    intermediates: [...extraCertificates, ...signedData.certificates],
    ...(crls.length === 0 ? {} : { crls }),
    ...(revocation === undefined ? {} : { revocation }),
    ...(extendedKeyUsage === undefined ? {} : { extendedKeyUsage }),
    ...(maxDepth === undefined ? {} : { maxDepth }),
  };
}

/** RFC 5280 §4.2.1.3: either bit allows signatures over data. */
function requireSigningUse(certificate: Certificate): void {
  const usage = certificate.keyUsage;
  if (usage !== undefined && !usage.has('digitalSignature') && !usage.has('nonRepudiation')) {
    throw fail('E_CMS_KEY_USAGE', `the certificate of ${certificate.subject} is not for signatures`);
  }
}

function contentOf(signedData: SignedData, detached: Uint8Array | undefined): Uint8Array {
  if (detached === undefined) return signedData.content;
  if (!signedData.isDetached) throw fail('E_CMS_CONTENT_TWICE', 'the content is inside and was given besides');
  return detached;
}

function verifySigners(
  signedData: SignedData,
  content: Uint8Array,
  extra: readonly Certificate[],
): readonly [VerifiedSigner, ...VerifiedSigner[]] {
  const [first, ...others] = signedData.signerInfos;
  if (first === undefined) throw fail('E_CMS_NO_SIGNER', 'nobody signed');
  const verify = (info: SignerInfo) => verifySigner(signedData, info, content, extra);
  return [verify(first), ...others.map(verify)];
}

const NO_ATTRIBUTES: AttributeMap = new Map();

function verifySigner(
  signedData: SignedData,
  info: SignerInfo,
  content: Uint8Array,
  extra: readonly Certificate[],
): VerifiedSigner {
  const hash = digestOf(info.digestAlgorithm);
  if (!signedData.digestAlgorithms.has(info.digestAlgorithm.oid)) {
    throw fail('E_CMS_DIGEST_NOT_LISTED', `${hash} is not among the digest algorithms`);
  }
  const { signedAttributes } = info;
  if (signedAttributes === undefined) requireBareContent(signedData.contentType, content);
  else checkAttributes(signedAttributes, info, signedData.contentType, hash, content);
  const certificate = findSigner(signedData, info, hash, signedAttributes?.signedBytes ?? content, extra);
  const values = signedAttributes?.values ?? NO_ATTRIBUTES;
  checkSigningCertificate(values, certificate);
  return { certificate, signingTime: singleValue(values, OID.signingTime, readTime), signedAttributes: values };
}

/** RFC 5652 §5.3: signed attributes may be left out for id-data alone. */
function requireBareContent(contentType: string, content: Uint8Array): void {
  if (contentType !== OID.data) {
    throw fail('E_CMS_ATTRIBUTES_REQUIRED', `content of type ${contentType} without signed attributes`);
  }
  if (resembleSignedAttributes(content)) {
    throw fail('E_CMS_CONTENT_AMBIGUOUS', 'the content could be the signed attributes of another signature');
  }
}

function checkAttributes(
  { values }: SignedAttributes,
  info: SignerInfo,
  contentType: string,
  hash: HashName,
  content: Uint8Array,
): void {
  const signedType = singleValue(values, OID.contentType, readObjectIdentifier);
  const signedDigest = singleValue(values, OID.messageDigest, readOctetString);
  if (signedType === undefined || signedDigest === undefined) {
    throw fail('E_CMS_ATTRIBUTE_MISSING', 'content-type and message-digest are not both among the signed attributes');
  }
  if (signedType !== contentType) {
    throw fail('E_CMS_CONTENT_TYPE', `content of type ${contentType} was signed as ${signedType}`);
  }
  checkAlgorithmProtection(values, info);
  if (!bytesEqual(signedDigest, digest(hash, content))) {
    throw fail('E_CMS_MESSAGE_DIGEST', 'the content is not what was signed');
  }
}

/** Certificates of one name to try; more than one is a collision or a forgery. */
const MAX_CANDIDATES = 4;

function findSigner(
  signedData: SignedData,
  info: SignerInfo,
  hash: HashName,
  signedBytes: Uint8Array,
  extra: readonly Certificate[],
): Certificate {
  const algorithm = verificationAlgorithm(info.signatureAlgorithm, hash);
  let tried = 0;
  for (const certificate of candidates(signedData, info, extra)) {
    if (tried++ === MAX_CANDIDATES) break;
    if (verifySignature(algorithm, certificate.publicKey, signedBytes, info.signature)) return certificate;
  }
  if (tried === 0) throw fail('E_CMS_SIGNER_UNKNOWN', "the signer's certificate is neither inside nor known");
  throw fail('E_CMS_SIGNATURE', 'the signature does not fit');
}

function* candidates(
  signedData: SignedData,
  { identifier }: SignerInfo,
  extra: readonly Certificate[],
): Generator<Certificate, undefined> {
  for (const certificate of extra) if (isNamed(certificate, identifier)) yield certificate;
  yield* signedData.embedded.named(identifier);
  return undefined;
}

function readObjectIdentifier(reader: DerReader): string {
  return reader.objectIdentifier();
}

function readOctetString(reader: DerReader): Uint8Array {
  return reader.octetString();
}

function readTime(reader: DerReader): Date {
  return reader.time();
}
