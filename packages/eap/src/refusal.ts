/** What a server of EAP-TLS that judges by its own rules needs to say no and to tell why. */

import { isSallyportError, type SallyportError } from '@sallyport/core';
import { encodePacket } from './packet/packet.ts';
import type { AlertName } from './tls/alerts.ts';
import type { Verdict } from './tls/judge.ts';

/** A judge's no for a reason of its own. @param alert what the peer is told, where TLS can tell it */
export function refusal(error: SallyportError, alert: AlertName = 'access_denied'): Verdict<never> {
  return { verdict: 'reject', reason: error.message, alert, cause: error };
}

/** What the judge said, without the frame that EAP puts around it. */
export function refusalOf(error: SallyportError): SallyportError {
  return error.code === 'E_EAP_TLS_REFUSED' && isSallyportError(error.cause) ? error.cause : error;
}

/** EAP-Failure in answer to a Response, as it came (RFC 3748 §4.2: with its identifier). */
export function failureTo(eap: Uint8Array): Uint8Array {
  return encodePacket({ code: 'failure', identifier: eap[1] ?? 0 });
}
