/** The two reports a pledge makes, and how little they tell an attacker (RFC 8995 §5.7, §5.9.4). */

import { JSON_TYPE } from '../media-types.ts';
import { PATHS } from '../paths.ts';
import { encodeStatus, STATUS_VERSION } from '../telemetry.ts';
import type { PledgeRequest } from './messages.ts';

/** @param reason required when the voucher was refused: see {@link publicReason} */
export function voucherStatusRequest(outcome: StatusOutcome): PledgeRequest {
  return statusRequest(PATHS.voucherStatus, outcome);
}

/**
 * The report on the enrolment. A success goes over a new TLS connection made with the new certificate; a failure over
 * the connection on which it happened (RFC 8995 §5.9.4).
 */
export function enrollStatusRequest(outcome: StatusOutcome): PledgeRequest {
  return statusRequest(PATHS.enrollStatus, outcome);
}

export type StatusOutcome = { readonly ok: true } | { readonly ok: false; readonly reason: string };

function statusRequest(path: string, outcome: StatusOutcome): PledgeRequest {
  return {
    method: 'POST',
    path,
    headers: { 'content-type': JSON_TYPE },
    body: encodeStatus({
      version: STATUS_VERSION,
      status: outcome.ok,
      ...(outcome.ok ? {} : { reason: outcome.reason }),
    }),
  };
}

/**
 * What a registrar that may be hostile is told about a refused voucher: only what it can read from the voucher
 * itself. Which signature, anchor, date or policy was at fault would say something of the device's insides.
 */
export function publicReason(code: string): string {
  switch (code) {
    case 'E_BRSKI_PLEDGE_NOT_THIS_DOMAIN':
      return 'the voucher pins no domain';
    case 'E_BRSKI_PLEDGE_PIN':
      return 'the voucher does not pin this registrar';
    case 'E_BRSKI_PLEDGE_SERIAL':
    case 'E_BRSKI_PLEDGE_ISSUER':
      return 'the voucher is for another device';
    case 'E_BRSKI_PLEDGE_NONCE':
      return 'the voucher answers another request';
    default:
      return 'the voucher was not accepted';
  }
}
