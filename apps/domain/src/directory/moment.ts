/** One thing that happened to a device, as its timeline shows it. */

import type { ListedClaim } from '@sallyport/assurance-claim-log';
import { CERTIFICATE_ISSUED, CERTIFICATE_REVOKED } from '@sallyport/ca';
import type { StoredEvent } from '@sallyport/store';
import { z } from 'zod';
import {
  ADMISSION_REFUSED,
  DEVICE_ADMITTED,
  DEVICE_NOT_PUT_OUT,
  SESSION_CHANGED,
  SESSION_ENDED,
} from '../admission/events.ts';
import { DEVICE_ADDRESSED, DEVICE_MET, THREAD_DEVICE_DISTRUSTED } from '../assurance/events.ts';
import {
  DEVICE_FLAGGED,
  HISTORY_JUDGED,
  JOINER_ACCEPTED,
  LIST_ENTRY_ADDED,
  LIST_ENTRY_REMOVED,
  STATUS_REPORTED,
  VOUCHER_RECEIVED,
} from '../events.ts';
import { ONBOARDING_REFUSED, type Times } from '../refusals/events.ts';
import { DECISION_TURNED } from './events.ts';

export const MOMENT_KINDS = [
  'born',
  'met',
  'voucher-given',
  'voucher-kept',
  'voucher-accepted',
  'voucher-rejected',
  'enrolled',
  'enrolment-failed',
  'history-accepted',
  'history-rejected',
  'flagged',
  'flag-lifted',
  'certificate-issued',
  'certificate-revoked',
  'joined',
  'admitted',
  'session-changed',
  'leaving',
  'session-ended',
  'refused',
  'turned-away',
  'put-off',
  'now-permitted',
  'now-denied',
  'not-put-out',
  'thread-distrusted',
  'listed',
  'unlisted',
  'addressed',
  'concluded',
  'claimed',
] as const;
export type MomentKind = (typeof MOMENT_KINDS)[number];

export const momentAnswer = z.object({
  /** In the log; 0 for what was before the log. */
  position: z.number(),
  at: z.number().describe('milliseconds since 1970'),
  kind: z.enum(MOMENT_KINDS),
  /** What is to be said of it, by name. */
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  /** The claim of the log that it is, by its id. */
  claim: z.string().nullable(),
});

export type Moment = z.infer<typeof momentAnswer>;

type Told = readonly [kind: MomentKind, facts: Moment['facts']];

/** Undefined for events that say nothing to people. */
export function momentIn(event: StoredEvent): Moment | undefined {
  const told = wayAboard(event) ?? network(event) ?? decided(event) ?? owner(event);
  if (told === undefined) return undefined;
  const [kind, facts] = told;
  return { position: event.position, at: event.at.getTime(), kind, facts, claim: null };
}

/** What the claim says of itself; its own page tells what of it is verified, and whether it counts. */
export function momentOfClaim({ position, at, id, origin, from, glance }: ListedClaim): Moment {
  const { type, issuer, deviceType, validUntil } = glance;
  const isConclusion = origin === 'inferred' && (type === 'Trust' || type === 'Distrust');
  const kind = isConclusion ? 'concluded' : 'claimed';
  const facts = { type, issuer, deviceType, validUntil, origin, from: from ?? null, hops: glance.hops };
  return { position, at: at.getTime(), kind, facts, claim: id };
}

function wayAboard(event: StoredEvent): Told | undefined {
  if (DEVICE_MET.is(event)) {
    const { uri, model, proved, mud } = event.data;
    return ['met', { uri, model, proved, mud: mud?.url ?? null }];
  }
  if (VOUCHER_RECEIVED.is(event)) {
    const { masaUrl, session, forwarded } = event.data;
    return [forwarded ? 'voucher-given' : 'voucher-kept', { masaUrl, session }];
  }
  if (STATUS_REPORTED.is(event)) {
    const { kind, ok, reason, session } = event.data;
    if (kind === 'voucher') return [ok ? 'voucher-accepted' : 'voucher-rejected', { reason, session }];
    return [ok ? 'enrolled' : 'enrolment-failed', { reason, session }];
  }
  if (HISTORY_JUDGED.is(event)) {
    const { acceptable, reason } = event.data;
    return [acceptable ? 'history-accepted' : 'history-rejected', { reason }];
  }
  if (DEVICE_FLAGGED.is(event)) {
    const { reason } = event.data;
    return reason === null ? ['flag-lifted', {}] : ['flagged', { reason }];
  }
  if (JOINER_ACCEPTED.is(event)) {
    const { network: name, extendedPanId, model } = event.data;
    return ['joined', { network: name, extendedPanId, model }];
  }
  if (CERTIFICATE_ISSUED.is(event)) {
    const { serialNumber, subject, notAfter } = event.data;
    return ['certificate-issued', { serialNumber, subject, notAfter }];
  }
  if (CERTIFICATE_REVOKED.is(event)) {
    const { serialNumber, reason } = event.data;
    return ['certificate-revoked', { serialNumber, reason }];
  }
  return undefined;
}

function network(event: StoredEvent): Told | undefined {
  if (DEVICE_ADMITTED.is(event) || SESSION_CHANGED.is(event)) {
    const { place, reason, state, credential, obligations, id } = event.data;
    const { client, ssid, station, medium } = place;
    const terms = obligations.map(({ type, value }) => `${type}=${value}`).join(', ');
    const facts = { session: id, client, network: ssid ?? client, station, medium, credential, terms, reason };
    if (DEVICE_ADMITTED.is(event)) return ['admitted', facts];
    return [state === 'leaving' ? 'leaving' : 'session-changed', { ...facts, state }];
  }
  if (SESSION_ENDED.is(event)) return ['session-ended', { session: event.data.id, end: event.data.end }];
  if (ADMISSION_REFUSED.is(event)) {
    const { client, ssid, station, reason, code, times } = event.data;
    return ['refused', { client, network: ssid ?? client, station, reason, code, ...countIn(times) }];
  }
  if (DEVICE_NOT_PUT_OUT.is(event)) {
    const { client, reason } = event.data;
    return ['not-put-out', { client, reason }];
  }
  if (THREAD_DEVICE_DISTRUSTED.is(event)) {
    const { network: name, reason } = event.data;
    return ['thread-distrusted', { network: name, reason }];
  }
  return undefined;
}

function decided(event: StoredEvent): Told | undefined {
  if (ONBOARDING_REFUSED.is(event)) {
    const { step, decision, network: name, from: address, reason, code, session, times } = event.data;
    const facts = { step, network: name, address, reason, code, session, ...countIn(times) };
    return [decision === 'defer' ? 'put-off' : 'turned-away', facts];
  }
  if (!DECISION_TURNED.is(event)) return undefined;
  const { outcome, point, reason } = event.data;
  return [outcome === 'permit' ? 'now-permitted' : 'now-denied', { step: point, reason }];
}

/** Said where it was more than once. */
function countIn(times: Times | undefined): Moment['facts'] {
  if (times === undefined || times.count === 1) return {};
  return { count: times.count, firstAt: times.firstAt, lastAt: times.lastAt };
}

function owner(event: StoredEvent): Told | undefined {
  if (LIST_ENTRY_ADDED.is(event)) return ['listed', { list: event.data.list, note: event.data.note }];
  if (LIST_ENTRY_REMOVED.is(event)) return ['unlisted', { list: event.data.list }];
  if (DEVICE_ADDRESSED.is(event)) return ['addressed', { addresses: event.data.addresses.join(', ') }];
  return undefined;
}
