/** The join proxy: carries bytes between devices without access and the registrar. */

export { type MdnsAnnouncerOptions, mdnsAnnouncer, mdnsRegistrars } from './dns-sd.ts';
export { RELAY_ERRORS, type RelayErrorCode } from './errors.ts';
export { type GraspAnnouncerOptions, type GraspRegistrarsOptions, graspAnnouncer, graspRegistrars } from './grasp.ts';
export { startJoinProxy } from './join-proxy.ts';
export type { JoinProxyOptions, RelayEvent, RunningJoinProxy } from './options.ts';
export type { Announcer, Closable, RegistrarSink, RegistrarSource } from './sources.ts';
