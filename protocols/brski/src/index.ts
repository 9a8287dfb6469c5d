/** BRSKI (RFC 8995) and its vouchers (RFC 8366). */

export * from './api/index.ts';
export * from './artifact/index.ts';
export * from './audit-log.ts';
export * from './discovery/index.ts';
export * from './domain-id.ts';
export { BRSKI_ERRORS, type BrskiErrorCode } from './errors.ts';
export * from './idevid.ts';
export * from './masa/index.ts';
export * from './masa-url.ts';
export * from './media-types.ts';
export * from './oids.ts';
export * from './paths.ts';
export * from './pledge/index.ts';
export * from './proxy/index.ts';
export * from './registrar/index.ts';
export * from './server/index.ts';
export * from './telemetry.ts';
