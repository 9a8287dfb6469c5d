/** HTTP messages as values; a bounded listener; clients that keep one TLS connection or a few. */

export * from './channel-binding.ts';
export * from './error-response.ts';
export { HTTP_ERRORS, type HttpErrorCode } from './errors.ts';
export { DEFAULT_LIMITS, type ServerLimits } from './limits.ts';
export * from './media-type.ts';
export * from './message.ts';
export * from './router.ts';
export * from './server.ts';
export type { ExchangeListener } from './server-exchange.ts';
export type { TlsIdentity, TlsTuning, TlsVersion } from './tls-context.ts';
