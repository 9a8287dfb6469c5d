/**
 * The Enhanced Route TLV's value, of Thread 1.4: what Route64 says of each router, and by which neighbour the way to it goes.
 *
 * Eight bytes say which routers there are, and two follow for each of them: a bit for the node itself, one for a link, two of quality
 * out, two of quality in, six of the next hop's id, four of the cost from there on.
 */

import { concat } from '@sallyport/core';
import { fail } from '../errors.ts';
import { requireUint, writeUint } from '../network/numbers.ts';
import type { ValueCodec } from '../tlv/definition.ts';
import { type LinkQuality, linkQuality } from './route64.ts';
import { MAX_ROUTER_ID, ROUTER_SET_BYTES, routerSet, routersInSet } from './router-set.ts';

export interface EnhancedRoute {
  /** 0 to 62. */
  readonly routerId: number;
  /** The node that says this. */
  readonly isSelf: boolean;
  /** Undefined where the router is no neighbour. */
  readonly link: { readonly qualityOut: LinkQuality; readonly qualityIn: LinkQuality } | undefined;
  /** The router id of the neighbour by which the way goes on, and the cost from it to the end; undefined where there is none. */
  readonly next: { readonly hop: number; readonly cost: number } | undefined;
}

const ENTRY_BYTES = 2;
const IS_SELF = 0x8000;
const HAS_LINK = 0x4000;
const OUT_SHIFT = 12;
const IN_SHIFT = 10;
const HOP_SHIFT = 4;
/** What stands for no next hop: a number that no router has. */
const NO_HOP = 63;
const MAX_COST = 15;

/** In rising order of the routers' ids. */
export const ENHANCED_ROUTE_CODEC: ValueCodec<readonly EnhancedRoute[]> = {
  minLength: ROUTER_SET_BYTES,
  maxLength: ROUTER_SET_BYTES + ENTRY_BYTES * (MAX_ROUTER_ID + 1),
  decode(bytes) {
    const ids = routersInSet(bytes.subarray(0, ROUTER_SET_BYTES));
    if (bytes.length !== ROUTER_SET_BYTES + ENTRY_BYTES * ids.length) {
      const entries = `bytes for ${(bytes.length - ROUTER_SET_BYTES) / ENTRY_BYTES}`;
      throw fail('E_THREAD_TLV_VALUE', `Enhanced Route TLV: ${ids.length} routers, and ${entries}`);
    }
    return ids.map((routerId, at) => {
      const [high = 0, low = 0] = bytes.subarray(ROUTER_SET_BYTES + ENTRY_BYTES * at);
      return routeOf(routerId, (high << 8) | low);
    });
  },
  encode: (routes) =>
    concat(
      routerSet(routes.map(({ routerId }) => routerId)),
      ...routes.map((route) => writeUint('a route', routeBits(route), ENTRY_BYTES)),
    ),
};

function routeOf(routerId: number, bits: number): EnhancedRoute {
  const isSelf = (bits & IS_SELF) !== 0;
  const hop = (bits >> HOP_SHIFT) & 0x3f;
  return {
    routerId,
    isSelf,
    link:
      (bits & HAS_LINK) === 0
        ? undefined
        : { qualityOut: linkQuality(bits >> OUT_SHIFT), qualityIn: linkQuality(bits >> IN_SHIFT) },
    next: isSelf || hop === NO_HOP ? undefined : { hop, cost: bits & MAX_COST },
  };
}

function routeBits({ isSelf, link, next }: EnhancedRoute): number {
  if (isSelf) return IS_SELF;
  const hop = requireUint('next hop', next?.hop ?? NO_HOP, NO_HOP);
  const cost = requireUint('cost of a route', next?.cost ?? 0, MAX_COST);
  const heard = link === undefined ? 0 : HAS_LINK | (link.qualityOut << OUT_SHIFT) | (link.qualityIn << IN_SHIFT);
  return heard | (hop << HOP_SHIFT) | cost;
}
