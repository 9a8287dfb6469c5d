/** Base58 with Bitcoin's alphabet, as multibase `z` carries it (draft-msporny-base58). */

import { fail } from '../errors.ts';

const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const VALUES = new Map([...ALPHABET].map((letter, value) => [letter, value]));
/** The conversion takes quadratic time. A P-384 signature has 131 letters, a P-384 key 71. */
const MAX_LETTERS = 256;

/** @throws E_CLAIMS_KEY for a text that is empty, longer than 256 letters or not base58 */
export function decodeBase58(text: string): Uint8Array {
  if (text.length === 0 || text.length > MAX_LETTERS) {
    throw fail('E_CLAIMS_KEY', `base58 of ${text.length} letters, 1 to ${MAX_LETTERS} allowed`);
  }
  const bytes: number[] = [];
  for (const letter of text) {
    let carry = VALUES.get(letter);
    if (carry === undefined) throw fail('E_CLAIMS_KEY', 'not base58');
    for (let i = 0; i < bytes.length; i++) {
      carry += (bytes[i] ?? 0) * 58;
      bytes[i] = carry & 0xff;
      carry >>= 8;
    }
    for (; carry > 0; carry >>= 8) bytes.push(carry & 0xff);
  }
  const zeros = leading(text, (letter) => letter === '1');
  return Uint8Array.from([...new Uint8Array(zeros), ...bytes.reverse()]);
}

export function encodeBase58(bytes: Uint8Array): string {
  const digits: number[] = [];
  for (const byte of bytes) {
    let carry = byte;
    for (let i = 0; i < digits.length; i++) {
      carry += (digits[i] ?? 0) << 8;
      digits[i] = carry % 58;
      carry = Math.trunc(carry / 58);
    }
    for (; carry > 0; carry = Math.trunc(carry / 58)) digits.push(carry % 58);
  }
  const zeros = leading(bytes, (byte) => byte === 0);
  return (
    '1'.repeat(zeros) +
    digits
      .reverse()
      .map((digit) => ALPHABET.charAt(digit))
      .join('')
  );
}

function leading<Item>(items: Iterable<Item>, matches: (item: Item) => boolean): number {
  let count = 0;
  for (const item of items) {
    if (!matches(item)) break;
    count++;
  }
  return count;
}
