/** The part of a MAC payload that is never encrypted (IEEE 802.15.4-2015 §9.2.2, Table 9-1). */

import { EXTENDED_ADDRESS_SIZE } from './constants.ts';
import { fail } from './errors.ts';
import type { Frame } from './frame.ts';

const SUPERFRAME_SIZE = 2;
const GTS_DESCRIPTOR_SIZE = 3;

/**
 * How many bytes at the start of the payload stay readable. @throws E_IEEE802154_TRUNCATED for a beacon without its fields
 */
export function openPayloadSize({ type, version, payload }: Pick<Frame, 'type' | 'version' | 'payload'>): number {
  if (type === 'beacon') return beaconFieldsSize(payload);
  // The command identifier; since 2015 it is private like the rest.
  if (type === 'command' && version !== '2015') {
    if (payload.length === 0) throw fail('E_IEEE802154_TRUNCATED', 'a command without its identifier');
    return 1;
  }
  return 0;
}

/** Superframe specification, GTS fields and pending addresses (§7.3.1). */
function beaconFieldsSize(payload: Uint8Array): number {
  const descriptors = byteAt(payload, SUPERFRAME_SIZE) & 7;
  const pendingAt = SUPERFRAME_SIZE + 1 + (descriptors === 0 ? 0 : 1 + descriptors * GTS_DESCRIPTOR_SIZE);
  const pending = byteAt(payload, pendingAt);
  const size = pendingAt + 1 + (pending & 7) * 2 + ((pending >> 4) & 7) * EXTENDED_ADDRESS_SIZE;
  if (size > payload.length) throw fail('E_IEEE802154_TRUNCATED', 'a beacon that ends within its pending addresses');
  return size;
}

function byteAt(payload: Uint8Array, offset: number): number {
  const byte = payload[offset];
  if (byte === undefined) throw fail('E_IEEE802154_TRUNCATED', 'a beacon without its fields');
  return byte;
}
