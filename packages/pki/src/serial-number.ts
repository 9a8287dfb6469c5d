/** Serial numbers of certificates (RFC 5280 §4.1.2.2). */

import { type Random, toHex } from '@sallyport/core';
import type { DerReader } from '@sallyport/der';
import { fail } from './errors.ts';

const MAX_OCTETS = 20;

/** A random serial number: 16 octets from the generator behind a leading octet that keeps it positive and of fixed length. */
export function serialNumber(random: Random): Uint8Array {
  const octets = new Uint8Array(17);
  octets[0] = 0x40;
  octets.set(random.bytes(16), 1);
  return octets;
}

/** Lower-case hexadecimal of the value, whole octets, without the octet that only carries the sign. */
export function readSerialNumber(reader: DerReader, maxOctets: number = MAX_OCTETS): string {
  const content = reader.integerBytes();
  if ((content[0] ?? 0) >= 0x80) throw fail('E_PKI_SERIAL', 'the serial number is negative');
  if (content.length > maxOctets) throw fail('E_PKI_SERIAL', `the serial number has ${content.length} octets`);
  return toHex(content.length > 1 && content[0] === 0 ? content.subarray(1) : content);
}

/** A big-endian serial number checked for use. @throws E_PKI_ISSUE_INPUT when zero or over 20 octets */
export function checkedSerialNumber(octets: Uint8Array): Uint8Array {
  let start = 0;
  while (octets[start] === 0) start++;
  const significant = octets.subarray(start);
  const length = significant.length + ((significant[0] ?? 0) >= 0x80 ? 1 : 0);
  if (significant.length === 0 || length > MAX_OCTETS) {
    throw fail('E_PKI_ISSUE_INPUT', `a serial number of ${octets.length} octets`);
  }
  return significant;
}
