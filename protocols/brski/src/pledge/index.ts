/** The pledge: one attempt at a time, from discovery's candidate to an authenticated registrar (RFC 8995 §5). */

export * from './accepted-voucher.ts';
export * from './cloud-registrar.ts';
export * from './identity.ts';
export * from './messages.ts';
export { DEFAULT_PLEDGE_LIMITS, type PledgeLimits, type PledgeOptions } from './options.ts';
export * from './redirect.ts';
export * from './reduced-security.ts';
export * from './registrar-connection.ts';
export * from './retry-after.ts';
export * from './session.ts';
export * from './status-requests.ts';
