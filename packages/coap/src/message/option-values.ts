/** Values in options (RFC 7252 §3.2): numbers in as few bytes as they need, text, and finding them. */

import { bytesEqual, fromUtf8, utf8 } from '@sallyport/core';
import { fail } from '../errors.ts';
import { type CoapOption, NOTHING } from './message.ts';
import { OPTIONS } from './options.ts';

const MAX_UINT = 0xffff_ffff;

/**
 * An option whose value is a number from 0 to 2^32-1.
 * @throws E_COAP_ARGUMENT
 */
export function uintOption(number: number, value: number): CoapOption {
  if (!Number.isInteger(value) || value < 0 || value > MAX_UINT) {
    throw fail('E_COAP_ARGUMENT', `${value} is no number of 32 bits`);
  }
  return { number, value: encodeUint(value) };
}

export function textOption(number: number, text: string): CoapOption {
  return { number, value: utf8(text) };
}

/** For options that say all by being there, such as If-None-Match. */
export function emptyOption(number: number): CoapOption {
  return { number, value: NOTHING };
}

export const contentFormat = (format: number): CoapOption => uintOption(OPTIONS.CONTENT_FORMAT, format);
export const accept = (format: number): CoapOption => uintOption(OPTIONS.ACCEPT, format);
/** Seconds. */
export const maxAge = (seconds: number): CoapOption => uintOption(OPTIONS.MAX_AGE, seconds);

export function findOption(options: readonly CoapOption[], number: number): CoapOption | undefined {
  return options.find((option) => option.number === number);
}

/** The first option of this number as a number; undefined when there is none, or one of more than four bytes. */
export function findUint(options: readonly CoapOption[], number: number): number | undefined {
  const value = findOption(options, number)?.value;
  return value === undefined || value.length > 4 ? undefined : decodeUint(value);
}

/**
 * Every option of this number as text.
 * @throws E_BYTES_UTF8
 */
export function findTexts(options: readonly CoapOption[], number: number): readonly string[] {
  return options.filter((option) => option.number === number).map(({ value }) => fromUtf8(value));
}

/** In order, and the same bytes. */
export function sameOption(a: CoapOption | undefined, b: CoapOption | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.number === b.number && bytesEqual(a.value, b.value);
}

/** Most significant byte first, leading zeros left out: 0 has no byte at all. */
function encodeUint(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Uint8Array.from(bytes);
}

/** A recipient takes leading zeros (RFC 7252 §3.2). */
function decodeUint(bytes: Uint8Array): number {
  let value = 0;
  for (const byte of bytes) value = value * 256 + byte;
  return value;
}
