/** Simulated devices: birth at the factory, and the way aboard an owner's network by BRSKI. */

export * from './brski/bring-aboard.ts';
export type { BringAboardOptions } from './brski/bring-aboard-options.ts';
export * from './brski/discovery.ts';
export * from './brski/dns-sd-discovery.ts';
export * from './brski/enrol-by-hand.ts';
export * from './brski/grasp-discovery.ts';
export type { OwnStatus, StatusExchange } from './brski/own-status.ts';
export {
  type HeldCertificate,
  RENEWAL_DEFAULTS,
  type RenewalAction,
  type RenewalOptions,
  RenewalSchedule,
  type ReturnReason,
} from './brski/renewal.ts';
export * from './brski/stay-aboard.ts';
export { Device, type DeviceOptions } from './device.ts';
export type { Birth, Ownership } from './device-state.ts';
export { DEVICE_ERRORS, type DeviceErrorCode } from './errors.ts';
export * from './factory.ts';
export * from './factory-station.ts';
export { type EchoOutcome, NetworkLink, type NetworkLinkOptions } from './network/network-link.ts';
export { type NetworkStationOptions, networkStation } from './network/network-station.ts';
export { DeviceLife, type DeviceLifeOptions, type NetworkInReach } from './page/device-life.ts';
export type { PageState } from './page/page-state.ts';
export { type ServePageOptions, servePage } from './page/serve-page.ts';
export type { DeviceStorage } from './storage/device-storage.ts';
export { type DirectoryStorageOptions, directoryStorage } from './storage/directory-storage.ts';
export { memoryStorage } from './storage/memory-storage.ts';
export { type JoinThreadOptions, joinThread, type OnThread } from './thread/join-thread.ts';
export { newBirth, type ThreadBirth, ThreadDevice, type ThreadMembership } from './thread/thread-device.ts';
