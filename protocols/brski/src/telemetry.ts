/** Status telemetry: what a pledge tells the registrar of its voucher and its enrolment (RFC 8995 §5.7, §5.9.4). */

import { type JsonObject, type JsonValue, utf8 } from '@sallyport/core';
import { fail } from './errors.ts';
import { readJsonObject } from './json-body.ts';

/** The version this package speaks; a registrar that meets a larger one logs it and alerts a human. */
export const STATUS_VERSION = 1;

export interface Status {
  readonly version: number;
  /** True when the voucher was accepted, or the enrolment succeeded. */
  readonly status: boolean;
  /** Why not. Goes to a registrar that may be hostile, so it should help no attacker (RFC 8995 §5.7). */
  readonly reason?: string;
  readonly reasonContext?: JsonValue;
  /** Members this version does not know: for the log. */
  readonly unknown: JsonObject;
}

const MAX_BYTES = 16 * 1024;
const MAX_REASON = 4096;

/** @throws E_BRSKI_STATUS_SYNTAX for a version that is no unsigned integer */
export function encodeStatus(status: Omit<Status, 'unknown'>): Uint8Array {
  if (!isUint(status.version)) throw fail('E_BRSKI_STATUS_SYNTAX', 'version is not an unsigned integer');
  return utf8(
    JSON.stringify({
      version: status.version,
      status: status.status,
      reason: status.reason,
      'reason-context': status.reasonContext,
    }),
  );
}

/**
 * Reads the body of a voucher_status or enrollstatus POST. Keys are case sensitive (RFC 8995 §5.7), so `Status` is
 * not `status`.
 * @throws E_BRSKI_STATUS_SYNTAX
 */
export function decodeStatus(bytes: Uint8Array): Status {
  const body = readJsonObject(bytes, MAX_BYTES, (message, options) => fail('E_BRSKI_STATUS_SYNTAX', message, options));
  const { version, status, reason, 'reason-context': reasonContext, ...unknown } = body;
  if (!isUint(version)) throw fail('E_BRSKI_STATUS_SYNTAX', 'version is not an unsigned integer');
  if (typeof status !== 'boolean') throw fail('E_BRSKI_STATUS_SYNTAX', 'status is not a boolean');
  if (reason !== undefined && (typeof reason !== 'string' || reason.length > MAX_REASON)) {
    throw fail('E_BRSKI_STATUS_SYNTAX', `reason is not text of at most ${MAX_REASON} characters`);
  }
  return {
    version,
    status,
    ...(reason === undefined ? {} : { reason }),
    ...(reasonContext === undefined ? {} : { reasonContext }),
    unknown,
  };
}

function isUint(value: JsonValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
