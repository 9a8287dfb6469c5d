/** The MASA's audit log as JSON (RFC 8995 §5.8.1). Abridging it is in audit-log-abridge.ts. */

import { isJsonObject, type JsonObject, type JsonValue, utf8 } from '@sallyport/core';
import { ASSERTIONS, type Assertion } from './artifact/attributes.ts';
import { formatDateAndTime, parseDateAndTime } from './artifact/date-and-time.ts';
import { fail } from './errors.ts';
import { readJsonObject } from './json-body.ts';

export { type AbridgeOptions, abridge, TRUNCATION_CEILING } from './audit-log-abridge.ts';

export const AUDIT_LOG_VERSION = 1;

/** One voucher issued. */
export interface AuditEvent {
  readonly date: Date;
  /** Base64 of the domainID, once (RFC 8995 §5.8.2). */
  readonly domainId: string;
  /** As the voucher carried it; null for a nonceless voucher. */
  readonly nonce: string | null;
  readonly assertion: Assertion;
  /** How many older events of this domain this one stands for. */
  readonly truncated?: number;
}

/** How many events are gone, by why. */
export interface Truncation {
  readonly noncedDuplicates: number;
  readonly noncelessDuplicates: number;
  readonly arbitrary: number;
}

export const NO_TRUNCATION: Truncation = { noncedDuplicates: 0, noncelessDuplicates: 0, arbitrary: 0 };

export interface AuditLog {
  /** Above 1 there is more in it than this version knows (RFC 8995 §5.8.1). */
  readonly version: number;
  readonly events: readonly AuditEvent[];
  readonly truncation: Truncation;
  /** Members of the log this version does not know. */
  readonly unknown: JsonObject;
}

const MAX_BYTES = 4 * 1024 * 1024;
const MAX_TEXT = 256;

/** Writes the log; `truncation` is left out when nothing is (RFC 8995 §5.8.1). */
export function encodeAuditLog(log: Pick<AuditLog, 'events'> & Partial<Pick<AuditLog, 'truncation'>>): Uint8Array {
  const { noncedDuplicates, noncelessDuplicates, arbitrary } = log.truncation ?? NO_TRUNCATION;
  const isTruncated = noncedDuplicates + noncelessDuplicates + arbitrary > 0;
  return utf8(
    JSON.stringify({
      version: AUDIT_LOG_VERSION,
      events: log.events.map((event) => ({
        date: formatDateAndTime(event.date),
        domainID: event.domainId,
        nonce: event.nonce,
        assertion: event.assertion,
        truncated: event.truncated,
      })),
      ...(isTruncated
        ? {
            truncation: {
              'nonced duplicates': noncedDuplicates,
              'nonceless duplicates': noncelessDuplicates,
              arbitrary,
            },
          }
        : {}),
    }),
  );
}

/**
 * Reads a MASA's log, liberally where RFC 8995 contradicts itself: figure 18 writes as text the numbers that its
 * CDDL calls uint, and a nonce may be absent instead of null.
 * @throws E_BRSKI_AUDIT_LOG_SYNTAX
 */
export function decodeAuditLog(bytes: Uint8Array): AuditLog {
  const body = readJsonObject(bytes, MAX_BYTES, refuse);
  const { version, events, truncation = {}, ...unknown } = body;
  if (!isArray(events)) throw refuse('events is not an array');
  if (!isJsonObject(truncation)) throw refuse('truncation is not an object');
  return {
    version: readUint(version, 'version'),
    events: events.map(readEvent),
    truncation: {
      noncedDuplicates: readUint(truncation['nonced duplicates'] ?? 0, 'nonced duplicates'),
      noncelessDuplicates: readUint(truncation['nonceless duplicates'] ?? 0, 'nonceless duplicates'),
      arbitrary: readUint(truncation['arbitrary'] ?? 0, 'arbitrary'),
    },
    unknown,
  };
}

const refuse = (message: string, options?: Parameters<typeof fail>[2]) =>
  fail('E_BRSKI_AUDIT_LOG_SYNTAX', message, options);

function readEvent(event: JsonValue): AuditEvent {
  if (!isJsonObject(event)) throw refuse('an event is not an object');
  const { date, domainID, nonce = null, assertion, truncated } = event;
  const when = typeof date === 'string' ? parseDateAndTime(date) : undefined;
  if (when === undefined) throw refuse("an event's date is not RFC 3339");
  if (typeof domainID !== 'string' || domainID === '' || domainID.length > MAX_TEXT) {
    throw refuse("an event's domainID is not text");
  }
  if (nonce !== null && (typeof nonce !== 'string' || nonce.length > MAX_TEXT)) {
    throw refuse("an event's nonce is neither text nor null");
  }
  const known = ASSERTIONS.find((candidate) => candidate === assertion);
  if (known === undefined) throw refuse(`an event's assertion is not one of ${ASSERTIONS.join(', ')}`);
  return {
    date: when,
    domainId: domainID,
    nonce,
    assertion: known,
    ...(truncated === undefined ? {} : { truncated: readUint(truncated, 'truncated') }),
  };
}

function readUint(value: JsonValue | undefined, name: string): number {
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 0) {
    throw refuse(`${name} is not an unsigned integer`);
  }
  return number;
}

/** `Array.isArray` does not narrow a readonly array. */
function isArray(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}
