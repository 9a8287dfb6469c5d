/** CHAP-Password (RFC 2865 §2.2, §5.3; RFC 1994 §4.1). */

import { hash, timingSafeEqual } from 'node:crypto';
import { concat, plain, type Secret } from '@sallyport/core';

const CHAP_PASSWORD_LENGTH = 17;

/** Whether a CHAP-Password answers `challenge` with `password`. The challenge is CHAP-Challenge, or the Request Authenticator. */
export function checkChap(chapPassword: Uint8Array, challenge: Uint8Array, password: Secret): boolean {
  if (chapPassword.length !== CHAP_PASSWORD_LENGTH) return false;
  return timingSafeEqual(chapPassword, chapResponse(chapPassword[0] ?? 0, challenge, password));
}

/** The CHAP-Password that answers `challenge`: the identifier, and MD5 of identifier, password and challenge. */
export function chapResponse(identifier: number, challenge: Uint8Array, password: Secret): Uint8Array {
  const id = Uint8Array.of(identifier);
  return concat(id, plain(hash('md5', concat(id, password.expose(), challenge), 'buffer')));
}
