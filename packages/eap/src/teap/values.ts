/** What is in the TLVs that steer TEAP (RFC 9930 §4.2). */

import { concat } from '@sallyport/core';
import { fail } from '../errors.ts';
import { decodeTlvs, encodeTlvs, makeTlv, type Tlv } from './tlvs.ts';

export type Status = 'success' | 'failure';

const STATUSES = new Map<number, Status>([
  [1, 'success'],
  [2, 'failure'],
]);
const STATUS_CODES = { success: 1, failure: 2 } as const;

const IDENTITY_TYPES = { user: 1, machine: 2 } as const;
export type IdentityType = keyof typeof IDENTITY_TYPES;

/** Codes of the Error TLV that this side sends (§4.2.6); others are handed on by their number. */
export const TEAP_ERRORS = {
  innerMethodError: 1001,
  unspecifiedAuthenticationFailure: 1003,
  unspecifiedAuthorizationFailure: 1004,
  clientCertificateNotSupplied: 1019,
  clientCertificateRejected: 1020,
  badCertificateSigningRequest: 1025,
  internalCaError: 1026,
  generalPkiError: 1027,
  innerMethodNotSupported: 1032,
  tunnelCompromise: 2001,
  unexpectedTlvs: 2002,
} as const satisfies Readonly<Record<string, number>>;

export type TeapErrorName = keyof typeof TEAP_ERRORS;

export function resultTlv(status: Status): Tlv {
  return makeTlv('result', uint16(STATUS_CODES[status]));
}

export function intermediateResultTlv(status: Status): Tlv {
  return makeTlv('intermediateResult', uint16(STATUS_CODES[status]));
}

/** Of Result and Intermediate-Result. @throws E_EAP_TEAP_TLV_UNEXPECTED for what is no status (§4.2.4) */
export function readStatus({ value }: Tlv): Status {
  const code = readUint16(value);
  const status = STATUSES.get(code);
  if (status === undefined) throw fail('E_EAP_TEAP_TLV_UNEXPECTED', `status ${code}`);
  return status;
}

export function errorTlv(name: TeapErrorName): Tlv {
  return makeTlv('error', uint32(TEAP_ERRORS[name]));
}

export function readError({ value }: Tlv): number {
  return new DataView(value.buffer, value.byteOffset, value.byteLength).getUint32(0);
}

export function identityTypeTlv(type: IdentityType): Tlv {
  return makeTlv('identityType', uint16(IDENTITY_TYPES[type]));
}

/** Undefined for a type that is not known (§4.2.3). */
export function readIdentityType({ value }: Tlv): IdentityType | undefined {
  const code = readUint16(value);
  if (code === IDENTITY_TYPES.user) return 'user';
  return code === IDENTITY_TYPES.machine ? 'machine' : undefined;
}

/** A type of no vendor that is not supported (§4.2.5). */
export function nakTlv(type: number): Tlv {
  return makeTlv('nak', concat(uint32(0), uint16(type)));
}

/** The EAP packet, and what TLVs were given with it (§4.2.10). @throws E_EAP_TEAP_TLV */
export function readEapPayload({ value }: Tlv): { readonly eap: Uint8Array; readonly tlvs: readonly Tlv[] } {
  const length = readUint16(value.subarray(2));
  if (length < 4 || length > value.length) throw fail('E_EAP_TEAP_TLV', 'an EAP packet that is cut off');
  return { eap: value.slice(0, length), tlvs: decodeTlvs(value.subarray(length)) };
}

export function eapPayloadTlv(eap: Uint8Array): Tlv {
  return makeTlv('eapPayload', eap);
}

const ACTIONS = { processTlv: 1, negotiateEap: 2 } as const;

/** A wish for something to be done first (§4.2.9). */
export interface RequestAction {
  /** What comes if it is not done. */
  readonly status: Status;
  readonly action: keyof typeof ACTIONS;
  readonly tlvs: readonly Tlv[];
}

export function requestActionTlv({ status, action, tlvs }: RequestAction): Tlv {
  const head = Uint8Array.of(STATUS_CODES[status], ACTIONS[action]);
  return makeTlv('requestAction', concat(head, encodeTlvs(tlvs)));
}

/** @throws E_EAP_TEAP_TLV, E_EAP_TEAP_TLV_UNEXPECTED */
export function readRequestAction({ value }: Tlv): RequestAction {
  const [statusCode = 0, actionCode = 0] = value;
  const status = STATUSES.get(statusCode);
  if (status === undefined) throw fail('E_EAP_TEAP_TLV_UNEXPECTED', `status ${statusCode}`);
  if (actionCode !== ACTIONS.processTlv && actionCode !== ACTIONS.negotiateEap) {
    throw fail('E_EAP_TEAP_TLV_UNEXPECTED', `action ${actionCode}`);
  }
  const action = actionCode === ACTIONS.processTlv ? 'processTlv' : 'negotiateEap';
  return { status, action, tlvs: decodeTlvs(value.subarray(2)) };
}

/** PKCS#7 server certificate root, the one format there is (§4.2.18). */
const ROOT_FORMAT = 1;

/** Asks for the roots without a body, and gives them in a PKCS#7 TLV. */
export function trustedServerRootTlv(pkcs7?: Uint8Array): Tlv {
  const inner = pkcs7 === undefined ? [] : [makeTlv('pkcs7', pkcs7)];
  return makeTlv('trustedServerRoot', concat(uint16(ROOT_FORMAT), encodeTlvs(inner)));
}

/** The TLVs inside; undefined for another format, which is passed over. @throws E_EAP_TEAP_TLV */
export function readTrustedServerRoot({ value }: Tlv): readonly Tlv[] | undefined {
  return readUint16(value) === ROOT_FORMAT ? decodeTlvs(value.subarray(2)) : undefined;
}

export function uint16(value: number): Uint8Array {
  return Uint8Array.of((value >> 8) & 0xff, value & 0xff);
}

function uint32(value: number): Uint8Array {
  return concat(uint16(value >>> 16), uint16(value));
}

function readUint16([high = 0, low = 0]: Uint8Array): number {
  return (high << 8) | low;
}
