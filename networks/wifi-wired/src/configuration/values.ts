/** Values as they may stand in configuration files: what could end a line or a quotation early is refused, not escaped. */

import { isIP } from 'node:net';
import { type Secret, toHex, utf8 } from '@sallyport/core';
import { fail } from '../errors.ts';

const MAX_SSID = 32;

/** A name, path or address that stands on its line as it is. @throws E_CONFIGURATION_ARGUMENT */
export function word(what: string, value: string): string {
  if (/^[A-Za-z0-9_./:@%+,=-]{1,1024}$/.test(value)) return value;
  throw fail('E_CONFIGURATION_ARGUMENT', `${what} has other than letters, digits and _ . / : @ % + , = -`);
}

/** @throws E_CONFIGURATION_ARGUMENT */
export function address(what: string, value: string): string {
  if (isIP(value) !== 0) return value;
  throw fail('E_CONFIGURATION_ARGUMENT', `${what} is not an IP address`);
}

/** @throws E_CONFIGURATION_ARGUMENT */
export function numberWithin(what: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw fail('E_CONFIGURATION_ARGUMENT', `${what} is a whole number from ${least} to ${most}`);
}

export function portNumber(what: string, value: number): number {
  return numberWithin(what, value, 1, 65_535);
}

/** A shared secret, exposed: printable, and without what any of the three files takes for a quotation or a comment. */
export function exposed(what: string, secret: Secret): string {
  const text = new TextDecoder().decode(secret.expose());
  if (
    text.length > 0 &&
    /^[\x21\x23-\x26\x28-\x5b\x5d-\x7e](?:[\x20-\x21\x23-\x26\x28-\x5b\x5d-\x7e]*[\x21\x23-\x26\x28-\x5b\x5d-\x7e])?$/.test(
      text,
    )
  ) {
    return text;
  }
  // The value itself must not be shown.
  throw fail('E_CONFIGURATION_ARGUMENT', `${what} has other than printable ASCII, or a quote, or a backslash`);
}

/** In quotes where people can read it, else in hexadecimal: both mean the same octets. @throws E_CONFIGURATION_ARGUMENT */
export function ssidValue(ssid: string): string {
  const octets = utf8(ssid);
  if (octets.length === 0 || octets.length > MAX_SSID) {
    throw fail('E_CONFIGURATION_ARGUMENT', `an SSID has 1 to ${MAX_SSID} octets`);
  }
  return /^[\x20-\x21\x23-\x7e]+$/.test(ssid) ? `"${ssid}"` : toHex(octets);
}

export interface Assignment {
  readonly key: string;
  readonly value: string | number;
  /** Why it stands there. */
  readonly why?: string;
}

/** `key=value` lines, each under the comment that says why. */
export function assignments(lines: readonly Assignment[]): readonly string[] {
  return lines.flatMap(({ key, value, why }) => [...(why === undefined ? [] : [`# ${why}`]), `${key}=${value}`]);
}
