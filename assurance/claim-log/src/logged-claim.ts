/** What the log of claims holds, and the event that holds it. */

import { hash } from 'node:crypto';
import { fromBase64, toBase64 } from '@sallyport/core';
import { eventType, type NewEvent, type StoredEvent } from '@sallyport/store';
import { fail } from './errors.ts';

/**
 * How a claim came into the log (CAHN, Continuous Assurance Demonstrator): received from somebody, inferred by this node
 * and signed by it, or issued through its command interface.
 */
export const ORIGINS = ['received', 'inferred', 'issued'] as const;

export type Origin = (typeof ORIGINS)[number];

/** A claim of the log, without its bytes. */
export interface ClaimEntry {
  /** In the log of events, which other events share: rising, not without gaps. */
  readonly position: number;
  /** Lower-case hexadecimal of SHA-256 over the bytes as they came. */
  readonly id: string;
  /** When it was received, inferred or issued. */
  readonly at: Date;
  readonly origin: Origin;
  /** Who brought it, for people to read; proves nothing. */
  readonly from: string | undefined;
  /** Of the bytes. */
  readonly size: number;
}

export interface LoggedClaim extends ClaimEntry {
  /** Exactly as they came, verified by nobody yet. */
  readonly bytes: Uint8Array;
}

type ClaimData = { readonly origin: Origin; readonly from: string | null; readonly bytes: string };

/** All claims are events of one stream, so that its version is their number. */
export const CLAIM_STREAM = 'claims';
export const CLAIM_LOGGED = eventType<ClaimData>('claim.logged');

const KEY_PREFIX = 'claim/';

export function isOrigin(text: string): text is Origin {
  return ORIGINS.some((origin) => origin === text);
}

export function claimId(bytes: Uint8Array): string {
  return hash('sha256', bytes, 'hex');
}

export function claimEvent(
  id: string,
  bytes: Uint8Array,
  { origin, from, at }: { readonly origin: Origin; readonly from: string | undefined; readonly at: Date },
): NewEvent {
  const data = { origin, from: from ?? null, bytes: toBase64(bytes) };
  return CLAIM_LOGGED.create(CLAIM_STREAM, data, { at, uniqueKey: uniqueKeyOf(id) });
}

/** What the event says of its claim, without looking at the claim itself. @throws E_CLAIM_LOG_CORRUPT when it says nothing */
export function entryIn(event: StoredEvent<ClaimData>): ClaimEntry {
  const { position, at, uniqueKey = '', data } = event;
  if (!uniqueKey.startsWith(KEY_PREFIX)) throw notAsStored(position);
  const padding = data.bytes.endsWith('==') ? 2 : data.bytes.endsWith('=') ? 1 : 0;
  return {
    position,
    id: uniqueKey.slice(KEY_PREFIX.length),
    at,
    origin: data.origin,
    from: data.from ?? undefined,
    size: (data.bytes.length / 4) * 3 - padding,
  };
}

/** The claim in this event. @throws E_CLAIM_LOG_CORRUPT when it is not the one the event was stored as */
export function claimIn(event: StoredEvent<ClaimData>): LoggedClaim {
  const entry = entryIn(event);
  const bytes = fromBase64(event.data.bytes);
  if (claimId(bytes) !== entry.id) throw notAsStored(entry.position);
  return { ...entry, bytes };
}

function notAsStored(position: number) {
  return fail('E_CLAIM_LOG_CORRUPT', `the claim of event ${position} is not the one that was stored`, {
    details: { position },
  });
}

function uniqueKeyOf(id: string): string {
  return `${KEY_PREFIX}${id}`;
}
