/** The MASA: gives vouchers to registrars and keeps the audit log (RFC 8995 §5.5 to §5.8). */

export { type MasaConfig, type NoncelessPolicy, RECOMMENDED_VOUCHER_LIFETIME, type VoucherSigner } from './config.ts';
export { MASA_ERRORS, type MasaErrorCode, ownershipRefused } from './errors.ts';
export { createMasa, type Masa } from './masa.ts';
export {
  type Claimant,
  type DeviceRegister,
  type IssuedVoucher,
  type MadeDevice,
  type MasaAuditLog,
  type MasaPorts,
  type Ownership,
  type OwnershipVerdict,
  type RegistrarAuthenticator,
  type RevocationSource,
  trustOnFirstUse,
} from './ports.ts';
