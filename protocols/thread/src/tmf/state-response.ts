/** The answer that is a State TLV: to keep-alives, to every MGMT_…_SET, to JOIN_FIN (Thread 1.1.1 §8.10). */

import type { State } from '../network/state.ts';
import { TLVS } from '../tlv/table.ts';
import { BodyReader, BodyWriter, type OtherTlvs } from './body.ts';

export interface StateResponse extends OtherTlvs {
  readonly state: State;
}

export function encodeStateResponse(response: StateResponse): Uint8Array {
  return new BodyWriter().add(TLVS.state, response.state).bytes(response);
}

/** @throws E_THREAD_TLV_… */
export function decodeStateResponse(bytes: Uint8Array): StateResponse {
  const body = new BodyReader('rsp', bytes);
  return { state: body.required(TLVS.state), ...body.rest() };
}
