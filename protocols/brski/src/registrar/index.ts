/** The registrar: admits pledges, asks MASAs, and forwards vouchers (RFC 8995 §5). */

export {
  type AuditPolicy,
  type AuditQuestion,
  type AuditVerdict,
  type DomainHistoryOptions,
  domainHistoryPolicy,
  ignoreHistory,
} from './audit-policy.ts';
export type { EnrolmentVerdict } from './auditor.ts';
export type { AuditConfig, ManufacturerTrust, ReducedSecurity, RegistrarConfig } from './config.ts';
export { REGISTRAR_ERRORS, type RegistrarErrorCode } from './errors.ts';
export { memoryDeviceFlags, memoryVoucherShelf } from './memory-ports.ts';
export type { AbsentDevice } from './offline.ts';
export type {
  DeviceFlags,
  IssuedCertificates,
  MasaCall,
  MasaClient,
  MasaPost,
  MasaResponse,
  RegistrarJournal,
  RegistrarPorts,
  RegistrarRecord,
  StoredVoucher,
  UnreviewedVoucher,
  UnreviewedVouchers,
  VoucherShelf,
} from './ports.ts';
export { createRegistrar, type Registrar } from './registrar.ts';
