/** Records as they lie in a datagram (RFC 6347 §4.1). */

import type { DtlsErrorCode } from '../errors.ts';
import { CONTENT_TYPE, VERSION } from '../registries.ts';

/** A record as it came: nothing in it is proved. */
export interface DtlsRecord {
  readonly type: number;
  readonly version: number;
  readonly epoch: number;
  /** 48 bits */
  readonly sequence: number;
  readonly fragment: Uint8Array;
}

export const RECORD_HEADER_LENGTH = 13;
export const MAX_SEQUENCE = 2 ** 48 - 1;
/** RFC 5246 §6.2.1 */
export const MAX_PLAINTEXT = 2 ** 14;
/** RFC 5246 §6.2.3: what protection may add at most. */
const MAX_FRAGMENT = MAX_PLAINTEXT + 2048;
/** Far more than a flight has; bounds the work that one datagram can cause. */
const MAX_RECORDS = 32;

export type Discarded = (code: DtlsErrorCode) => void;

/**
 * The records of a datagram. Those with a content type or version that DTLS 1.2 does not have are passed over; what
 * follows a record of impossible length is dropped (§4.1.2.7).
 */
export function readRecords(datagram: Uint8Array, discarded: Discarded): DtlsRecord[] {
  const records: DtlsRecord[] = [];
  const view = new DataView(datagram.buffer, datagram.byteOffset, datagram.byteLength);
  let offset = 0;
  for (let count = 0; offset < datagram.length; count++) {
    if (count === MAX_RECORDS) return stop('E_DTLS_RECORD_COUNT');
    if (datagram.length - offset < RECORD_HEADER_LENGTH) return stop('E_DTLS_RECORD_TRUNCATED');
    const length = view.getUint16(offset + 11);
    const start = offset + RECORD_HEADER_LENGTH;
    if (length > MAX_FRAGMENT) return stop('E_DTLS_RECORD_LENGTH');
    if (length > datagram.length - start) return stop('E_DTLS_RECORD_TRUNCATED');
    const record = {
      type: view.getUint8(offset),
      version: view.getUint16(offset + 1),
      epoch: view.getUint16(offset + 3),
      sequence: view.getUint16(offset + 5) * 2 ** 32 + view.getUint32(offset + 7),
      fragment: datagram.subarray(start, start + length),
    };
    offset = start + length;
    const objection = objectionTo(record);
    if (objection === undefined) records.push(record);
    else discarded(objection);
  }
  return records;

  function stop(code: DtlsErrorCode): DtlsRecord[] {
    discarded(code);
    return records;
  }
}

function objectionTo({ type, version, epoch }: DtlsRecord): DtlsErrorCode | undefined {
  if (type < CONTENT_TYPE.changeCipherSpec || type > CONTENT_TYPE.applicationData) return 'E_DTLS_RECORD_TYPE';
  // Before a version is agreed, clients write DTLS 1.0 there, for the sake of old servers (RFC 5246 §E.1).
  if (version !== VERSION.dtls12 && !(epoch === 0 && version === VERSION.dtls10)) return 'E_DTLS_RECORD_VERSION';
  return undefined;
}

/** Writes everything of a record but its fragment. */
export function writeHeader(
  out: DataView,
  record: { readonly type: number; readonly epoch: number; readonly sequence: number; readonly length: number },
): void {
  out.setUint8(0, record.type);
  out.setUint16(1, VERSION.dtls12);
  out.setUint16(3, record.epoch);
  out.setUint16(5, Math.floor(record.sequence / 2 ** 32));
  out.setUint32(7, record.sequence % 2 ** 32);
  out.setUint16(11, record.length);
}
