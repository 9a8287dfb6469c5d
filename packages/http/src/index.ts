/** HTTP messages as values; a bounded listener; clients that keep one TLS connection or a few. */

export * from './channel-binding.ts';
export type { ClientRequestInit, ExchangeLimits } from './client-exchange.ts';
export type { StreamedResponse, StreamLimits } from './client-stream.ts';
export type { PoolLimits } from './connection-pool.ts';
export type { Credentials } from './credentials.ts';
export * from './error-response.ts';
export { HTTP_ERRORS, type HttpErrorCode } from './errors.ts';
export * from './https-client.ts';
export { DEFAULT_LIMITS, type ServerLimits } from './limits.ts';
export * from './media-type.ts';
export * from './message.ts';
export { type PeerLimit, PeerLimits, peerAddress, peerAt } from './peer-limits.ts';
export * from './persistent-connection.ts';
export * from './problem.ts';
export * from './router.ts';
export * from './server.ts';
export type { ExchangeListener } from './server-exchange.ts';
export type { ServerTrust } from './server-trust.ts';
export * from './socket-client.ts';
export type { Dial } from './tls-client.ts';
export type { TlsIdentity, TlsTuning, TlsVersion } from './tls-context.ts';
