/** Putting SignedData together (RFC 5652 §3, §5.1), in DER: every SET OF is sorted. */

import { compareOctets, type DerNode, type DerPart, der, TAG } from '@sallyport/der';
import type { Certificate } from '../certificate.ts';
import type { CertificateRevocationList } from '../crl.ts';
import { OID } from '../oids.ts';

export interface SignedDataParts {
  readonly version: 1 | 3;
  /** Whole AlgorithmIdentifiers. */
  readonly digestAlgorithms: readonly Uint8Array[];
  readonly contentType: string;
  /** Undefined leaves the content out. */
  readonly content: Uint8Array | undefined;
  readonly certificates: readonly Certificate[];
  readonly crls: readonly CertificateRevocationList[];
  readonly signerInfos: readonly DerNode[];
}

const SIGNED_DATA_TYPE = der.objectIdentifier(OID.signedData);
const VERSIONS = { 1: der.integer(1), 3: der.integer(3) };
const EXPLICIT_0 = 0xa0;
const CERTIFICATES = 0xa0;
const CRLS = 0xa1;

/** The ContentInfo around a SignedData of these parts, copied together once. */
export function encodeSignedData(parts: SignedDataParts): Uint8Array {
  const { content, certificates, crls } = parts;
  const fields: DerPart[] = [
    VERSIONS[parts.version],
    der.setOf(parts.digestAlgorithms),
    der.node(
      TAG.SEQUENCE,
      der.objectIdentifier(parts.contentType),
      ...(content === undefined ? [] : [der.node(EXPLICIT_0, der.node(TAG.OCTET_STRING, content))]),
    ),
  ];
  if (certificates.length > 0) fields.push(der.node(CERTIFICATES, ...distinct(certificates)));
  if (crls.length > 0) fields.push(der.node(CRLS, ...distinct(crls)));
  fields.push(der.node(TAG.SET, ...sortedInfos(parts.signerInfos)));
  return der.join(der.node(TAG.SEQUENCE, SIGNED_DATA_TYPE, der.node(EXPLICIT_0, der.node(TAG.SEQUENCE, ...fields))));
}

function sortedInfos(infos: readonly DerNode[]): readonly DerPart[] {
  return infos.length < 2 ? infos : infos.map(der.join).sort(compareOctets);
}

/** Each encoding once, in DER order. */
function distinct(objects: readonly { readonly der: Uint8Array }[]): Uint8Array[] {
  const encodings: Uint8Array[] = [];
  for (const { der: encoding } of objects) {
    if (!encodings.some((known) => Buffer.compare(known, encoding) === 0)) encodings.push(encoding);
  }
  return encodings.sort(compareOctets);
}
