/** Numbers of the wire that are more than one file's business, from the IANA TLS registries and RFC 6347. */

/** Record content types (RFC 5246 §6.2.1). */
export const CONTENT_TYPE = {
  changeCipherSpec: 20,
  alert: 21,
  handshake: 22,
  applicationData: 23,
} as const;

/**
 * Protocol versions as DTLS writes them: one's complement, so that a later version is a smaller number (RFC 6347 §4.1).
 */
export const VERSION = { dtls10: 0xfeff, dtls12: 0xfefd } as const;

/** Handshake types (RFC 5246 §7.4, RFC 6347 §4.3.2). */
export const HANDSHAKE_TYPE = {
  helloRequest: 0,
  clientHello: 1,
  serverHello: 2,
  helloVerifyRequest: 3,
  certificate: 11,
  serverKeyExchange: 12,
  certificateRequest: 13,
  serverHelloDone: 14,
  certificateVerify: 15,
  clientKeyExchange: 16,
  finished: 20,
} as const;

/** Extension types of the hello messages. */
export const EXTENSION = {
  /** RFC 6066 §3 */
  serverName: 0,
  /** RFC 8422 §5.1.1 */
  supportedGroups: 10,
  /** RFC 8422 §5.1.2 */
  ecPointFormats: 11,
  /** RFC 5246 §7.4.1.4.1 */
  signatureAlgorithms: 13,
  /** RFC 7250 §3 */
  clientCertificateType: 19,
  serverCertificateType: 20,
  /** RFC 7627 §5.1 */
  extendedMasterSecret: 23,
  /** draft-cragie-tls-ecjpake-01 §7.2.1; the number is the one that Mbed TLS and Thread use. */
  ecjpakeKeyKpPair: 256,
  /** RFC 5746 §3.2 */
  renegotiationInfo: 0xff01,
} as const;

/** Signalling cipher suite: “no renegotiation under way, and I know RFC 5746” (RFC 5746 §3.3). */
export const TLS_EMPTY_RENEGOTIATION_INFO_SCSV = 0x00ff;

export const COMPRESSION_NULL = 0;

/** RFC 8422 §5.1.1, §5.1.2, §5.4 */
export const NAMED_GROUP = { secp256r1: 23 } as const;
export const POINT_FORMAT_UNCOMPRESSED = 0;
export const EC_CURVE_TYPE_NAMED = 3;

/** RFC 7250 §6 with the TLS Certificate Types registry. */
export const CERTIFICATE_TYPE = { x509: 0, rawPublicKey: 2 } as const;
export type CertificateType = keyof typeof CERTIFICATE_TYPE;

/** ClientCertificateType of a CertificateRequest (RFC 8422 §5.5). */
export const CLIENT_CERTIFICATE_TYPE_ECDSA_SIGN = 64;

/**
 * TLS 1.2 pairs of hash and signature (RFC 5246 §7.4.1.4.1), best first. A row is what node:crypto needs to work it.
 */
export const SIGNATURE_SCHEMES = [
  { id: 0x0403, name: 'ecdsa_sha256', hash: 'sha256' },
  { id: 0x0503, name: 'ecdsa_sha384', hash: 'sha384' },
  { id: 0x0603, name: 'ecdsa_sha512', hash: 'sha512' },
] as const;
export type SignatureScheme = (typeof SIGNATURE_SCHEMES)[number];

const NAMES = new Map<number, string>(Object.entries(HANDSHAKE_TYPE).map(([name, type]) => [type, name]));

/** For messages to people. */
export function handshakeName(type: number): string {
  return NAMES.get(type) ?? `handshake type ${type}`;
}
