/** An EAP packet in the EAP-Message attributes of one packet (RFC 3579 §3.1). */

import { concat } from '@sallyport/core';
import { fail } from '../errors.ts';
import type { Attribute } from '../packet/packet.ts';

const EAP_MESSAGE = 79;

/**
 * The EAP packet, put together; undefined without one. Empty where the NAS asks the server to begin (EAP-Start, §2.1).
 * @throws E_RADIUS_EAP_MESSAGE_ORDER when its parts are not one after the other
 */
export function readEapMessage(attributes: readonly Attribute[]): Uint8Array | undefined {
  const parts = partsOfEapMessage(attributes);
  return parts.length === 0 ? undefined : concat(...parts);
}

/** @throws E_RADIUS_EAP_MESSAGE_ORDER */
export function partsOfEapMessage(attributes: readonly Attribute[]): readonly Uint8Array[] {
  const parts: Uint8Array[] = [];
  let last = 0;
  for (const [at, { type, value }] of attributes.entries()) {
    if (type !== EAP_MESSAGE) continue;
    if (parts.length > 0 && at !== last + 1) {
      throw fail('E_RADIUS_EAP_MESSAGE_ORDER', 'other attributes stand between EAP-Message attributes');
    }
    parts.push(value);
    last = at;
  }
  return parts;
}
