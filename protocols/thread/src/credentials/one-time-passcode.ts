/**
 * The Thread Administration One-Time Passcode of Thread 1.4's Credentials Sharing: nine digits, the last of which is a Verhoeff check
 * digit over the others. Its text is the ePSKc, the password of the session that hands over the datasets; used once, and for minutes.
 */

import { type Random, Secret } from '@sallyport/core';
import { fail } from '../errors.ts';

export const ONE_TIME_PASSCODE_LENGTH = 9;

/** The dihedral group of order ten: rotations 0 to 4, reflections 5 to 9. */
function product(a: number, b: number): number {
  if (a < 5) return b < 5 ? (a + b) % 5 : 5 + ((a + b) % 5);
  return b < 5 ? 5 + ((a - b) % 5) : (a - b + 5) % 5;
}

/** Verhoeff's permutation, and its powers by the digit's place. */
const PERMUTATION = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];

function permuted(digit: number, times: number): number {
  let value = digit;
  for (let i = 0; i < times % 8; i++) value = PERMUTATION[value] ?? 0;
  return value;
}

/** Zero for digits whose last one checks the others. */
function verhoeff(digits: readonly number[]): number {
  return digits.toReversed().reduce((check, digit, place) => product(check, permuted(digit, place)), 0);
}

/** The digit that makes `digits` check when it is put behind them. @throws E_THREAD_ONE_TIME_PASSCODE */
export function checkDigitOf(digits: string): string {
  if (!/^[0-9]{1,64}$/.test(digits)) throw fail('E_THREAD_ONE_TIME_PASSCODE', 'not digits alone');
  const numbers = [...digits].map(Number);
  return `${Array.from({ length: 10 }, (_, i) => i).find((check) => verhoeff([...numbers, check]) === 0)}`;
}

/** A new passcode. Border routers show it as three groups of three digits. */
export function createOneTimePasscode(random: Random): Secret {
  let digits = '';
  while (digits.length < ONE_TIME_PASSCODE_LENGTH - 1) {
    const [byte = 255] = random.bytes(1);
    // 250 to 255 would make some digits likelier than others.
    if (byte < 250) digits += byte % 10;
  }
  return Secret.of(digits + checkDigitOf(digits));
}

/**
 * The passcode as typed, groups and all, as the ePSKc. The error does not show it.
 * @throws E_THREAD_ONE_TIME_PASSCODE
 */
export function requireOneTimePasscode(typed: string): Secret {
  const digits = typed.length > 64 ? '' : typed.replace(/[\s-]/g, '');
  if (!/^[0-9]{9}$/.test(digits)) throw fail('E_THREAD_ONE_TIME_PASSCODE', 'a passcode has nine digits');
  if (verhoeff([...digits].map(Number)) !== 0) {
    throw fail('E_THREAD_ONE_TIME_PASSCODE', 'the last digit does not check the others: one was mistyped');
  }
  return Secret.of(digits);
}
