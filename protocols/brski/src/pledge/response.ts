/** Reading a registrar's answer without believing it (RFC 8995 §5.1, §5.6). */

import { fromUtf8, type SallyportError } from '@sallyport/core';
import { parseMediaType } from '@sallyport/http';
import { fail } from '../errors.ts';
import { VOUCHER_CMS_JSON } from '../media-types.ts';
import { headerOf, type UntrustedResponse } from './messages.ts';

/** @throws E_BRSKI_PLEDGE_RESPONSE when the answer is no voucher in CMS */
export function checkMediaType(response: UntrustedResponse): void {
  const type = parseMediaType(headerOf(response, 'content-type') ?? '')?.essence;
  if (type !== VOUCHER_CMS_JSON) throw fail('E_BRSKI_PLEDGE_RESPONSE', `the answer is not ${VOUCHER_CMS_JSON}`);
}

/** The error that an answer other than 200, 202 and 3xx stands for (RFC 8995 §5.3, §5.6). */
export function refusal(response: UntrustedResponse): SallyportError {
  const { status } = response;
  const reason = printable(response);
  const details = { status, ...(reason === '' ? {} : { reason }) };
  if (status >= 400 && status <= 599) {
    return fail('E_BRSKI_PLEDGE_REFUSED', `the registrar answered ${status}`, { details });
  }
  return fail('E_BRSKI_PLEDGE_RESPONSE', `the registrar answered ${status}, which has no meaning here`, { details });
}

const MAX_REASON_BYTES = 1024;
const MAX_REASON = 200;

/** The start of a plain text body, fit for a log: one line, no control or formatting characters. */
function printable(response: UntrustedResponse): string {
  const { body } = response;
  if (parseMediaType(headerOf(response, 'content-type') ?? '')?.essence !== 'text/plain') return '';
  if (body.length > MAX_REASON_BYTES) return '';
  try {
    return fromUtf8(body)
      .replace(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, ' ')
      .trim()
      .slice(0, MAX_REASON);
  } catch {
    // Not UTF-8, therefore no reason that anybody could read.
    return '';
  }
}
