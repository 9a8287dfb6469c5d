/** Channels and channel masks (Thread 1.1.1 §8.10). */

import { concat } from '@sallyport/core';
import { fail } from '../errors.ts';
import { MAX_SHORT_LENGTH } from '../tlv/codecs.ts';
import type { ValueCodec } from '../tlv/definition.ts';
import { readUint, requireUint, writeUint } from './numbers.ts';

export interface Channel {
  /** Channel page: 0 is the 2.4 GHz band of IEEE 802.15.4. */
  readonly page: number;
  readonly number: number;
}

/** One page's part of a channel mask. */
export interface ChannelMaskEntry {
  readonly page: number;
  /** Channel 0 is the most significant bit of the first byte. */
  readonly mask: Uint8Array;
}

export type ChannelMask = readonly ChannelMaskEntry[];

/** Channel page 0: 11 to 26 in the 2.4 GHz band. */
export const CHANNELS_2_4_GHZ: readonly number[] = Array.from({ length: 16 }, (_, i) => 11 + i);
const PAGE_2_4_GHZ = 0;
const MASK_LENGTH = 4;
/** A mask of 254 bytes has at most so many entries of at least two bytes. */
const MAX_ENTRIES = 127;

/** Takes exactly three bytes. */
export function decodeChannel(bytes: Uint8Array): Channel {
  return { page: readUint(bytes.subarray(0, 1)), number: readUint(bytes.subarray(1, 3)) };
}

/** @throws E_THREAD_ARGUMENT */
export function encodeChannel({ page, number }: Channel): Uint8Array {
  return concat(writeUint('channel page', page, 1), writeUint('channel', number, 2));
}

/** True for a channel that Thread runs on: page 0, 11 to 26. */
export function isThreadChannel({ page, number }: Channel): boolean {
  return page === PAGE_2_4_GHZ && CHANNELS_2_4_GHZ.includes(number);
}

/** @throws E_THREAD_TLV_VALUE */
export function decodeChannelMask(bytes: Uint8Array): ChannelMask {
  const entries: ChannelMaskEntry[] = [];
  for (let offset = 0; offset < bytes.length; ) {
    const [page, length] = [bytes[offset], bytes[offset + 1]];
    const end = offset + 2 + (length ?? 0);
    if (page === undefined || length === undefined || end > bytes.length) {
      throw fail('E_THREAD_TLV_VALUE', 'a channel mask’s entry is cut off', { details: { offset } });
    }
    // Pages of other bands may have masks of other lengths; the one that is known has four bytes.
    if (page === PAGE_2_4_GHZ && length !== MASK_LENGTH) {
      throw fail('E_THREAD_TLV_VALUE', 'the mask of channel page 0 has 4 bytes', { details: { offset, length } });
    }
    entries.push({ page, mask: bytes.slice(offset + 2, end) });
    offset = end;
  }
  if (entries.length === 0) throw fail('E_THREAD_TLV_VALUE', 'a channel mask has at least one entry');
  return entries;
}

/** @throws E_THREAD_ARGUMENT */
export function encodeChannelMask(mask: ChannelMask): Uint8Array {
  if (mask.length === 0 || mask.length > MAX_ENTRIES) {
    throw fail('E_THREAD_ARGUMENT', `a channel mask has 1 to ${MAX_ENTRIES} entries`);
  }
  return concat(
    ...mask.flatMap((entry) => [
      writeUint('channel page', entry.page, 1),
      writeUint('mask length', entry.mask.length, 1),
      entry.mask,
    ]),
  );
}

export const CHANNEL_MASK_CODEC: ValueCodec<ChannelMask> = {
  minLength: 1,
  maxLength: MAX_SHORT_LENGTH,
  decode: decodeChannelMask,
  encode: encodeChannelMask,
};

/**
 * The mask with these channels of the 2.4 GHz band; all of them unless told.
 * @throws E_THREAD_ARGUMENT
 */
export function channelMaskOf(channels: Iterable<number> = CHANNELS_2_4_GHZ): ChannelMask {
  const mask = new Uint8Array(MASK_LENGTH);
  for (const channel of channels) {
    requireUint('channel', channel, 8 * MASK_LENGTH - 1);
    const byte = channel >> 3;
    mask[byte] = (mask[byte] ?? 0) | (0x80 >> (channel & 7));
  }
  return [{ page: PAGE_2_4_GHZ, mask }];
}

/** The channels of one page that the mask holds, rising. */
export function channelsOf(mask: ChannelMask, page: number = PAGE_2_4_GHZ): readonly number[] {
  const channels = new Set<number>();
  for (const entry of mask) {
    if (entry.page !== page) continue;
    for (let channel = 0; channel < 8 * entry.mask.length; channel++) {
      if (((entry.mask[channel >> 3] ?? 0) & (0x80 >> (channel & 7))) !== 0) channels.add(channel);
    }
  }
  return [...channels].sort((a, b) => a - b);
}

export function maskHolds(mask: ChannelMask, { page, number }: Channel): boolean {
  return channelsOf(mask, page).includes(number);
}
