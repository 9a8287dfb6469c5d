/** The frame check sequence: CRC-16 of ITU-T, least significant bit first (IEEE 802.15.4-2015 §7.2.10). */

import { FCS_SIZE } from './constants.ts';

/** x^16 + x^12 + x^5 + 1, reflected. */
const POLYNOMIAL = 0x8408;

const TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = (remainder & 1) === 0 ? remainder >> 1 : (remainder >> 1) ^ POLYNOMIAL;
  return remainder;
});

/** 16 bits. */
export function frameCheckSequence(mpdu: Uint8Array): number {
  let crc = 0;
  for (const byte of mpdu) crc = (crc >> 8) ^ (TABLE[(crc ^ byte) & 0xff] ?? 0);
  return crc;
}

/** The frame with its check sequence, as it goes on air. */
export function withFcs(mpdu: Uint8Array): Uint8Array {
  const out = new Uint8Array(mpdu.length + FCS_SIZE);
  out.set(mpdu);
  const crc = frameCheckSequence(mpdu);
  out[mpdu.length] = crc & 0xff;
  out[mpdu.length + 1] = crc >> 8;
  return out;
}

/** The frame without its check sequence; undefined when that is wrong. Shares memory. */
export function withoutFcs(psdu: Uint8Array): Uint8Array | undefined {
  if (psdu.length < FCS_SIZE) return undefined;
  const mpdu = psdu.subarray(0, -FCS_SIZE);
  const crc = frameCheckSequence(mpdu);
  return psdu[mpdu.length] === (crc & 0xff) && psdu[mpdu.length + 1] === crc >> 8 ? mpdu : undefined;
}
