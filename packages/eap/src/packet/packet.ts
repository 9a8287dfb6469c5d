/** EAP packets (RFC 3748 §4). */

import { fail } from '../errors.ts';
import { type EapType, EXPANDED, isLegacy } from './types.ts';

const CODES = { request: 1, response: 2, success: 3, failure: 4 } as const;
const NAMES = new Map<number, keyof typeof CODES>([
  [CODES.request, 'request'],
  [CODES.response, 'response'],
  [CODES.success, 'success'],
  [CODES.failure, 'failure'],
]);

export interface EapMessage {
  readonly code: 'request' | 'response';
  readonly identifier: number;
  readonly type: EapType;
  /** The expanded form of a type is used on the wire. It matters to a Nak alone (RFC 3748 §5.3). */
  readonly expanded: boolean;
  /** Type-Data. */
  readonly data: Uint8Array;
}

export interface EapResult {
  readonly code: 'success' | 'failure';
  readonly identifier: number;
}

export type EapPacket = EapMessage | EapResult;

const HEADER = 4;
const LEGACY_HEADER = HEADER + 1;
const EXPANDED_HEADER = HEADER + 8;

/** What RADIUS can carry in one packet (RFC 3579 §3.1). */
export const MAX_PACKET = 4096;

/**
 * Reads one packet. Bytes after its Length are padding of the link and are passed over (RFC 3748 §4.1).
 * @throws E_EAP_HEADER, E_EAP_CODE, E_EAP_LENGTH, E_EAP_TOO_LARGE, E_EAP_NO_TYPE, E_EAP_RESULT_LENGTH, E_EAP_EXPANDED
 */
export function decodePacket(bytes: Uint8Array): EapPacket {
  const [codeByte, identifier, high, low] = bytes;
  if (codeByte === undefined || identifier === undefined || high === undefined || low === undefined) {
    throw fail('E_EAP_HEADER', `${bytes.length} bytes are no EAP packet`);
  }
  const code = NAMES.get(codeByte);
  if (code === undefined) throw fail('E_EAP_CODE', `code ${codeByte}`);
  const length = (high << 8) | low;
  if (length < HEADER || length > bytes.length) {
    throw fail('E_EAP_LENGTH', `Length ${length} in a packet of ${bytes.length} bytes`);
  }
  if (length > MAX_PACKET) throw fail('E_EAP_TOO_LARGE', `a packet of ${length} bytes`);
  if (code === 'success' || code === 'failure') {
    if (length !== HEADER) throw fail('E_EAP_RESULT_LENGTH', `${code} with ${length - HEADER} bytes of data`);
    return { code, identifier };
  }
  return { code, identifier, ...readType(bytes.subarray(HEADER, length)) };
}

function readType(body: Uint8Array): Pick<EapMessage, 'type' | 'expanded' | 'data'> {
  const [type] = body;
  if (type === undefined) throw fail('E_EAP_NO_TYPE', 'no Type');
  if (type !== EXPANDED) return { type: { vendor: 0, type }, expanded: false, data: body.subarray(1) };
  const expanded = readExpanded(body);
  if (expanded === undefined) throw fail('E_EAP_EXPANDED', `an expanded type of ${body.length} bytes`);
  return { type: expanded, expanded: true, data: body.subarray(8) };
}

/** The eight bytes of an expanded type, its first byte included. */
export function readExpanded(bytes: Uint8Array): EapType | undefined {
  if (bytes.length < 8) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { vendor: view.getUint32(0) & 0xff_ffff, type: view.getUint32(4) };
}

export function writeExpanded({ vendor, type }: EapType): Uint8Array {
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, EXPANDED * 0x100_0000 + vendor);
  view.setUint32(4, type);
  return bytes;
}

/** @throws E_EAP_ARGUMENT when a number has no room in its field, E_EAP_TOO_LARGE */
export function encodePacket(packet: EapPacket): Uint8Array {
  requireUint('identifier', packet.identifier, 0xff);
  if (!('type' in packet)) {
    return Uint8Array.of(CODES[packet.code], packet.identifier, 0, HEADER);
  }
  requireUint('vendor', packet.type.vendor, 0xff_ffff);
  requireUint('type', packet.type.type, 0xffff_ffff);
  if (!packet.expanded && !isLegacy(packet.type)) {
    throw fail('E_EAP_ARGUMENT', 'a type of a vendor needs the expanded form');
  }
  const start = packet.expanded ? EXPANDED_HEADER : LEGACY_HEADER;
  const length = start + packet.data.length;
  if (length > MAX_PACKET) throw fail('E_EAP_TOO_LARGE', `a packet of ${length} bytes`);
  const bytes = new Uint8Array(length);
  bytes.set([CODES[packet.code], packet.identifier, length >> 8, length & 0xff, packet.type.type]);
  if (packet.expanded) bytes.set(writeExpanded(packet.type), HEADER);
  bytes.set(packet.data, start);
  return bytes;
}

function requireUint(name: string, value: number, max: number): void {
  if (!Number.isInteger(value) || value < 0 || value > max) throw fail('E_EAP_ARGUMENT', `${name} ${value}`);
}
