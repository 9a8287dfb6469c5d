/**
 * Keeping the Commissioner's session alive, and ending it: COMM_KA to the Border Agent, LEAD_KA to the Leader, of one form
 * (Thread 1.1.1 §8.7, §8.8). A request whose state is `reject` resigns.
 */

import type { State } from '../network/state.ts';
import { TLVS } from '../tlv/table.ts';
import { BodyReader, BodyWriter, type OtherTlvs } from './body.ts';

export interface KeepAliveRequest extends OtherTlvs {
  readonly state: State;
  readonly sessionId: number;
}

export function encodeKeepAliveRequest(request: KeepAliveRequest): Uint8Array {
  return new BodyWriter()
    .add(TLVS.state, request.state)
    .add(TLVS.commissionerSessionId, request.sessionId)
    .bytes(request);
}

/** @throws E_THREAD_TLV_… */
export function decodeKeepAliveRequest(bytes: Uint8Array): KeepAliveRequest {
  const body = new BodyReader('KA.req', bytes);
  return {
    state: body.required(TLVS.state),
    sessionId: body.required(TLVS.commissionerSessionId),
    ...body.rest(),
  };
}
