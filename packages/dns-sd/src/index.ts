/** DNS-SD: announce a service and find services, by multicast on the link or through name servers. */

export * from './announce.ts';
export type { AnnouncedService } from './announcement-records.ts';
export * from './browse.ts';
export * from './browser-engine.ts';
export type { Effects, Engine, Outgoing } from './engine.ts';
export { DNS_SD_ERRORS } from './errors.ts';
export * from './lookup.ts';
export * from './message.ts';
export type { LinkOptions } from './multicast-link.ts';
export * from './query-scheduler.ts';
export * from './responder-engine.ts';
export * from './service.ts';
export { type CacheLimits, DEFAULT_CACHE_LIMITS } from './service-cache.ts';
export { readTxt, type TxtValues, writeTxt } from './txt.ts';
export { decodeMessage, encodeMessage } from './wire.ts';
