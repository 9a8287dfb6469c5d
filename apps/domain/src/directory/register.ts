/**
 * The directory's registers: what was last decided of a device, and where in the log there is something about it besides its
 * own stream. Projections of the log.
 */

import { CERTIFICATE_ISSUED, CERTIFICATE_REVOKED } from '@sallyport/ca';
import { type Projection, type ProjectionTables, type StoredEvent, table } from '@sallyport/store';
import { ADMISSION_REFUSED, DEVICE_ADMITTED, SESSION_CHANGED } from '../admission/events.ts';
import { nameOf } from '../admission/session-record.ts';
import { DEVICE_ADDRESSED, THREAD_DEVICE_DISTRUSTED } from '../assurance/events.ts';
import { JOINER_ACCEPTED, LIST_ENTRY_ADDED, LIST_ENTRY_REMOVED, type ListName, VOUCHER_RECEIVED } from '../events.ts';
import { LDEVID } from '../profiles.ts';
import { registerKey } from '../register.ts';
import type { LastDecision } from './listed-device.ts';

/** By device key. */
export const LAST_DECISIONS = table<LastDecision>('last_decisions');
/** Positions of the log, under the key of the device that they are about. */
export const MENTIONS = table<{ readonly about: string; readonly position: number }>('mentions').textIndex(
  'about',
  ({ about, position }) => mentionedAt(about, position),
);
/** Whose certificate is whose. */
const HOLDERS = table<{ readonly device: string }>('holders');

const LISTS_OF_DEVICES: ReadonlySet<ListName> = new Set(['devices', 'codes', 'refused']);
/** Of what an index takes; a device of a longer name is not found again this way. */
const MAX_ABOUT_BYTES = 1000;
const MAX_REASON = 1024;
const DIGITS = 16;

/** Where in the index a mention stands; the order of text is that of positions. */
export function mentionedAt(about: string, position: number): string {
  return `${about}\n${String(position).padStart(DIGITS, '0')}`;
}

export const directoryRegister: Projection = {
  name: 'directory_register',
  version: 1,
  tables: [LAST_DECISIONS, MENTIONS, HOLDERS],
  async apply(event, tables) {
    decide(event, tables);
    const about = await aboutIn(event, tables);
    if (about === undefined || about.includes('\n') || Buffer.byteLength(about) > MAX_ABOUT_BYTES) return;
    const { position } = event;
    tables.table(MENTIONS).put(String(position).padStart(DIGITS, '0'), { about, position });
  },
};

function decide(event: StoredEvent, tables: ProjectionTables): void {
  const put = (key: string, outcome: LastDecision['outcome'], point: string, reason: string): void => {
    const decision = { outcome, point, reason: reason.slice(0, MAX_REASON).toWellFormed(), at: event.at.getTime() };
    tables.table(LAST_DECISIONS).put(key, decision);
  };
  if (DEVICE_ADMITTED.is(event)) put(registerKey(nameOf(event.data)), 'permit', 'E.2', event.data.reason);
  else if (SESSION_CHANGED.is(event)) {
    const outcome = event.data.state === 'leaving' ? 'deny' : 'permit';
    put(registerKey(nameOf(event.data)), outcome, 'E.2', event.data.reason);
  } else if (ADMISSION_REFUSED.is(event)) {
    const { device, reason } = event.data;
    if (device !== null) put(registerKey(device), 'deny', 'E.2', reason);
  } else if (VOUCHER_RECEIVED.is(event)) {
    if (event.data.forwarded) put(registerKey(event.data.device), 'permit', 'C.8', 'a voucher was given to the device');
  } else if (JOINER_ACCEPTED.is(event)) {
    put(registerKey(event.data.device), 'permit', 'M.4', `accepted into the Thread network ${event.data.network}`);
  } else if (THREAD_DEVICE_DISTRUSTED.is(event)) put(registerKey(event.data.device), 'deny', 'M.4', event.data.reason);
}

/** Whom an event outside the streams of devices is about. */
async function aboutIn(event: StoredEvent, tables: ProjectionTables): Promise<string | undefined> {
  if (CERTIFICATE_ISSUED.is(event)) {
    const { authority, serialNumber, device, profile } = event.data;
    if (device === null || profile !== LDEVID) return undefined;
    tables.table(HOLDERS).put(`${authority}/${serialNumber}`, { device });
    return device;
  }
  if (CERTIFICATE_REVOKED.is(event)) {
    const { authority, serialNumber } = event.data;
    return (await tables.table(HOLDERS).get(`${authority}/${serialNumber}`))?.device;
  }
  if (DEVICE_ADDRESSED.is(event)) return event.data.device;
  if (!LIST_ENTRY_ADDED.is(event) && !LIST_ENTRY_REMOVED.is(event)) return undefined;
  const { list, match } = event.data;
  return LISTS_OF_DEVICES.has(list) && match !== '*' ? match : undefined;
}
