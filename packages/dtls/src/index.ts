/** DTLS 1.2 client and server (RFC 6347) without sockets, with EC-JPAKE, PSK and ECDHE-ECDSA suites. */

export { ALERT_OF, ALERTS, type AlertName } from './alerts.ts';
export { DtlsClient, type DtlsClientPorts } from './client/client.ts';
export type { DtlsClientOptions } from './client/options.ts';
export type {
  CertificateCredentials,
  DtlsClientCredentials,
  DtlsCredentials,
  EcjpakeCredentials,
  PeerIdentity,
  PskCredentials,
  PskKeys,
  RawPublicKey,
  RawPublicKeyCredentials,
  TrustContext,
  TrustVerdict,
} from './credentials.ts';
export { EcJpake, type EcJpakeOptions } from './ecjpake/index.ts';
export { DTLS_ERRORS, type DtlsErrorCode } from './errors.ts';
export { DEFAULT_LIMITS, type DtlsLimits } from './limits.ts';
export type { DtlsPorts } from './ports.ts';
export type { DtlsServerOptions } from './server/options.ts';
export { DtlsServer, type DtlsServerPorts } from './server/server.ts';
export type { DtlsClosed, DtlsSession, SessionListener } from './session.ts';
export {
  CIPHER_SUITES,
  type CipherSuite,
  type CipherSuiteName,
  type KeyExchangeName,
  type UnsupportedSuiteName,
} from './suites.ts';
export { trustAnchors } from './trust.ts';
