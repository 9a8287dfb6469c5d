/** Where BRSKI's resources live (RFC 8995 §8.3.1, §5). */

/** The well-known prefix; an authority-only MASA URL stands for `https://authority` and this (RFC 8995 §2.3.2). */
export const BRSKI_PREFIX = '/.well-known/brski';

export const PATHS = {
  /** Pledge to registrar, and registrar to MASA (RFC 8995 §5.2, §5.5). */
  requestVoucher: `${BRSKI_PREFIX}/requestvoucher`,
  /** Pledge to registrar (RFC 8995 §5.7). */
  voucherStatus: `${BRSKI_PREFIX}/voucher_status`,
  /** Registrar to MASA (RFC 8995 §5.8). */
  requestAuditLog: `${BRSKI_PREFIX}/requestauditlog`,
  /** Pledge to registrar (RFC 8995 §5.9.4). */
  enrollStatus: `${BRSKI_PREFIX}/enrollstatus`,
} as const;

/** The last step of each path, for a MASA URL that carries a path of its own. */
export const OPERATIONS = {
  requestVoucher: 'requestvoucher',
  voucherStatus: 'voucher_status',
  requestAuditLog: 'requestauditlog',
  enrollStatus: 'enrollstatus',
} as const;
