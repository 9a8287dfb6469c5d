/** The Connectivity TLV's value: how good a parent a router would be. */

import { concat } from '@sallyport/core';
import { readUint, requireUint, writeUint } from '../network/numbers.ts';
import type { ValueCodec } from '../tlv/definition.ts';

export interface Connectivity {
  /** -1 to 1; a router that wants no more children says -1. */
  readonly parentPriority: number;
  /** Neighbouring routers by the quality of the link: good, fair, poor. */
  readonly linkQuality: readonly [good: number, fair: number, poor: number];
  /** Cost of the way to the Leader. */
  readonly leaderCost: number;
  readonly idSequence: number;
  readonly activeRouters: number;
  /** Of each sleepy child, what the router keeps until the child asks; undefined where it does not say. */
  readonly sleepyRoom?: SleepyRoom | undefined;
}

export interface SleepyRoom {
  readonly bytes: number;
  readonly datagrams: number;
}

const PRIORITY_SHIFT = 6;
const BYTES = 7;
const ROOM_BYTES = 3;

export const CONNECTIVITY_CODEC: ValueCodec<Connectivity> = {
  minLength: BYTES,
  maxLength: BYTES + ROOM_BYTES,
  decode(bytes) {
    const [flags = 0, good = 0, fair = 0, poor = 0, leaderCost = 0, idSequence = 0, activeRouters = 0] = bytes;
    const room = bytes.subarray(BYTES);
    return {
      // Two bits, signed; -2 is reserved and means the middle.
      parentPriority: [0, 1, 0, -1][flags >> PRIORITY_SHIFT] ?? 0,
      linkQuality: [good, fair, poor],
      leaderCost,
      idSequence,
      activeRouters,
      ...(room.length < ROOM_BYTES
        ? {}
        : { sleepyRoom: { bytes: readUint(room.subarray(0, 2)), datagrams: room[2] ?? 0 } }),
    };
  },
  encode: ({ parentPriority, linkQuality, leaderCost, idSequence, activeRouters, sleepyRoom }) => {
    const rest = [...linkQuality, leaderCost, idSequence, activeRouters];
    for (const value of rest) requireUint('a number of connectivity', value, 0xff);
    const head = Uint8Array.of((parentPriority & 3) << PRIORITY_SHIFT, ...rest);
    if (sleepyRoom === undefined) return head;
    const { bytes, datagrams } = sleepyRoom;
    return concat(head, writeUint('room in bytes', bytes, 2), writeUint('room in datagrams', datagrams, 1));
  },
};
