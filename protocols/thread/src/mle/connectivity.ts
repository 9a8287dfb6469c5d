/** The Connectivity TLV's value: how good a parent a router would be. */

import { requireUint } from '../network/numbers.ts';
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
}

const PRIORITY_SHIFT = 6;

/** What routers say of their room for sleepy children, three bytes at the end, is passed over and not written. */
export const CONNECTIVITY_CODEC: ValueCodec<Connectivity> = {
  minLength: 7,
  maxLength: 10,
  decode: ([flags = 0, good = 0, fair = 0, poor = 0, leaderCost = 0, idSequence = 0, activeRouters = 0]) => ({
    // Two bits, signed; -2 is reserved and means the middle.
    parentPriority: [0, 1, 0, -1][flags >> PRIORITY_SHIFT] ?? 0,
    linkQuality: [good, fair, poor],
    leaderCost,
    idSequence,
    activeRouters,
  }),
  encode: ({ parentPriority, linkQuality, leaderCost, idSequence, activeRouters }) => {
    const rest = [...linkQuality, leaderCost, idSequence, activeRouters];
    for (const value of rest) requireUint('a number of connectivity', value, 0xff);
    return Uint8Array.of((parentPriority & 3) << PRIORITY_SHIFT, ...rest);
  },
};
