/**
 * Steering data (Thread 1.1.1 §8.4.4.3): a Bloom filter of 1 to 16 bytes with two hashes, by which routers tell joiners that their
 * Commissioner awaits them. It may say yes to a device that is not awaited, never no to one that is.
 *
 * All ones awaits everybody, all zeros nobody.
 */

import { fail } from '../errors.ts';
import { discernerId, type JoinerDiscerner } from './joiner-id.ts';

export const MAX_STEERING_DATA_BYTES = 16;
const CRC16_CCITT = 0x1021;
const CRC16_ANSI = 0x8005;

/** Awaits everybody: one byte of ones. */
export const STEER_ALL: Uint8Array = Uint8Array.of(0xff);
/** Awaits nobody: one byte of zeros. */
export const STEER_NONE: Uint8Array = Uint8Array.of(0);

/** Who is awaited: a Joiner ID of eight bytes, or a discerner. */
export type SteeringTarget = Uint8Array | JoinerDiscerner;

/**
 * Steering data of `length` bytes for these joiners; one byte of zeros when there are none. In sixteen bytes with 25
 * joiners about one stranger in ten passes.
 * @throws E_THREAD_STEERING_DATA, E_THREAD_EUI64, E_THREAD_DISCERNER
 */
export function steeringDataFor(targets: Iterable<SteeringTarget>, length = MAX_STEERING_DATA_BYTES): Uint8Array {
  requireLength(length);
  const data = new Uint8Array(length);
  let isEmpty = true;
  for (const target of targets) {
    isEmpty = false;
    for (const bit of bitsOf(target, length)) {
      const at = byteOf(bit, length);
      data[at] = (data[at] ?? 0) | (1 << (bit & 7));
    }
  }
  return isEmpty ? STEER_NONE.slice() : data;
}

/**
 * Whether the data says that this joiner is awaited; data of no bytes awaits nobody.
 * @throws E_THREAD_STEERING_DATA, E_THREAD_EUI64, E_THREAD_DISCERNER
 */
export function steers(data: Uint8Array, target: SteeringTarget): boolean {
  if (data.length === 0) return false;
  requireLength(data.length);
  return bitsOf(target, data.length).every((bit) => ((data[byteOf(bit, data.length)] ?? 0) & (1 << (bit & 7))) !== 0);
}

export function steersAll(data: Uint8Array): boolean {
  return data.length > 0 && data.every((byte) => byte === 0xff);
}

/** Also for data of no bytes, which a network without an active Commissioner may announce. */
export function steersNone(data: Uint8Array): boolean {
  return data.every((byte) => byte === 0);
}

/**
 * The two bits that stand for an id in data of `length` bytes, counted from the last byte's least significant one.
 */
function bitsOf(target: SteeringTarget, length: number): readonly number[] {
  const id = target instanceof Uint8Array ? target : discernerId(target);
  if (id.length !== 8) throw fail('E_THREAD_EUI64', 'a Joiner ID has 8 bytes');
  return [CRC16_CCITT, CRC16_ANSI].map((polynomial) => crc16(id, polynomial) % (8 * length));
}

function byteOf(bit: number, length: number): number {
  return length - 1 - (bit >> 3);
}

/** Most significant bit first, begun with zero, nothing inverted. */
export function crc16(bytes: Uint8Array, polynomial: number): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let i = 0; i < 8; i++) crc = (crc & 0x8000) === 0 ? (crc << 1) & 0xffff : ((crc << 1) ^ polynomial) & 0xffff;
  }
  return crc;
}

function requireLength(length: number): void {
  if (!Number.isInteger(length) || length < 1 || length > MAX_STEERING_DATA_BYTES) {
    throw fail('E_THREAD_STEERING_DATA', `steering data has 1 to 16 bytes, not ${length}`);
  }
}
