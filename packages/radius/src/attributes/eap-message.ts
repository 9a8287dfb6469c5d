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
  const first = attributes.findIndex(({ type }) => type === EAP_MESSAGE);
  if (first === -1) return undefined;
  const after = attributes.slice(first);
  const end = after.findIndex(({ type }) => type !== EAP_MESSAGE);
  const parts = end === -1 ? after : after.slice(0, end);
  if (end !== -1 && after.slice(end).some(({ type }) => type === EAP_MESSAGE)) {
    throw fail('E_RADIUS_EAP_MESSAGE_ORDER', 'other attributes stand between EAP-Message attributes');
  }
  return concat(...parts.map(({ value }) => value));
}
