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

/** The claim in this event. @throws E_CLAIM_LOG_CORRUPT when it is not the one the event was stored as */
export function claimIn(event: StoredEvent<ClaimData>): LoggedClaim {
  const bytes = fromBase64(event.data.bytes);
  const id = claimId(bytes);
  if (event.uniqueKey !== uniqueKeyOf(id)) {
    throw fail('E_CLAIM_LOG_CORRUPT', `the claim of event ${event.position} is not the one that was stored`, {
      details: { position: event.position },
    });
  }
  const { origin, from } = event.data;
  return { position: event.position, id, bytes, at: event.at, origin, from: from ?? undefined, size: bytes.length };
}

function uniqueKeyOf(id: string): string {
  return `claim/${id}`;
}
