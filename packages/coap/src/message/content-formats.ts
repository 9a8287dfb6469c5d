/** Content formats of the IANA registry that are met with constrained devices (RFC 7252 §12.3). */

export const CONTENT_FORMATS = {
  'text/plain; charset=utf-8': 0,
  'application/cose; cose-type="cose-encrypt0"': 16,
  'application/cose; cose-type="cose-mac0"': 17,
  'application/cose; cose-type="cose-sign1"': 18,
  'application/link-format': 40,
  'application/xml': 41,
  'application/octet-stream': 42,
  'application/exi': 47,
  'application/json': 50,
  'application/json-patch+json': 51,
  'application/merge-patch+json': 52,
  'application/cbor': 60,
  'application/cwt': 61,
  'application/multipart-core': 62,
  'application/cose; cose-type="cose-encrypt"': 96,
  'application/cose; cose-type="cose-mac"': 97,
  'application/cose; cose-type="cose-sign"': 98,
  'application/cose-key': 101,
  'application/cose-key-set': 102,
  'application/senml+json': 110,
  'application/senml+cbor': 112,
  'application/pkcs7-mime; smime-type=server-generated-key': 280,
  'application/pkcs7-mime; smime-type=certs-only': 281,
  'application/pkcs8': 284,
  'application/csrattrs': 285,
  'application/pkcs10': 286,
  'application/pkix-cert': 287,
  // Temporary registration, for constrained BRSKI.
  'application/voucher+cose': 836,
} as const;

export type ContentFormatName = keyof typeof CONTENT_FORMATS;

const NAMES = new Map<number, string>(Object.entries(CONTENT_FORMATS).map(([name, number]) => [number, name]));

/** Undefined for a format that is not in the table. */
export function contentFormatName(number: number): string | undefined {
  return NAMES.get(number);
}
