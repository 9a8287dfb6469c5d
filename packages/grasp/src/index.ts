/** GRASP (RFC 8990) flooding: codec, announcer, listener. */

export { isLinkLocal, isLoopback } from './addresses.ts';
export * from './announce.ts';
export type { CborLimits, CborMap, CborValue } from './cbor.ts';
export * from './codec.ts';
export * from './constants.ts';
export { GRASP_ERRORS } from './errors.ts';
export * from './flood.ts';
export * from './flood-announcer.ts';
export * from './flood-listener.ts';
export * from './listen.ts';
export type { Family, GraspInterface } from './network-interfaces.ts';
