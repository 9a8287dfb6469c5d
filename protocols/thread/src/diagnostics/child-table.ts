/**
 * The Child Table TLV's value (Thread 1.1.1 §10.11.4): three bytes for each child of a router. Five bits of timeout, two that newer nodes
 * use for the quality of the link, nine of child id, and the child's mode.
 */

import { fail } from '../errors.ts';
import { requireUint, writeUint } from '../network/numbers.ts';
import { MAX_LONG_LENGTH } from '../tlv/codecs.ts';
import type { ValueCodec } from '../tlv/definition.ts';
import { type DeviceMode, decodeMode, encodeMode } from './mode.ts';
import { type LinkQuality, linkQuality } from './route64.ts';

export interface ChildTableEntry {
  /** 0 to 511: with the router's locator it makes the child's. */
  readonly childId: number;
  /** Seconds without a word from the child after which it is forgotten: a power of two, 1/16 at least. */
  readonly timeout: number;
  /** As the router hears the child; undefined where the router does not say: older nodes leave these bits zero. */
  readonly quality: LinkQuality | undefined;
  readonly mode: DeviceMode;
}

const ENTRY_BYTES = 3;
const MAX_CHILD_ID = 0x1ff;
const MAX_CHILDREN = MAX_CHILD_ID + 1;
const TIMEOUT_SHIFT = 11;
const QUALITY_SHIFT = 9;
const MAX_EXPONENT = 31;
/** The timeout is two to the power of what is written, less this. */
const EXPONENT_BIAS = 4;

export const CHILD_TABLE_CODEC: ValueCodec<readonly ChildTableEntry[]> = {
  minLength: 0,
  maxLength: Math.min(MAX_LONG_LENGTH, ENTRY_BYTES * MAX_CHILDREN),
  decode(bytes) {
    if (bytes.length % ENTRY_BYTES !== 0) {
      throw fail('E_THREAD_TLV_VALUE', `Child Table TLV: ${bytes.length} bytes are no whole number of children`);
    }
    return Array.from({ length: bytes.length / ENTRY_BYTES }, (_, at) => {
      const [high = 0, low = 0, mode = 0] = bytes.subarray(ENTRY_BYTES * at);
      return entryOf((high << 8) | low, mode);
    });
  },
  encode: (entries) => Uint8Array.from(entries.flatMap((entry) => [...entryBytes(entry)])),
};

function entryOf(bits: number, mode: number): ChildTableEntry {
  const quality = linkQuality(bits >> QUALITY_SHIFT);
  return {
    childId: bits & MAX_CHILD_ID,
    timeout: 2 ** ((bits >> TIMEOUT_SHIFT) - EXPONENT_BIAS),
    quality: quality === 0 ? undefined : quality,
    mode: decodeMode(mode),
  };
}

function entryBytes({ childId, timeout, quality = 0, mode }: ChildTableEntry): Uint8Array {
  requireUint('child id', childId, MAX_CHILD_ID);
  if (!(timeout > 0)) throw fail('E_THREAD_ARGUMENT', 'a child’s timeout is more than zero seconds');
  // Rounded up to a power of two, as the peers do.
  const exponent = Math.min(MAX_EXPONENT, Math.max(0, Math.ceil(Math.log2(timeout)) + EXPONENT_BIAS));
  const bits = (exponent << TIMEOUT_SHIFT) | (quality << QUALITY_SHIFT) | childId;
  return Uint8Array.of(...writeUint('child', bits, 2), encodeMode(mode));
}
