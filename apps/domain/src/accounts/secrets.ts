/** Secrets of 256 random bits: what links, cookies, pages and tokens are known by. Only their hashes are kept. */

import { createHash, timingSafeEqual } from 'node:crypto';
import { type Random, toBase64Url, toHex } from '@sallyport/core';

const SECRET_OCTETS = 32;
const ID_OCTETS = 12;

/** 43 characters of base64url. Given to its holder once. */
export function mintSecret(random: Random): string {
  return toBase64Url(random.bytes(SECRET_OCTETS));
}

/** A public name that nobody else has: 24 hexadecimal digits. */
export function mintId(random: Random): string {
  return toHex(random.bytes(ID_OCTETS));
}

/**
 * Lower-case hex SHA-256. As good as a slow hash for 256 random bits, and looking one up by it tells by its time nothing that
 * helps to guess one.
 */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Compares two hashes in constant time. */
export function sameHash(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
