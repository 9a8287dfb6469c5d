/** How a Commissioner tells joiners apart (Thread 1.1.1 §8.4.4). */

import { toHex } from '@sallyport/core';
import { isDiscernedBy, type JoinerDiscerner, joinerIdOf, requireDiscerner } from '../credentials/joiner-id.ts';
import { fail } from '../node/errors.ts';

/** By its EUI-64, by its Joiner ID, by a discerner that several may share, or not at all. */
export type JoinerSelector =
  | { readonly by: 'eui64'; readonly eui64: Uint8Array }
  | { readonly by: 'joiner-id'; readonly joinerId: Uint8Array }
  | { readonly by: 'discerner'; readonly discerner: JoinerDiscerner }
  | { readonly by: 'any' };

/**
 * The one name of all selectors that mean the same joiners.
 * @throws E_THREAD_EUI64, E_THREAD_DISCERNER, E_THREAD_JOINER_ID
 */
export function nameOf(selector: JoinerSelector): string {
  switch (selector.by) {
    case 'eui64':
      return toHex(joinerIdOf(selector.eui64));
    case 'joiner-id':
      if (selector.joinerId.length !== 8) throw fail('E_THREAD_JOINER_ID', 'a Joiner ID has 8 bytes');
      return toHex(selector.joinerId);
    case 'discerner': {
      const { value, bits } = requireDiscerner(selector.discerner);
      return `${value.toString(16)}/${bits}`;
    }
    case 'any':
      return 'any';
  }
}

/** How well a selector that many share fits a joiner: its bits for a discerner, 0 for any; undefined when it does not. */
export function fitOf(selector: JoinerSelector, joinerId: Uint8Array): number | undefined {
  switch (selector.by) {
    case 'discerner':
      return isDiscernedBy(joinerId, selector.discerner) ? selector.discerner.bits : undefined;
    case 'any':
      return 0;
    default:
      return undefined;
  }
}

/** What stands for the joiner in the steering data; undefined for any joiner. */
export function steeringTargetOf(selector: JoinerSelector): Uint8Array | JoinerDiscerner | undefined {
  switch (selector.by) {
    case 'eui64':
      return joinerIdOf(selector.eui64);
    case 'joiner-id':
      return selector.joinerId;
    case 'discerner':
      return selector.discerner;
    case 'any':
      return undefined;
  }
}
