/**
 * Petitioning: COMM_PET from a candidate to its Border Agent, LEAD_PET from there to the Leader, of one form (Thread 1.1.1 §8.7, §8.8).
 */

import type { State } from '../network/state.ts';
import { TLVS } from '../tlv/table.ts';
import { BodyReader, BodyWriter, type OtherTlvs } from './body.ts';

export interface PetitionRequest extends OtherTlvs {
  /** Who wants to be the Commissioner, for people; at most 64 bytes. */
  readonly commissionerId: string;
}

export interface PetitionResponse extends OtherTlvs {
  readonly state: State;
  /** Who is the Commissioner: on reject the one that is in the way. */
  readonly commissionerId?: string;
  /** On accept. */
  readonly sessionId?: number;
}

export function encodePetitionRequest(request: PetitionRequest): Uint8Array {
  return new BodyWriter().add(TLVS.commissionerId, request.commissionerId).bytes(request);
}

/** @throws E_THREAD_TLV_… */
export function decodePetitionRequest(bytes: Uint8Array): PetitionRequest {
  const body = new BodyReader('PET.req', bytes);
  return { commissionerId: body.required(TLVS.commissionerId), ...body.rest() };
}

export function encodePetitionResponse(response: PetitionResponse): Uint8Array {
  return new BodyWriter()
    .add(TLVS.state, response.state)
    .add(TLVS.commissionerId, response.commissionerId)
    .add(TLVS.commissionerSessionId, response.sessionId)
    .bytes(response);
}

/**
 * An accept has a session id.
 * @throws E_THREAD_TLV_…
 */
export function decodePetitionResponse(bytes: Uint8Array): PetitionResponse {
  const body = new BodyReader('PET.rsp', bytes);
  const state = body.required(TLVS.state);
  const commissionerId = body.optional(TLVS.commissionerId);
  const sessionId =
    state === 'accept' ? body.required(TLVS.commissionerSessionId) : body.optional(TLVS.commissionerSessionId);
  return {
    state,
    ...(commissionerId === undefined ? {} : { commissionerId }),
    ...(sessionId === undefined ? {} : { sessionId }),
    ...body.rest(),
  };
}
