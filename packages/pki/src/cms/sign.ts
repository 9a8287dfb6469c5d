/**
 * Signing (RFC 5652 §5.3, §5.4, §5.5).
 *
 * Signed attributes are content-type, message-digest and, when a time is given, signing-time; signatures without them
 * are not made. Certificates of signers are always inside. What does not change from one signature to the next is
 * encoded once for each certificate.
 */

import type { KeyObject } from 'node:crypto';
import { bytesEqual, concat, fromHex } from '@sallyport/core';
import { compareOctets, type DerNode, der, TAG } from '@sallyport/der';
import { digest, type HashName, signatureAlgorithmOf } from '../algorithms.ts';
import type { Certificate } from '../certificate.ts';
import type { CertificateRevocationList } from '../crl.ts';
import { OID } from '../oids.ts';
import { spkiOf } from '../public-key.ts';
import type { Signer } from '../signer.ts';
import {
  type Attribute,
  contentTypeAttribute,
  encodeAttribute,
  messageDigestAttribute,
  signingTimeAttribute,
} from './attributes.ts';
import { encodeSignedData } from './encode.ts';
import { fail } from './errors.ts';
import { digestFor, digestIdentifier } from './signature-algorithm.ts';
import { SIGNED_ONLY } from './signer-info.ts';

export interface CmsSigner {
  readonly certificate: Certificate;
  readonly signer: Signer;
  /** How the certificate is named. Default `issuer-and-serial`, which every peer understands. */
  readonly namedBy?: 'issuer-and-serial' | 'subject-key-identifier';
}

export interface SignCmsOptions {
  readonly content: Uint8Array;
  /** OID. Default id-data, as in RFC 8995 appendix C. */
  readonly contentType?: string;
  readonly signers: readonly CmsSigner[];
  /** Embedded beside the signers' own, which need not be repeated here. */
  readonly certificates?: readonly Certificate[];
  readonly crls?: readonly CertificateRevocationList[];
  /** Left out when not given. */
  readonly signingTime?: Date;
  /** Signed beside content-type, message-digest and signing-time. */
  readonly signedAttributes?: readonly Attribute[];
  /** True leaves the content out. */
  readonly detached?: boolean;
}

/**
 * Signs content.
 * @returns the DER of a ContentInfo
 * @throws E_CMS_INPUT, E_CMS_SIGNER_KEY, E_PKI_KEY_UNSUPPORTED, and whatever a signer throws
 */
export async function signCms(options: SignCmsOptions): Promise<Uint8Array> {
  const { content, contentType = OID.data, signers, certificates = [], crls = [] } = options;
  if (signers.length === 0) throw fail('E_CMS_INPUT', 'there is no signer');
  const plans = signers.map(planFor);
  const attributes = commonAttributes(contentType, options);
  const digests = new Map(plans.map(({ hash }) => [hash, digest(hash, content)]));
  const signerInfos: DerNode[] = [];
  for (const plan of plans) {
    const messageDigest = messageDigestAttribute(digests.get(plan.hash) ?? digest(plan.hash, content));
    signerInfos.push(await signerInfo(plan, [...attributes, messageDigest]));
  }
  const byKeyIdentifier = signers.some(({ namedBy }) => namedBy === 'subject-key-identifier');
  return encodeSignedData({
    // RFC 5652 §5.1: 3 when the content is not id-data or a signer is of version 3.
    version: contentType !== OID.data || byKeyIdentifier ? 3 : 1,
    digestAlgorithms: [...digests.keys()].map(digestIdentifier),
    contentType,
    content: options.detached === true ? undefined : content,
    certificates: [...signers.map(({ certificate }) => certificate), ...certificates],
    crls,
    signerInfos,
  });
}

function commonAttributes(contentType: string, options: SignCmsOptions): readonly Uint8Array[] {
  const attributes = [contentTypeAttribute(contentType)];
  if (options.signingTime !== undefined) attributes.push(signingTimeAttribute(options.signingTime));
  const seen = new Set<string>(SIGNED_ONLY);
  for (const attribute of options.signedAttributes ?? []) {
    if (seen.has(attribute.oid) || attribute.values.length === 0) {
      throw fail(
        'E_CMS_INPUT',
        `attribute ${attribute.oid} cannot be given here, or not twice, or not without a value`,
      );
    }
    seen.add(attribute.oid);
    attributes.push(encodeAttribute(attribute));
  }
  return attributes;
}

const SIGNED_ATTRIBUTES_TAG = 0xa0;

async function signerInfo(plan: SignerPlan, attributes: readonly Uint8Array[]): Promise<DerNode> {
  const sorted = [...attributes].sort(compareOctets);
  // RFC 5652 §5.4: signed under the tag of a SET, sent under [0].
  const signature = await plan.signer.sign(der.join(der.node(TAG.SET, ...sorted)));
  return der.node(
    TAG.SEQUENCE,
    plan.head,
    der.node(SIGNED_ATTRIBUTES_TAG, ...sorted),
    plan.signatureAlgorithm,
    der.octetString(signature),
  );
}

/** What is the same in every signature made with one certificate. */
interface SignerPlan {
  readonly signer: Signer;
  readonly namedBy: CmsSigner['namedBy'];
  readonly hash: HashName;
  /** version, sid and digestAlgorithm. */
  readonly head: Uint8Array;
  /** AlgorithmIdentifier. */
  readonly signatureAlgorithm: Uint8Array;
}

const knownPlans = new WeakMap<Certificate, SignerPlan>();

function planFor(given: CmsSigner): SignerPlan {
  const { certificate, signer, namedBy } = given;
  const known = knownPlans.get(certificate);
  if (known !== undefined && known.signer === signer && known.namedBy === namedBy) return known;
  if (!belongsTo(signer.publicKey, certificate)) {
    throw fail('E_CMS_SIGNER_KEY', `the key does not belong to the certificate of ${certificate.subject}`);
  }
  const algorithm = signatureAlgorithmOf(signer.publicKey);
  const hash = digestFor(algorithm);
  const head = concat(encodeIdentifier(given), digestIdentifier(hash));
  const plan = { signer, namedBy, hash, head, signatureAlgorithm: algorithm.identifier };
  knownPlans.set(certificate, plan);
  return plan;
}

/** Mostly the encodings are the same octets; where they are not, an issuer may have written the same key in another way. */
function belongsTo(key: KeyObject, certificate: Certificate): boolean {
  const spki = spkiOf(key);
  return bytesEqual(spki, certificate.spki) || bytesEqual(spki, spkiOf(certificate.publicKey));
}

/** version and sid (RFC 5652 §5.3). */
function encodeIdentifier({ certificate, namedBy }: CmsSigner): Uint8Array {
  if (namedBy === 'subject-key-identifier') {
    const keyIdentifier = certificate.subjectKeyIdentifier;
    if (keyIdentifier === undefined) throw fail('E_CMS_INPUT', 'the certificate has no subject key identifier');
    return concat(der.integer(3), der.contextValue(0, keyIdentifier));
  }
  const serialNumber = der.integer(fromHex(certificate.serialNumber), TAG.INTEGER);
  return concat(der.integer(1), der.sequence(certificate.issuer.der, serialNumber));
}
