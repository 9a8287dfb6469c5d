/** Which routers there are, as a bit each: the first bit of the first byte is router 0 (Thread 1.1.1 §5.9.1). */

import { fail } from '../errors.ts';
import { requireUint } from '../network/numbers.ts';

export const MAX_ROUTER_ID = 62;
export const ROUTER_SET_BYTES = 8;

/** Rising. @throws E_THREAD_TLV_VALUE for an id that no router has */
export function routersInSet(mask: Uint8Array): readonly number[] {
  const ids: number[] = [];
  for (let id = 0; id < 8 * ROUTER_SET_BYTES; id++) {
    if (((mask[id >> 3] ?? 0) & (0x80 >> (id & 7))) === 0) continue;
    if (id > MAX_ROUTER_ID) throw fail('E_THREAD_TLV_VALUE', `a set of routers: there is no router ${id}`);
    ids.push(id);
  }
  return ids;
}

/** @throws E_THREAD_ARGUMENT unless the ids are given in rising order, each once */
export function routerSet(ids: readonly number[]): Uint8Array {
  const mask = new Uint8Array(ROUTER_SET_BYTES);
  let last = -1;
  for (const id of ids) {
    requireUint('router id', id, MAX_ROUTER_ID);
    if (id <= last) throw fail('E_THREAD_ARGUMENT', 'routers are given in rising order of their ids, each once');
    last = id;
    mask[id >> 3] = (mask[id >> 3] ?? 0) | (0x80 >> (id & 7));
  }
  return mask;
}
