/** The request of MGMT_COMMISSIONER_GET, MGMT_ACTIVE_GET and MGMT_PENDING_GET: which TLVs are wanted (Thread 1.1.1 §8.7.3 to §8.7.5). */

import { TLVS } from '../tlv/table.ts';
import { BodyReader, BodyWriter, type OtherTlvs } from './body.ts';

export interface GetRequest extends OtherTlvs {
  /** Types of TLVs. Absent or empty: all. */
  readonly types?: readonly number[];
}

export function encodeGetRequest(request: GetRequest = {}): Uint8Array {
  return new BodyWriter().add(TLVS.get, request.types).bytes(request);
}

/** @throws E_THREAD_TLV_… */
export function decodeGetRequest(bytes: Uint8Array): GetRequest {
  const body = new BodyReader('MGMT_GET.req', bytes);
  const types = body.optional(TLVS.get);
  return { ...(types === undefined ? {} : { types }), ...body.rest() };
}

/** Whether a request wants this type. */
export function wants({ types = [] }: GetRequest, type: number): boolean {
  return types.length === 0 || types.includes(type);
}
