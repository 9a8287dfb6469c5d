/** Putting SignedData together (RFC 5652 §3, §5.1), in DER: every SET OF is sorted. */

import { der } from '@sallyport/der';
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
  /** Whole SignerInfos. */
  readonly signerInfos: readonly Uint8Array[];
}

const SIGNED_DATA_TYPE = der.objectIdentifier(OID.signedData);
const CERTIFICATES_TAG = 0xa0;
const CRLS_TAG = 0xa1;

/** The ContentInfo around a SignedData of these parts. */
export function encodeSignedData(parts: SignedDataParts): Uint8Array {
  const { content, certificates, crls } = parts;
  const fields = [
    der.integer(parts.version),
    der.setOf(parts.digestAlgorithms),
    der.sequence(
      der.objectIdentifier(parts.contentType),
      ...(content === undefined ? [] : [der.context(0, der.octetString(content))]),
    ),
  ];
  if (certificates.length > 0) fields.push(der.setOf(distinct(certificates), CERTIFICATES_TAG));
  if (crls.length > 0) fields.push(der.setOf(distinct(crls), CRLS_TAG));
  fields.push(der.setOf(parts.signerInfos));
  return der.sequence(SIGNED_DATA_TYPE, der.context(0, der.sequence(...fields)));
}

function distinct(objects: readonly { readonly der: Uint8Array }[]): Uint8Array[] {
  const encodings: Uint8Array[] = [];
  for (const { der: encoding } of objects) {
    if (!encodings.some((known) => Buffer.compare(known, encoding) === 0)) encodings.push(encoding);
  }
  return encodings;
}
