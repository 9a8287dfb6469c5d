/** The owner's side: domain CA, registrar, EST, accept lists, devices. */

export type { AcceptRegister } from './accept-register.ts';
export type { DevicePageOptions, DomainDevices } from './devices.ts';
export { Domain } from './domain.ts';
export { DOMAIN_ERRORS } from './errors.ts';
export type { ListName } from './events.ts';
export type { Introduction, KnownManufacturer, ManufacturerBook } from './manufacturer-book.ts';
export { DOMAIN_OPERATIONS, type Operation as DomainOperation } from './operations.ts';
export type { DomainOptions } from './options.ts';
export {
  ldevidProfile,
  radiusProfile,
  registrarProfile,
  routerProfile,
} from './profiles.ts';
export { type DeviceRow, type DeviceState, domainRegister } from './register.ts';
