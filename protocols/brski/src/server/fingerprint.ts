/** Names for bytes: SHA-256 in hexadecimal. */

import { createHash, hash } from 'node:crypto';

/**
 * One fingerprint of several byte strings. Each is preceded by its length, so that moving a boundary changes the result.
 */
export function fingerprint(...parts: readonly Uint8Array[]): string {
  const [only, ...more] = parts;
  if (only !== undefined && more.length === 0) return hash('sha256', only, 'hex');
  const whole = createHash('sha256');
  for (const part of parts) whole.update(`${part.length}:`).update(part);
  return whole.digest('hex');
}

/**
 * The id of an onboarding session: from the pledge's voucher-request, byte for byte, which pledge, registrar and MASA all
 * hold (the MASA as prior-signed-voucher-request). So the traces of the three join without a word exchanged, and a request
 * that is resent after 202 stays in its session (RFC 8995 §5.6 keeps it from being signed anew).
 */
export function sessionOf(pledgeVoucherRequest: Uint8Array): string {
  return fingerprint(pledgeVoucherRequest).slice(0, 32);
}
