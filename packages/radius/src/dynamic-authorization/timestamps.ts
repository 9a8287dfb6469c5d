/** Whether a packet was made just now (RFC 5176 §6.3). */

import type { Milliseconds, SallyportError } from '@sallyport/core';
import { ATTRIBUTES } from '../dictionary/standard.ts';
import { fail } from '../errors.ts';
import type { Attribute } from '../packet/packet.ts';

/** RFC 5176 §6.3. */
export const DEFAULT_WINDOW: Milliseconds = 300_000;

/** Undefined when there is none, or it is at most `window` milliseconds from `now`. */
export function checkTimestamp(
  attributes: readonly Attribute[],
  now: Date,
  window: Milliseconds,
): SallyportError | undefined {
  if (!ATTRIBUTES['Event-Timestamp'].isIn(attributes)) return undefined;
  const made = ATTRIBUTES['Event-Timestamp'].first(attributes);
  const isCurrent = made !== undefined && Math.abs(now.getTime() - made.getTime()) <= window;
  return isCurrent ? undefined : fail('E_RADIUS_EVENT_TIMESTAMP', 'the Event-Timestamp is not current');
}
