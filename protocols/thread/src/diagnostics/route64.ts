/**
 * The Route64 TLV's value (Thread 1.1.1 §5.9.1 and §10.11.4): which routers there are, and for each of them how good the link to it is
 * in either direction, and what the way to it costs.
 *
 * A byte counts the changes of the set of routers, eight bytes have a bit for each router that there is (the first bit of the first
 * byte is router 0), and one byte follows for each of them, in rising order: two bits of quality out, two of quality in, four of cost.
 */

import { concat } from '@sallyport/core';
import { fail } from '../errors.ts';
import { requireUint, writeUint } from '../network/numbers.ts';
import type { ValueCodec } from '../tlv/definition.ts';
import { MAX_ROUTER_ID, ROUTER_SET_BYTES, routerSet, routersInSet } from './router-set.ts';

/** From no link to a good one: 0 to 3. */
export type LinkQuality = 0 | 1 | 2 | 3;

export interface RouterRoute {
  /** 0 to 62. */
  readonly routerId: number;
  /** As the other router says that it hears us; 0 where it is no neighbour. */
  readonly qualityOut: LinkQuality;
  /** As we hear the other router. */
  readonly qualityIn: LinkQuality;
  /** Of the whole way, 1 to 15; undefined where there is none. */
  readonly cost: number | undefined;
}

export interface Route64 {
  /** Counts up with each change of the set of routers. */
  readonly idSequence: number;
  /** In rising order of their ids. */
  readonly routers: readonly RouterRoute[];
}

const HEAD = 1 + ROUTER_SET_BYTES;
const MAX_COST = 15;

export const ROUTE64_CODEC: ValueCodec<Route64> = {
  minLength: HEAD,
  maxLength: HEAD + MAX_ROUTER_ID + 1,
  decode: decodeRoute64,
  encode: encodeRoute64,
};

function decodeRoute64(bytes: Uint8Array): Route64 {
  const ids = routersInSet(bytes.subarray(1, HEAD));
  if (bytes.length !== HEAD + ids.length) {
    throw fail('E_THREAD_TLV_VALUE', `Route64 TLV: ${ids.length} routers, and bytes for ${bytes.length - HEAD}`);
  }
  return {
    idSequence: bytes[0] ?? 0,
    routers: ids.map((routerId, at) => {
      const route = bytes[HEAD + at] ?? 0;
      const cost = route & MAX_COST;
      return {
        routerId,
        qualityOut: linkQuality(route >> 6),
        qualityIn: linkQuality(route >> 4),
        cost: cost === 0 ? undefined : cost,
      };
    }),
  };
}

function encodeRoute64({ idSequence, routers }: Route64): Uint8Array {
  const routes = routers.map(({ qualityOut, qualityIn, cost = 0 }) => {
    requireUint('cost of a route', cost, MAX_COST);
    return (qualityOut << 6) | (qualityIn << 4) | cost;
  });
  const set = routerSet(routers.map(({ routerId }) => routerId));
  return concat(writeUint('id sequence', idSequence, 1), set, Uint8Array.from(routes));
}

/** Of the two lowest bits. */
export function linkQuality(bits: number): LinkQuality {
  const low = bits & 3;
  return low === 3 ? 3 : low === 2 ? 2 : low === 1 ? 1 : 0;
}
