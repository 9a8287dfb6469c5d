/** Header information elements: only how far they reach; what they mean is not read (IEEE 802.15.4-2015 §7.4.2). */

import { fail } from './errors.ts';

/** The element types that end the list (Table 7-7): payload elements follow the first, the payload the second. */
const TERMINATION = { payloadElementsFollow: 0x7e, payloadFollows: 0x7f } as const;
const PAYLOAD_ELEMENT = 1 << 15;

/**
 * The offset just behind the header elements that begin at `start`. They end with a termination element or the frame.
 * @throws E_IEEE802154_TRUNCATED, E_IEEE802154_MALFORMED
 */
export function endOfHeaderElements(mpdu: Uint8Array, start: number): number {
  if (start === mpdu.length) throw fail('E_IEEE802154_TRUNCATED', 'header elements are said to be there and are not');
  let offset = start;
  while (offset < mpdu.length) {
    const [low, high] = [mpdu[offset], mpdu[offset + 1]];
    if (low === undefined || high === undefined) throw fail('E_IEEE802154_TRUNCATED', 'half an element descriptor');
    const descriptor = low | (high << 8);
    if ((descriptor & PAYLOAD_ELEMENT) !== 0) throw fail('E_IEEE802154_MALFORMED', 'a payload element in the header');
    offset += 2 + (descriptor & 0x7f);
    if (offset > mpdu.length) throw fail('E_IEEE802154_TRUNCATED', 'an element longer than the frame');
    const id = (descriptor >> 7) & 0xff;
    if (id === TERMINATION.payloadElementsFollow || id === TERMINATION.payloadFollows) return offset;
  }
  return offset;
}
