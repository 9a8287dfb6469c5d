/** Option values that the Thread commands share. */

import { isIPv6 } from 'node:net';
import { fromHex } from '@sallyport/core';
import { CHANNELS_2_4_GHZ, ipv6Bytes } from '@sallyport/thread';
import { InvalidArgumentError } from 'commander';

export const PASSPHRASE_VARIABLE = 'SALLYPORT_THREAD_PASSPHRASE';
export const PASSPHRASE_FILE = '--passphrase-file <file>';
export const PASSPHRASE_FILE_TEXT = `file with the network's passphrase; else ${PASSPHRASE_VARIABLE}, else it is asked for`;

/** Sixteen hexadecimal digits. */
export function eightBytes(text: string): Uint8Array {
  const digits = text.replace(/^0x/i, '').replace(/[:-]/g, '');
  if (!/^[0-9a-fA-F]{16}$/.test(digits)) throw new InvalidArgumentError('it is 16 hexadecimal digits.');
  return fromHex(digits);
}

export function panId(text: string): number {
  const value = /^0x[0-9a-fA-F]{1,4}$/.test(text) ? Number.parseInt(text, 16) : Number.NaN;
  if (Number.isNaN(value) || value === 0xffff) throw new InvalidArgumentError('it is from 0x0000 to 0xfffe.');
  return value;
}

export function channel(text: string): number {
  const value = Number(text);
  if (!CHANNELS_2_4_GHZ.includes(value)) throw new InvalidArgumentError('it is a channel from 11 to 26.');
  return value;
}

/** `11,15,20-26` */
export function channels(text: string): readonly number[] {
  const chosen = new Set<number>();
  for (const part of text.split(',')) {
    const [first = Number.NaN, last = first] = part.split('-').map(Number);
    if (![first, last].every((each) => CHANNELS_2_4_GHZ.includes(each)) || first > last) {
      throw new InvalidArgumentError('it is channels from 11 to 26, as in 11,15,20-26.');
    }
    for (let each = first; each <= last; each++) chosen.add(each);
  }
  return [...chosen].sort((a, b) => a - b);
}

/** The 8 bytes of a prefix of 64 bits that begins with fd, as `fd12:3456:789a:1::/64`. */
export function meshLocalPrefix(text: string): Uint8Array {
  const [, address = ''] = /^([0-9a-fA-F:]+)\/64$/.exec(text) ?? [];
  const bytes = isIPv6(address) ? ipv6Bytes(address) : new Uint8Array();
  if (bytes[0] !== 0xfd || bytes.subarray(8).some((byte) => byte !== 0)) {
    throw new InvalidArgumentError('it is a prefix as in fd12:3456:789a:1::/64.');
  }
  return bytes.slice(0, 8);
}
