/**
 * The Timestamp of the Active and Pending Timestamp TLVs (Thread 1.1.1 §8.10): 48 bits of seconds, 15 bits of ticks of 1/32768 s,
 * and the U bit, which says that the time came from an authoritative source.
 */

import { concat, type Random } from '@sallyport/core';
import { fail } from '../errors.ts';
import { readUint, requireUint, writeUint } from './numbers.ts';

export interface Timestamp {
  /** Since 1970 where the time is real; often just a counter that begins at 1. */
  readonly seconds: number;
  /** In units of 1/32768 s, 0 to 32767. */
  readonly ticks: number;
  readonly authoritative: boolean;
}

export const TIMESTAMP_LENGTH = 8;
export const MAX_TIMESTAMP_SECONDS = 2 ** 48 - 1;
const TICKS_PER_SECOND = 0x8000;

/** What orphan announcements carry instead of a timestamp: zero, authoritative. */
export const ORPHAN_TIMESTAMP: Timestamp = { seconds: 0, ticks: 0, authoritative: true };

/** Takes exactly eight bytes. */
export function decodeTimestamp(bytes: Uint8Array): Timestamp {
  const low = readUint(bytes.subarray(6, 8));
  return { seconds: readUint(bytes.subarray(0, 6)), ticks: low >> 1, authoritative: (low & 1) === 1 };
}

/** @throws E_THREAD_ARGUMENT */
export function encodeTimestamp({ seconds, ticks, authoritative }: Timestamp): Uint8Array {
  requireUint('ticks', ticks, TICKS_PER_SECOND - 1);
  return concat(writeUint('seconds', seconds, 6), writeUint('ticks', (ticks << 1) | (authoritative ? 1 : 0), 2));
}

/** All ones: what a node holds that has no timestamp. It is older than every other. */
export function isUnset({ seconds, ticks, authoritative }: Timestamp): boolean {
  return seconds === MAX_TIMESTAMP_SECONDS && ticks === TICKS_PER_SECOND - 1 && authoritative;
}

/**
 * Below zero when `a` is older than `b`. Undefined and all ones are older than everything; at equal seconds and ticks the
 * authoritative one is newer.
 */
export function compareTimestamps(a: Timestamp | undefined, b: Timestamp | undefined): number {
  const [first, second] = [rankOf(a), rankOf(b)];
  for (const [i, value] of first.entries()) {
    const difference = value - (second[i] ?? 0);
    if (difference !== 0) return Math.sign(difference);
  }
  return 0;
}

function rankOf(timestamp: Timestamp | undefined): readonly number[] {
  if (timestamp === undefined || isUnset(timestamp)) return [0, 0, 0, 0];
  return [1, timestamp.seconds, timestamp.ticks, timestamp.authoritative ? 1 : 0];
}

/**
 * A timestamp newer than `timestamp` by a random part of a second, so that two who update at once do not choose the same.
 * @throws E_THREAD_ARGUMENT when there is none newer
 */
export function advanceTimestamp(timestamp: Timestamp, random: Random): Timestamp {
  const ticks = timestamp.ticks + 1 + (readUint(random.bytes(2)) % (TICKS_PER_SECOND - 1));
  const seconds = timestamp.seconds + (ticks < TICKS_PER_SECOND ? 0 : 1);
  if (seconds > MAX_TIMESTAMP_SECONDS) throw fail('E_THREAD_ARGUMENT', 'no timestamp is newer');
  return { ...timestamp, seconds, ticks: ticks % TICKS_PER_SECOND };
}

/** For a clock that is right: its seconds and ticks, not marked authoritative. */
export function timestampOf(time: Date): Timestamp {
  const milliseconds = Math.max(0, time.getTime());
  return {
    seconds: Math.floor(milliseconds / 1000),
    ticks: Math.floor(((milliseconds % 1000) * TICKS_PER_SECOND) / 1000),
    authoritative: false,
  };
}
