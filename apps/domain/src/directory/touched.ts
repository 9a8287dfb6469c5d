/** Which device an event of the log makes another, as the directory lists it. */

import { CERTIFICATE_ISSUED } from '@sallyport/ca';
import type { StoredEvent } from '@sallyport/store';
import { ADMISSION_REFUSED, DEVICE_ADMITTED, SESSION_CHANGED, SESSION_ENDED } from '../admission/events.ts';
import { nameOf } from '../admission/session-record.ts';
import { DEVICE_MET, THREAD_DEVICE_DISTRUSTED } from '../assurance/events.ts';
import {
  DEVICE_FLAGGED,
  HISTORY_JUDGED,
  JOINER_ACCEPTED,
  LIST_ENTRY_ADDED,
  LIST_ENTRY_REMOVED,
  STATUS_REPORTED,
  VOUCHER_RECEIVED,
} from '../events.ts';
import { ONBOARDING_REFUSED } from '../refusals/events.ts';
import { registerKey } from '../register.ts';
import { DECISION_TURNED } from './events.ts';

const OF_DEVICE = [
  DEVICE_MET,
  VOUCHER_RECEIVED,
  STATUS_REPORTED,
  HISTORY_JUDGED,
  JOINER_ACCEPTED,
  SESSION_ENDED,
  THREAD_DEVICE_DISTRUSTED,
  DECISION_TURNED,
] as const;

/** The key of the device; undefined for an event that changes none that is listed. */
export function touchedBy(event: StoredEvent): string | undefined {
  for (const type of OF_DEVICE) if (type.is(event)) return registerKey(event.data.device);
  if (DEVICE_ADMITTED.is(event) || SESSION_CHANGED.is(event)) return registerKey(nameOf(event.data));
  if (ADMISSION_REFUSED.is(event) || ONBOARDING_REFUSED.is(event))
    return event.data.device === null ? undefined : registerKey(event.data.device);
  if (CERTIFICATE_ISSUED.is(event)) return event.data.device ?? undefined;
  if (DEVICE_FLAGGED.is(event)) return event.data.deviceKey;
  if (LIST_ENTRY_ADDED.is(event) || LIST_ENTRY_REMOVED.is(event)) {
    return event.data.list === 'refused' ? event.data.match : undefined;
  }
  return undefined;
}
