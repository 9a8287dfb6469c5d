/** What the answers to TMF requests say. */

import { CODES, type CoapResponse } from '@sallyport/coap';
import type { State } from '../network/state.ts';
import { decodeStateResponse } from '../tmf/state-response.ts';
import { fail } from './errors.ts';

/**
 * The payload of a 2.04 response: every TMF request that succeeds is answered so.
 * @throws E_THREAD_RESPONSE
 */
export function readResponse({ code, payload }: CoapResponse): Uint8Array {
  if (code === CODES.CHANGED) return payload;
  const name = `${code >> 5}.${String(code & 0x1f).padStart(2, '0')}`;
  throw fail('E_THREAD_RESPONSE', `the request was answered with ${name}`, { details: { code } });
}

/**
 * The State TLV of a response.
 * @throws E_THREAD_RESPONSE, E_THREAD_TLV_…
 */
export function readState(response: CoapResponse): State {
  return decodeStateResponse(readResponse(response)).state;
}

/**
 * For requests that change something: returns when the state is Accept.
 * @throws E_THREAD_MANAGEMENT_REJECTED, E_THREAD_RESPONSE, E_THREAD_TLV_…
 */
export function requireAccepted(response: CoapResponse, what: string): void {
  const state = readState(response);
  if (state !== 'accept') throw fail('E_THREAD_MANAGEMENT_REJECTED', `the Leader refused ${what}`);
}
