/** What holds for the TLVs of every message of phase 2, on both sides (RFC 9930 §4.2, §4.3). */

import { fail } from '../errors.ts';
import { findTlv, isKnownTlv, TLVS, type Tlv, tlvName } from './tlvs.ts';
import { nakTlv } from './values.ts';

/** In the table, and not supported here: passwords have no place in this house. */
const UNSUPPORTED = new Set<number>([TLVS.basicPasswordAuthRequest.type, TLVS.basicPasswordAuthResponse.type]);

/** The PAC of RFC 7170, which RFC 9930 §4.2.12 has no more. */
const PAC = 11;

/** Those that steer TEAP itself; exchanges do not see them. */
const STEERING = new Set<number>(
  [
    TLVS.result,
    TLVS.nak,
    TLVS.error,
    TLVS.eapPayload,
    TLVS.intermediateResult,
    TLVS.cryptoBinding,
    TLVS.identityType,
    TLVS.identityHint,
  ].map(({ type }) => type),
);

/**
 * NAKs for TLVs that must be understood and are not. All other TLVs of the message are then passed over.
 * @throws E_EAP_TEAP_TLV_UNEXPECTED for a PAC; E_EAP_TEAP_TLV_UNSUPPORTED when the message has a Result, to which no NAK may
 * be the answer (§4.2.5)
 */
export function naksFor(tlvs: readonly Tlv[], supports: readonly number[]): readonly Tlv[] {
  if (tlvs.some(({ type }) => type === PAC)) throw fail('E_EAP_TEAP_TLV_UNEXPECTED', 'a PAC');
  const strange = tlvs.filter(
    ({ type, isMandatory }) => isMandatory && !supports.includes(type) && (!isKnownTlv(type) || UNSUPPORTED.has(type)),
  );
  const [first] = strange;
  if (first !== undefined && findTlv(tlvs, 'result') !== undefined) {
    throw fail('E_EAP_TEAP_TLV_UNSUPPORTED', `${tlvName(first.type)} with a Result`);
  }
  return strange.map(({ type }) => nakTlv(type));
}

/** What an exchange gets to see. */
export function forExchange(tlvs: readonly Tlv[]): readonly Tlv[] {
  return tlvs.filter(({ type }) => !STEERING.has(type));
}
