/** Result codes (TS002 §23.5), and which error becomes which: one table for both versions of the interfaces. */

import type { LorawanErrorCode } from '../errors.ts';

export type ProtocolVersion = '1.0' | '1.1';

interface Row {
  readonly '1.0': string;
  readonly '1.1': string;
}

const both = (code: string): Row => ({ '1.0': code, '1.1': code });

/** The device and its Network Server are told no more than this: reasons are for the log. */
export const RESULTS: Readonly<Record<LorawanErrorCode, Row>> = {
  E_LORAWAN_MESSAGE: { '1.0': 'MalformedRequest', '1.1': 'MalformedMessage' },
  E_LORAWAN_PROTOCOL_VERSION: both('InvalidProtocolVersion'),
  E_LORAWAN_NOT_SERVED: both('Other'),
  E_LORAWAN_MAC_VERSION: both('JoinReqFailed'),
  E_LORAWAN_SENDER: both('UnknownSender'),
  // Version 1.0 spells it so.
  E_LORAWAN_RECEIVER: { '1.0': 'UnkownReceiver', '1.1': 'UnknownReceiver' },
  E_LORAWAN_FRAME_SIZE: both('FrameSizeError'),
  E_LORAWAN_FRAME: { '1.0': 'MalformedRequest', '1.1': 'MalformedMessage' },
  E_LORAWAN_MIC: both('MICFailed'),
  E_LORAWAN_REPLAYED: { '1.0': 'JoinReqFailed', '1.1': 'FrameReplayed' },
  E_LORAWAN_NONCES_USED_UP: both('JoinReqFailed'),
  E_LORAWAN_UNKNOWN_DEVICE: both('UnknownDevEUI'),
  E_LORAWAN_JOIN_EUI: both('JoinReqFailed'),
  E_LORAWAN_OPT_NEG: both('JoinReqFailed'),
  E_LORAWAN_DENIED: both('JoinReqFailed'),
  E_LORAWAN_NO_SESSION: both('UnknownDevEUI'),
  E_LORAWAN_ARGUMENT: both('Other'),
  E_LORAWAN_STORE: both('JoinReqFailed'),
  E_LORAWAN_UNAUTHENTICATED: both('UnknownSender'),
  E_LORAWAN_HTTP: { '1.0': 'MalformedRequest', '1.1': 'MalformedMessage' },
};

export function resultOf(code: LorawanErrorCode, version: ProtocolVersion): string {
  return RESULTS[code][version];
}
