/** Of what an event of the log is news. Told are names alone: whoever wants more asks, and is answered as their role allows. */

import { CERTIFICATE_ISSUED } from '@sallyport/ca';
import type { JsonObject } from '@sallyport/core';
import type { StoredEvent } from '@sallyport/store';
import { SIGN_IN_SEEN, TOKEN_SEEN } from '../../accounts/events.ts';
import { DEVICE_FLAGGED, LIST_ENTRY_ADDED, LIST_ENTRY_REMOVED } from '../../events.ts';
import type { Topic } from './topics.ts';

/** By the first word of the event's type. */
const BY_KIND: ReadonlyMap<string, readonly Topic[]> = new Map<string, readonly Topic[]>([
  ['voucher', ['device']],
  ['status', ['device']],
  ['history', ['device']],
  ['device', ['device', 'session']],
  ['joiner', ['device', 'thread']],
  ['thread-device', ['device', 'thread']],
  ['certificate', ['device']],
  ['accept-list', ['device', 'policy']],
  ['manufacturer', ['device', 'policy']],
  ['claim', ['claim']],
  ['identity', ['claim']],
  ['feed', ['policy']],
  ['policy', ['policy', 'device']],
  ['network-session', ['session', 'device']],
  ['admission', ['session', 'device']],
  ['onboarding', ['device']],
  ['decision', ['device']],
  ['radius-client', ['session']],
  ['router', ['router']],
  ['account', ['account']],
  ['accounts', ['account']],
  ['sign-in', ['account']],
  ['token', ['account']],
  ['operation', ['account']],
]);

const DEVICE_STREAM = 'device/';

export function topicsOf(event: StoredEvent): readonly Topic[] {
  // That somebody is still there is no news.
  if (SIGN_IN_SEEN.is(event) || TOKEN_SEEN.is(event)) return [];
  const [kind = ''] = event.type.split('.', 1);
  return BY_KIND.get(kind) ?? [];
}

export function newsOf(event: StoredEvent): JsonObject {
  const device = deviceOf(event);
  return { type: event.type, at: event.at.toISOString(), ...(device === undefined ? {} : { device }) };
}

/** The key of the one device that it is about. */
function deviceOf(event: StoredEvent): string | undefined {
  if (event.stream.startsWith(DEVICE_STREAM)) return event.stream.slice(DEVICE_STREAM.length);
  if (CERTIFICATE_ISSUED.is(event)) return event.data.device ?? undefined;
  if (DEVICE_FLAGGED.is(event)) return event.data.deviceKey;
  const isOfOne = LIST_ENTRY_ADDED.is(event) || LIST_ENTRY_REMOVED.is(event);
  return isOfOne && ['devices', 'refused', 'codes'].includes(event.data.list) ? event.data.match : undefined;
}
