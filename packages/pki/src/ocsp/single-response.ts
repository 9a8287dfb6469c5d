/** SingleResponse (RFC 6960 §4.2.1): what is known of one certificate, and for how long. */

import { contextConstructed, contextPrimitive, type DerReader, der, TAG } from '@sallyport/der';
import { type Extension, encodeExtensions } from '../extensions.ts';
import { type RevocationReason, revocationReasonCode, revocationReasonOf } from '../revocation-reason.ts';
import { CertificateId } from './certificate-id.ts';
import { fail } from './errors.ts';
import { readOptionalExtensions } from './extensions.ts';

export type CertificateStatus =
  | { readonly status: 'good' }
  | { readonly status: 'revoked'; readonly at: Date; readonly reason?: RevocationReason }
  | { readonly status: 'unknown' };

export interface SingleResponse {
  readonly certificateId: CertificateId;
  readonly status: CertificateStatus;
  /** When the status was known to be right. */
  readonly thisUpdate: Date;
  /** When newer information will be there at the latest; absent when it always is. */
  readonly nextUpdate: Date | undefined;
  readonly extensions: readonly Extension[];
}

const GOOD = contextPrimitive(0);
const REVOKED = contextConstructed(1);
const UNKNOWN = contextPrimitive(2);

/** @throws E_OCSP_RESPONSE, E_DER_…, E_PKI_… */
export function readSingleResponse(reader: DerReader): SingleResponse {
  const fields = reader.sequence();
  const certificateId = CertificateId.read(fields);
  const status = readStatus(fields);
  const thisUpdate = readGeneralizedTime(fields);
  const next = fields.optionalContext(0);
  const nextUpdate = next === undefined ? undefined : readGeneralizedTime(next);
  next?.finish();
  const extensions = readOptionalExtensions(fields, 1);
  fields.finish();
  return { certificateId, status, thisUpdate, nextUpdate, extensions };
}

function readStatus(fields: DerReader): CertificateStatus {
  const tag = fields.nextTag;
  if (tag === GOOD || tag === UNKNOWN) {
    if (fields.any().content.length > 0) throw fail('E_OCSP_RESPONSE', 'a status with content');
    return { status: tag === GOOD ? 'good' : 'unknown' };
  }
  if (tag !== REVOKED) throw fail('E_OCSP_RESPONSE', 'a certificate status that is none');
  const info = fields.constructed(REVOKED);
  const at = readGeneralizedTime(info);
  const field = info.optionalContext(0);
  if (field === undefined) {
    info.finish();
    return { status: 'revoked', at };
  }
  const reason = revocationReasonOf(field.smallInteger(TAG.ENUMERATED));
  if (reason === undefined) throw fail('E_OCSP_RESPONSE', 'a reason that is none');
  field.finish();
  info.finish();
  return { status: 'revoked', at, reason };
}

/** RFC 6960 §4.2.2.1: GeneralizedTime only, in the form of RFC 5280 §4.1.2.5.2. */
export function readGeneralizedTime(fields: DerReader): Date {
  if (!fields.at(TAG.GENERALIZED_TIME)) throw fail('E_OCSP_RESPONSE', 'a time that is no GeneralizedTime');
  return fields.time();
}

/** Encodes one; fractions of seconds in the dates are dropped. */
export function encodeSingleResponse(single: Omit<SingleResponse, 'extensions'> & Partial<SingleResponse>): Uint8Array {
  const { certificateId, status, thisUpdate, nextUpdate, extensions = [] } = single;
  return der.sequence(
    certificateId.der,
    encodeStatus(status),
    der.generalizedTime(thisUpdate),
    ...(nextUpdate === undefined ? [] : [der.context(0, der.generalizedTime(nextUpdate))]),
    ...(extensions.length === 0 ? [] : [der.context(1, encodeExtensions(extensions))]),
  );
}

function encodeStatus(status: CertificateStatus): Uint8Array {
  switch (status.status) {
    case 'good':
      return der.value(GOOD);
    case 'unknown':
      return der.value(UNKNOWN);
    case 'revoked': {
      // As in a CRL, unspecified is said by saying nothing (RFC 5280 §5.3.1).
      const reason = status.reason === undefined || status.reason === 'unspecified' ? undefined : status.reason;
      const field =
        reason === undefined ? [] : [der.context(0, der.integer(revocationReasonCode(reason), TAG.ENUMERATED))];
      return der.context(1, der.generalizedTime(status.at), ...field);
    }
  }
}
