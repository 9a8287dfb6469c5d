/** Which discarded packets end the connection they came on (RFC 6613 §2.6.4). */

import type { SallyportError } from '@sallyport/core';

/** The other side keeps to the protocol, and only asks at the wrong time or place; or it answers what is over. */
const HARMLESS: ReadonlySet<string> = new Set([
  'E_RADIUS_CODE',
  'E_RADIUS_IN_PROGRESS',
  'E_RADIUS_OVERLOADED',
  'E_RADIUS_STATUS_RATE',
  'E_RADIUS_UNEXPECTED_RESPONSE',
]);

export function endsConnection(error: SallyportError): boolean {
  return !HARMLESS.has(error.code);
}
