/**
 * What a node counts: the values of the MAC Counters TLV (Thread 1.1.1 §10.11.4, by the names of RFC 2863) and of the MLE Counters TLV,
 * which came with Thread 1.4.
 */

import { concat, type Milliseconds } from '@sallyport/core';
import { writeUint } from '../network/numbers.ts';
import { MAX_SHORT_LENGTH } from '../tlv/codecs.ts';
import type { ValueCodec } from '../tlv/definition.ts';
import { FieldReader, timeBytes } from './fields.ts';

/** Frames since the node started, or since its counters were reset; each counts in a circle of 32 bits. */
export interface MacCounters {
  readonly inUnknownProtocols: number;
  readonly inErrors: number;
  readonly outErrors: number;
  readonly inUnicast: number;
  readonly inBroadcast: number;
  readonly inDiscards: number;
  readonly outUnicast: number;
  readonly outBroadcast: number;
  readonly outDiscards: number;
}

/** The parts a node can have in its network. */
export interface ByRole {
  readonly disabled: number;
  readonly detached: number;
  readonly child: number;
  readonly router: number;
  readonly leader: number;
}

/** Each counts in a circle of 16 bits. */
export interface MleCounters {
  /** How often the node became this. */
  readonly entered: ByRole;
  readonly attachAttempts: number;
  readonly partitionChanges: number;
  /** Attempts to attach to a better partition. */
  readonly betterPartitionAttempts: number;
  readonly parentChanges: number;
  /** How long the times below have been counted. */
  readonly tracked: Milliseconds;
  /** How long the node was this, in milliseconds. */
  readonly spent: ByRole;
}

const MAC_BYTES = 9 * 4;
const MLE_BYTES = 9 * 2 + 6 * 8;

export const MAC_COUNTERS_CODEC: ValueCodec<MacCounters> = {
  minLength: MAC_BYTES,
  maxLength: MAX_SHORT_LENGTH,
  decode(bytes) {
    const fields = new FieldReader(bytes);
    return {
      inUnknownProtocols: fields.uint(4),
      inErrors: fields.uint(4),
      outErrors: fields.uint(4),
      inUnicast: fields.uint(4),
      inBroadcast: fields.uint(4),
      inDiscards: fields.uint(4),
      outUnicast: fields.uint(4),
      outBroadcast: fields.uint(4),
      outDiscards: fields.uint(4),
    };
  },
  encode: (counters) =>
    concat(
      ...[
        counters.inUnknownProtocols,
        counters.inErrors,
        counters.outErrors,
        counters.inUnicast,
        counters.inBroadcast,
        counters.inDiscards,
        counters.outUnicast,
        counters.outBroadcast,
        counters.outDiscards,
      ].map((count) => writeUint('a counter', count, 4)),
    ),
};

export const MLE_COUNTERS_CODEC: ValueCodec<MleCounters> = {
  minLength: MLE_BYTES,
  maxLength: MAX_SHORT_LENGTH,
  decode(bytes) {
    const fields = new FieldReader(bytes);
    return {
      entered: byRole(() => fields.uint(2)),
      attachAttempts: fields.uint(2),
      partitionChanges: fields.uint(2),
      betterPartitionAttempts: fields.uint(2),
      parentChanges: fields.uint(2),
      tracked: fields.time(),
      spent: byRole(() => fields.time()),
    };
  },
  encode: ({ entered, tracked, spent, ...counts }) =>
    concat(
      ...[
        ...inOrder(entered),
        counts.attachAttempts,
        counts.partitionChanges,
        counts.betterPartitionAttempts,
        counts.parentChanges,
      ].map((count) => writeUint('a counter', count, 2)),
      ...[tracked, ...inOrder(spent)].map(timeBytes),
    ),
};

function byRole(next: () => number): ByRole {
  return { disabled: next(), detached: next(), child: next(), router: next(), leader: next() };
}

function inOrder({ disabled, detached, child, router, leader }: ByRole): readonly number[] {
  return [disabled, detached, child, router, leader];
}
