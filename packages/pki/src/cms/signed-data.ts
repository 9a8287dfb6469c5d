/**
 * SignedData (RFC 5652 §5) as it came: read strictly, nothing verified. See `verify.ts` for what may be believed.
 *
 * The encoding must be DER, as RFC 8366 §5.4 wants of vouchers, with one allowance: the members of the SETs outside
 * the signed attributes (digest algorithms, certificates, revocation lists, signers) may stand in any order, because
 * widespread signers keep the order of a chain there and no signature covers it.
 */

import { bytesEqual, plain } from '@sallyport/core';
import { contextConstructed, DerReader, TAG } from '@sallyport/der';
import { readAlgorithmIdentifier } from '../algorithm-identifier.ts';
import type { Certificate } from '../certificate.ts';
import { CertificateRevocationList } from '../crl.ts';
import { OID } from '../oids.ts';
import { EmbeddedCertificates } from './embedded.ts';
import { fail } from './errors.ts';
import { type CmsLimits, DEFAULT_CMS_LIMITS } from './limits.ts';
import { readSignerInfo, type SignerInfo } from './signer-info.ts';

interface SignedDataFields {
  readonly version: number;
  readonly digestAlgorithms: ReadonlySet<string>;
  readonly contentType: string;
  readonly content: Uint8Array | undefined;
  readonly certificates: EmbeddedCertificates;
  readonly crls: readonly Uint8Array[];
  readonly signerInfos: readonly SignerInfo[];
}

export class SignedData {
  readonly der: Uint8Array;
  readonly #fields: SignedDataFields;
  #crls: readonly CertificateRevocationList[] | undefined;

  private constructor(encoding: Uint8Array, fields: SignedDataFields) {
    this.der = encoding;
    this.#fields = fields;
  }

  /**
   * Reads a ContentInfo that holds SignedData. Bytes are viewed, not copied.
   * @throws E_CMS_BER, E_CMS_TYPE, E_CMS_VERSION, E_CMS_TOO_MANY, E_CMS_…_FORMAT, E_CMS_ATTRIBUTE…, E_DER_…
   */
  static parse(given: Uint8Array, limits: CmsLimits = DEFAULT_CMS_LIMITS): SignedData {
    const encoding = plain(given);
    const whole = DerReader.over(encoding, { maxBytes: limits.maxBytes, maxDepth: 32 });
    // The commonest mistake of signers gets a name of its own: a streamed, indefinite length (X.690 §8.1.3.6).
    if (encoding[1] === 0x80) throw fail('E_CMS_BER', 'the encoding is BER with an indefinite length');
    const contentInfo = whole.sequence();
    whole.finish();
    const type = contentInfo.objectIdentifier();
    if (type !== OID.signedData) throw fail('E_CMS_TYPE', `a ContentInfo of type ${type}`);
    const explicit = contentInfo.context(0);
    contentInfo.finish();
    const fields = readFields(explicit.sequence(), limits);
    explicit.finish();
    return new SignedData(encoding, fields);
  }

  /** As sent; nothing depends on it. */
  get version(): number {
    return this.#fields.version;
  }
  /** OIDs. */
  get digestAlgorithms(): ReadonlySet<string> {
    return this.#fields.digestAlgorithms;
  }
  /** OID of the content's type. */
  get contentType(): string {
    return this.#fields.contentType;
  }
  /** True when the content is not inside. */
  get isDetached(): boolean {
    return this.#fields.content === undefined;
  }
  /**
   * The content, not yet verified.
   * @throws E_CMS_CONTENT_MISSING when it is not inside
   */
  get content(): Uint8Array {
    const { content } = this.#fields;
    if (content === undefined) throw fail('E_CMS_CONTENT_MISSING', 'the signed content is not inside');
    return content;
  }
  /** Every embedded certificate in the order it came. @throws E_PKI_…, E_DER_… when one is malformed */
  get certificates(): readonly Certificate[] {
    return this.#fields.certificates.all();
  }
  /** The same certificates, to be searched without parsing them all. */
  get embedded(): EmbeddedCertificates {
    return this.#fields.certificates;
  }
  /** Every embedded revocation list in the order it came. @throws E_PKI_…, E_DER_… when one is malformed */
  get crls(): readonly CertificateRevocationList[] {
    this.#crls ??= this.#fields.crls.map((encoding) => CertificateRevocationList.parse(encoding));
    return this.#crls;
  }
  get signerInfos(): readonly SignerInfo[] {
    return this.#fields.signerInfos;
  }

  equals(other: SignedData): boolean {
    return bytesEqual(this.der, other.der);
  }
}

/** RFC 5652 §5.1: 1, 3, 4 and 5 exist; 2 was never assigned. */
const VERSIONS: ReadonlySet<number> = new Set([1, 3, 4, 5]);

/** The constructed form of an OCTET STRING, which BER uses for content in pieces. */
const CONSTRUCTED_OCTET_STRING = 0x24;

function readFields(fields: DerReader, limits: CmsLimits): SignedDataFields {
  const version = fields.smallInteger();
  // Which version goes with which content is not insisted on: it is not signed, and other implementations differ.
  if (!VERSIONS.has(version)) throw fail('E_CMS_VERSION', `SignedData of version ${version}`);
  const digestAlgorithms = new Set(
    atMost(limits.maxSigners, 'digest algorithms', fields.set(), (reader) => readAlgorithmIdentifier(reader).oid),
  );
  const { contentType, content } = readContent(fields.sequence());
  const certificates = fields.optionalContext(0);
  const crls = fields.optionalContext(1);
  const signerInfos = atMost(limits.maxSigners, 'signers', fields.set(), readSignerInfo);
  fields.finish();
  return {
    version,
    digestAlgorithms,
    contentType,
    content,
    certificates: new EmbeddedCertificates(
      certificates === undefined ? [] : atMost(limits.maxCertificates, 'certificates', certificates, readCertificate),
    ),
    crls: crls === undefined ? [] : atMost(limits.maxCrls, 'revocation lists', crls, readRevocationList),
    signerInfos,
  };
}

function readContent(fields: DerReader): { contentType: string; content: Uint8Array | undefined } {
  const contentType = fields.objectIdentifier();
  const explicit = fields.optionalContext(0);
  if (explicit?.at(CONSTRUCTED_OCTET_STRING)) throw fail('E_CMS_BER', 'the content is a constructed OCTET STRING');
  const content = explicit?.octetString();
  explicit?.finish();
  fields.finish();
  return { contentType, content };
}

function readCertificate(reader: DerReader): Uint8Array {
  if (!reader.at(TAG.SEQUENCE)) throw fail('E_CMS_CERTIFICATE_FORMAT', 'an embedded certificate is not X.509');
  return reader.any().bytes;
}

function readRevocationList(reader: DerReader): Uint8Array {
  if (reader.at(contextConstructed(1))) {
    throw fail('E_CMS_REVOCATION_FORMAT', 'embedded revocation information is not an X.509 list');
  }
  return reader.element(TAG.SEQUENCE).bytes;
}

function atMost<T>(limit: number, what: string, members: DerReader, read: (reader: DerReader) => T): T[] {
  const values: T[] = [];
  while (!members.done) {
    if (values.length === limit) throw fail('E_CMS_TOO_MANY', `more than ${limit} ${what}`);
    values.push(read(members));
  }
  return values;
}
