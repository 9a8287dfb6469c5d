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
import { ONBOARDING_REFUSED } from '../refusals/events.ts';
import { registerKey } from '../register.ts';
import { DECISION_TURNED } from './events.ts';
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
/** Where policy, and nothing else, turned a device away on its way aboard. */
const POLICY_SAID_NO: ReadonlySet<string | null> = new Set([
  'E_BRSKI_REGISTRAR_DENIED',
  'E_BRSKI_REGISTRAR_DENIED_FOR_NOW',
  'E_BRSKI_REGISTRAR_UNACCEPTABLE',
  'E_BRSKI_REGISTRAR_DEFERRED',
  'E_EST_FORBIDDEN',
  'E_THREAD_JOINER_DENIED',
  'E_THREAD_JOINER_DEFERRED',
]);

/** Where in the index a mention stands; the order of text is that of positions. */
export function mentionedAt(about: string, position: number): string {
  return `${about}\n${String(position).padStart(DIGITS, '0')}`;
}

export const directoryRegister: Projection = {
  name: 'directory_register',
  version: 2,
  tables: [LAST_DECISIONS, MENTIONS, HOLDERS],
  async apply(event, tables) {
    await decide(event, tables);
    const about = await aboutIn(event, tables);
    if (about === undefined || about.includes('\n') || Buffer.byteLength(about) > MAX_ABOUT_BYTES) return;
    const { position } = event;
    tables.table(MENTIONS).put(String(position).padStart(DIGITS, '0'), { about, position });
  },
};

interface Said {
  readonly key: string;
  readonly outcome: LastDecision['outcome'];
  readonly point: string;
  readonly reason: string;
  /** When, where the line of the log is about something earlier. */
  readonly at?: number;
}

/** A count of refusals may be written after the device was let in: what was decided later stands. */
async function decide(event: StoredEvent, tables: ProjectionTables): Promise<void> {
  const said = saidIn(event);
  if (said === undefined) return;
  const { key, outcome, point, at = event.at.getTime() } = said;
  const decisions = tables.table(LAST_DECISIONS);
  const before = said.at === undefined ? undefined : await decisions.get(key);
  if (before !== undefined && before.at > at) return;
  decisions.put(key, { outcome, point, reason: said.reason.slice(0, MAX_REASON).toWellFormed(), at });
}

function saidIn(event: StoredEvent): Said | undefined {
  if (DECISION_TURNED.is(event)) return { ...event.data, key: registerKey(event.data.device) };
  return saidOnNetwork(event) ?? saidOnWayAboard(event);
}

function saidOnNetwork(event: StoredEvent): Said | undefined {
  if (DEVICE_ADMITTED.is(event) || SESSION_CHANGED.is(event)) {
    const { state, reason } = event.data;
    const outcome = SESSION_CHANGED.is(event) && state === 'leaving' ? 'deny' : 'permit';
    return { key: registerKey(nameOf(event.data)), outcome, point: 'E.2', reason };
  }
  if (!ADMISSION_REFUSED.is(event) || event.data.device === null) return undefined;
  const { device, reason, times } = event.data;
  const at = times === undefined ? {} : { at: times.lastAt };
  return { key: registerKey(device), outcome: 'deny', point: 'E.2', reason, ...at };
}

function saidOnWayAboard(event: StoredEvent): Said | undefined {
  if (VOUCHER_RECEIVED.is(event) && event.data.forwarded) {
    const reason = 'a voucher was given to the device';
    return { key: registerKey(event.data.device), outcome: 'permit', point: 'C.8', reason };
  }
  if (JOINER_ACCEPTED.is(event)) {
    const reason = `accepted into the Thread network ${event.data.network}`;
    return { key: registerKey(event.data.device), outcome: 'permit', point: 'M.4', reason };
  }
  if (THREAD_DEVICE_DISTRUSTED.is(event)) {
    return { key: registerKey(event.data.device), outcome: 'deny', point: 'M.4', reason: event.data.reason };
  }
  if (!ONBOARDING_REFUSED.is(event)) return undefined;
  const { device, identity, step, reason, code, times } = event.data;
  // Whoever merely says that it is this device decides nothing about it; nor does what is wrong with a voucher or a request.
  if (device === null || identity === null || identity === 'claimed' || !POLICY_SAID_NO.has(code)) return undefined;
  return { key: registerKey(device), outcome: 'deny', point: step, reason, at: times.lastAt };
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
