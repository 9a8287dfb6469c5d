/** The maker's side: factory, device records, ownership, hand-over, MASA. */

export { type Customer, customerAuthenticator } from './customers.ts';
export { MANUFACTURER_ERRORS } from './errors.ts';
export type { OwnerRecord } from './events.ts';
export type { Birth, Factory } from './factory.ts';
export { type ManufacturerApiOptions, manufacturerApi } from './local-api.ts';
export { type Endpoint, Manufacturer, type ManufacturerOptions } from './manufacturer.ts';
export { keyOf } from './masa-registers.ts';
export {
  LOCAL_MAKER,
  MANUFACTURER_OPERATIONS,
  type ManufacturerOperations,
  type ManufacturerRole,
  runManufacturerOperation,
} from './operations.ts';
export type { DeviceRecords } from './records.ts';
export { type AuditRow, type DeviceRow, manufacturerRegister } from './register.ts';
export { VOUCHER_ANCHORS_LABEL } from './station.ts';
