/** Asks for the role until somebody answers (COMM_PET_RETRY_COUNT, COMM_PET_RETRY_DELAY). */

import { isSallyportError, type Milliseconds, type SallyportError, SECOND, type Timer } from '@sallyport/core';
import { fail } from '../node/errors.ts';
import { readResponse } from '../node/responses.ts';
import { decodePetitionResponse, encodePetitionRequest } from '../tmf/petition.ts';
import type { CommissionerLink } from './link.ts';

const RETRIES = 2;
const RETRY_DELAY: Milliseconds = SECOND;

/**
 * Petitions as `commissionerId` and gives the session id.
 * @throws E_THREAD_PETITION_REJECTED, E_THREAD_RESPONSE, E_THREAD_TLV_…, E_COAP_…
 */
export async function petitionOver(
  link: CommissionerLink,
  commissionerId: string,
  timer: Timer,
  isWanted: () => boolean,
): Promise<number> {
  const payload = encodePetitionRequest({ commissionerId });
  for (let retries = RETRIES; ; retries--) {
    try {
      const {
        state,
        sessionId,
        commissionerId: holder,
      } = decodePetitionResponse(readResponse(await link.petition(payload)));
      if (state === 'accept' && sessionId !== undefined) return sessionId;
      throw rejected(holder);
    } catch (thrown) {
      if (retries === 0 || !isWanted() || !isSallyportError(thrown, 'E_COAP_TIMEOUT')) throw thrown;
    }
    await new Promise<void>((resolve) => {
      timer.after(RETRY_DELAY, resolve);
    });
  }
}

function rejected(holder: string | undefined): SallyportError {
  const who = holder === undefined ? 'nobody in particular' : JSON.stringify(holder);
  return fail('E_THREAD_PETITION_REJECTED', `the Leader refused the petition; the role is held by ${who}`);
}
