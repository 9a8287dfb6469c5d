/**
 * JOIN_FIN.req: the joiner, authenticated by its PSKd, says what it is and waits for accept or reject (Thread 1.1.1 §8.4.4). The
 * answer is a State TLV, and may end with TLVs of the Commissioner's vendor.
 */

import type { State } from '../network/state.ts';
import type { VendorStackVersion } from '../network/vendor-stack-version.ts';
import { TLVS } from '../tlv/table.ts';
import { BodyReader, BodyWriter, type OtherTlvs } from './body.ts';

export interface JoinFinalizeRequest extends OtherTlvs {
  readonly state: State;
  readonly vendorName: string;
  readonly vendorModel: string;
  readonly vendorSwVersion: string;
  readonly vendorStackVersion: VendorStackVersion;
  /** The vendor's own, at most 64 bytes. */
  readonly vendorData?: Uint8Array;
  /** The joiner wants to be commissioned by the application at this URL, and no other. */
  readonly provisioningUrl?: string;
}

export function encodeJoinFinalizeRequest(request: JoinFinalizeRequest): Uint8Array {
  return new BodyWriter()
    .add(TLVS.state, request.state)
    .add(TLVS.vendorName, request.vendorName)
    .add(TLVS.vendorModel, request.vendorModel)
    .add(TLVS.vendorSwVersion, request.vendorSwVersion)
    .add(TLVS.vendorStackVersion, request.vendorStackVersion)
    .add(TLVS.vendorData, request.vendorData)
    .add(TLVS.provisioningUrl, request.provisioningUrl)
    .bytes(request);
}

/** @throws E_THREAD_TLV_… */
export function decodeJoinFinalizeRequest(bytes: Uint8Array): JoinFinalizeRequest {
  const body = new BodyReader('JOIN_FIN.req', bytes);
  const vendorData = body.optional(TLVS.vendorData);
  const provisioningUrl = body.optional(TLVS.provisioningUrl);
  return {
    state: body.required(TLVS.state),
    vendorName: body.required(TLVS.vendorName),
    vendorModel: body.required(TLVS.vendorModel),
    vendorSwVersion: body.required(TLVS.vendorSwVersion),
    vendorStackVersion: body.required(TLVS.vendorStackVersion),
    ...(vendorData === undefined ? {} : { vendorData }),
    ...(provisioningUrl === undefined ? {} : { provisioningUrl }),
    ...body.rest(),
  };
}
