/**
 * Vouchers for programs that want no engine: an attribute bag, and the four signing and verifying steps of BRSKI.
 * It works from PEM or DER files and key objects alone, and has the reach of the C voucher API that CAHN documents.
 */

export type { CertificateInput, CrlInput, KeyInput } from './credentials.ts';
export type { Dialect } from './dialect.ts';
export { VOUCHER_API_ERRORS, type VoucherApiErrorCode } from './errors.ts';
export { createNonce } from './nonce.ts';
export { type MasaVoucherOptions, type OwnerLookup, signMasaVoucher } from './sign-masa-voucher.ts';
export { type PledgeVoucherRequestOptions, signPledgeVoucherRequest } from './sign-pledge-voucher-request.ts';
export { type RegistrarVoucherRequestOptions, signVoucherRequest } from './sign-voucher-request.ts';
export type { Trust, TrustStore } from './trust.ts';
export { type MasaVoucherVerifyOptions, type VerifiedMasaVoucher, verifyMasaVoucher } from './verify-masa-voucher.ts';
export {
  type AttributeName,
  type AttributeValue,
  createVoucher,
  type VerifiedVoucher,
  Voucher,
  type VoucherSignOptions,
  type VoucherVerifyOptions,
} from './voucher.ts';
