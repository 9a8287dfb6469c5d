/** TLVs of TEAP (RFC 9930 §4.2): the table, and their form. */

import { concat } from '@sallyport/core';
import { fail } from '../errors.ts';

interface TlvDefinition {
  readonly type: number;
  /** For people, as the specification spells it. */
  readonly name: string;
  /** How it is marked when sent. */
  readonly isMandatory: boolean;
  /** At most one in a message (§4.3.2). */
  readonly isSingle: boolean;
  /** Least and most bytes of the value. */
  readonly length: readonly [least: number, most: number];
}

const ANY = 0xffff;

export const TLVS = {
  authorityId: { type: 1, name: 'Authority-ID', isMandatory: false, isSingle: true, length: [0, ANY] },
  identityType: { type: 2, name: 'Identity-Type', isMandatory: true, isSingle: true, length: [2, 2] },
  result: { type: 3, name: 'Result', isMandatory: true, isSingle: true, length: [2, 2] },
  nak: { type: 4, name: 'NAK', isMandatory: true, isSingle: false, length: [6, ANY] },
  error: { type: 5, name: 'Error', isMandatory: true, isSingle: false, length: [4, 4] },
  channelBinding: { type: 6, name: 'Channel-Binding', isMandatory: false, isSingle: true, length: [0, ANY] },
  vendorSpecific: { type: 7, name: 'Vendor-Specific', isMandatory: false, isSingle: false, length: [4, ANY] },
  requestAction: { type: 8, name: 'Request-Action', isMandatory: true, isSingle: false, length: [2, ANY] },
  eapPayload: { type: 9, name: 'EAP-Payload', isMandatory: true, isSingle: true, length: [4, ANY] },
  intermediateResult: { type: 10, name: 'Intermediate-Result', isMandatory: true, isSingle: true, length: [2, ANY] },
  cryptoBinding: { type: 12, name: 'Crypto-Binding', isMandatory: true, isSingle: true, length: [76, 76] },
  basicPasswordAuthRequest: {
    type: 13,
    name: 'Basic-Password-Auth-Req',
    isMandatory: true,
    isSingle: true,
    length: [0, ANY],
  },
  basicPasswordAuthResponse: {
    type: 14,
    name: 'Basic-Password-Auth-Resp',
    isMandatory: true,
    isSingle: true,
    length: [2, ANY],
  },
  pkcs7: { type: 15, name: 'PKCS#7', isMandatory: false, isSingle: true, length: [0, ANY] },
  pkcs10: { type: 16, name: 'PKCS#10', isMandatory: false, isSingle: true, length: [0, ANY] },
  trustedServerRoot: { type: 17, name: 'Trusted-Server-Root', isMandatory: false, isSingle: true, length: [2, ANY] },
  csrAttributes: { type: 18, name: 'CSR-Attributes', isMandatory: false, isSingle: true, length: [2, ANY] },
  identityHint: { type: 19, name: 'Identity-Hint', isMandatory: false, isSingle: false, length: [0, ANY] },
} as const satisfies Readonly<Record<string, TlvDefinition>>;

export type TlvName = keyof typeof TLVS;

const BY_TYPE = new Map<number, TlvDefinition>(Object.values(TLVS).map((row) => [row.type, row]));

export interface Tlv {
  /** 14 bits. */
  readonly type: number;
  readonly isMandatory: boolean;
  readonly value: Uint8Array;
}

const HEADER = 4;
const MANDATORY = 0x8000;
const TYPE = 0x3fff;
/** TLVs of one message. */
const MAX_TLVS = 64;

/** `Crypto-Binding`, or the number of a type that has no name here. */
export function tlvName(type: number): string {
  return BY_TYPE.get(type)?.name ?? `${type}`;
}

/** Whether the table has the type. */
export function isKnownTlv(type: number): boolean {
  return BY_TYPE.has(type);
}

export function makeTlv(name: TlvName, value: Uint8Array): Tlv {
  const { type, isMandatory } = TLVS[name];
  return { type, isMandatory, value };
}

/**
 * Reads the TLVs of one message. Types that are not known are kept. The reserved bit is passed over.
 * @throws E_EAP_TEAP_TLV, E_EAP_TEAP_TLV_COUNT, E_EAP_TEAP_TLV_REPEATED
 */
export function decodeTlvs(bytes: Uint8Array): readonly Tlv[] {
  const tlvs: Tlv[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < bytes.length; ) {
    if (at + HEADER > bytes.length) throw fail('E_EAP_TEAP_TLV', `half a TLV at ${at}`);
    if (tlvs.length === MAX_TLVS) throw fail('E_EAP_TEAP_TLV_COUNT', `more than ${MAX_TLVS} TLVs`);
    const head = view.getUint16(at);
    const length = view.getUint16(at + 2);
    const type = head & TYPE;
    const end = at + HEADER + length;
    if (end > bytes.length) throw fail('E_EAP_TEAP_TLV', `${tlvName(type)} at ${at} is cut off`);
    checkTlv(type, length, tlvs);
    tlvs.push({ type, isMandatory: (head & MANDATORY) !== 0, value: bytes.slice(at + HEADER, end) });
    at = end;
  }
  return tlvs;
}

function checkTlv(type: number, length: number, before: readonly Tlv[]): void {
  const row = BY_TYPE.get(type);
  if (row === undefined) return;
  const [least, most] = row.length;
  if (length < least || length > most) throw fail('E_EAP_TEAP_TLV', `${row.name} of ${length} bytes`);
  if (row.isSingle && before.some((each) => each.type === type)) {
    throw fail('E_EAP_TEAP_TLV_REPEATED', `${row.name} twice in a message`);
  }
}

/** @throws E_EAP_ARGUMENT when a value has no room in its length */
export function encodeTlvs(tlvs: readonly Tlv[]): Uint8Array {
  return concat(...tlvs.map(encodeTlv));
}

export function encodeTlv({ type, isMandatory, value }: Tlv): Uint8Array {
  if (value.length > ANY) throw fail('E_EAP_ARGUMENT', `${tlvName(type)} of ${value.length} bytes`);
  const header = new Uint8Array(HEADER);
  const view = new DataView(header.buffer);
  view.setUint16(0, (isMandatory ? MANDATORY : 0) | type);
  view.setUint16(2, value.length);
  return concat(header, value);
}

export function findTlv(tlvs: readonly Tlv[], name: TlvName): Tlv | undefined {
  return tlvs.find(({ type }) => type === TLVS[name].type);
}
