/** A short name of a key for people, who compare what their program shows with what the mail and the page show. */

import { hash } from 'node:crypto';

/** No letters that look alike. */
const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** Four groups of four out of 32 letters, 80 bits of SHA-256 over the key's `ni` name. */
export function fingerprintOf(keyName: string): string {
  const digest = hash('sha256', `sallyport identity ${keyName}`, 'buffer');
  let bits = 0n;
  for (const byte of digest.subarray(0, 10)) bits = (bits << 8n) | BigInt(byte);
  const letters = Array.from({ length: 16 }, (_, at) => ALPHABET[Number((bits >> BigInt(75 - 5 * at)) & 31n)]).join('');
  return letters.replace(/(.{4})(?=.)/g, '$1-');
}
