/** Requests to a Join Server as other servers send them (TS002 §23): JSON, its octets in hexadecimal. */

import { fromHex, isJsonObject, type JsonObject, type JsonValue, parseJson } from '@sallyport/core';
import { fail } from '../errors.ts';
import type { ProtocolVersion } from './results.ts';

/** What every message has (TS002 §23.1). */
export interface Envelope {
  readonly protocolVersion: ProtocolVersion;
  readonly messageType: string;
  /** A NetID in lower-case hexadecimal, or an AS-ID as it is. */
  readonly senderId: string;
  /** A JoinEUI in lower-case hexadecimal. */
  readonly receiverId: string;
  readonly transactionId: number;
  /** Given back as the answer's ReceiverToken. */
  readonly senderToken: string | undefined;
  /** Version 1.1; given back as the answer's ReceiverNSID. */
  readonly senderNsId: string | undefined;
}

export interface JoinReq {
  readonly message: 'JoinReq' | 'RejoinReq';
  readonly macVersion: string;
  readonly phyPayload: Uint8Array;
  readonly devEui: string;
  readonly devAddr: string;
  readonly dlSettings: number;
  readonly rxDelay: number;
  readonly cfList: Uint8Array | undefined;
}

export interface AppSKeyReq {
  readonly message: 'AppSKeyReq';
  readonly devEui: string;
  /** Lower-case hexadecimal. */
  readonly sessionKeyId: string;
}

export interface HomeNsReq {
  readonly message: 'HomeNSReq';
  readonly devEui: string;
}

export type RequestBody = JoinReq | AppSKeyReq | HomeNsReq;

/** No message to a Join Server is near this. */
const LIMITS = { maxBytes: 16 * 1024, maxDepth: 8 } as const;
const MAX_TEXT = 256;
const MAX_OCTETS = 256;
const MAX_RX_DELAY = 15;

/** @throws E_JSON_TOO_LARGE, E_JSON_TOO_DEEP, E_JSON_SYNTAX, E_BYTES_UTF8, E_LORAWAN_MESSAGE when nobody could be answered */
export function readMessage(bytes: Uint8Array): JsonObject {
  const value = parseJson(bytes, LIMITS);
  if (!isJsonObject(value)) throw fail('E_LORAWAN_MESSAGE', 'a message is an object');
  return value;
}

/** @throws E_LORAWAN_MESSAGE, E_LORAWAN_PROTOCOL_VERSION */
export function readEnvelope(message: JsonObject): Envelope {
  const version = textIn(message, 'ProtocolVersion');
  const transactionId = message['TransactionID'];
  if (typeof transactionId !== 'number' || !Number.isInteger(transactionId) || !isUint32(transactionId)) {
    throw fail('E_LORAWAN_MESSAGE', 'TransactionID is no 32-bit number');
  }
  if (version !== '1.0' && version !== '1.1') {
    throw fail('E_LORAWAN_PROTOCOL_VERSION', 'a version of the Backend Interfaces that there is not');
  }
  return {
    protocolVersion: version,
    messageType: textIn(message, 'MessageType'),
    senderId: identifier(textIn(message, 'SenderID')),
    receiverId: identifier(textIn(message, 'ReceiverID')),
    transactionId,
    senderToken: optionalText(message, 'SenderToken'),
    senderNsId: optionalText(message, 'SenderNSID'),
  };
}

/** @throws E_LORAWAN_MESSAGE, E_LORAWAN_NOT_SERVED */
export function readBody({ messageType }: Envelope, message: JsonObject): RequestBody {
  switch (messageType) {
    case 'JoinReq':
    case 'RejoinReq':
      return readJoin(messageType, message);
    case 'AppSKeyReq':
      return { message: messageType, devEui: eui(message), sessionKeyId: octetText(message, 'SessionKeyID') };
    case 'HomeNSReq':
      return { message: messageType, devEui: eui(message) };
    default:
      throw /^[A-Za-z]{1,32}Req$/.test(messageType)
        ? fail('E_LORAWAN_NOT_SERVED', 'a Join Server does not answer this')
        : fail('E_LORAWAN_MESSAGE', 'not a request');
  }
}

function readJoin(type: JoinReq['message'], message: JsonObject): JoinReq {
  const rxDelay = message['RxDelay'];
  if (typeof rxDelay !== 'number' || !Number.isInteger(rxDelay) || rxDelay < 0 || rxDelay > MAX_RX_DELAY) {
    throw fail('E_LORAWAN_MESSAGE', 'RxDelay is no number from 0 to 15');
  }
  const cfList = optionalText(message, 'CFList');
  const list = cfList === undefined || cfList === '' ? undefined : octets(cfList, 'CFList');
  if (list !== undefined && list.length !== 16) throw fail('E_LORAWAN_MESSAGE', 'CFList has not 16 octets');
  const [dlSettings = 0] = octets(textIn(message, 'DLSettings'), 'DLSettings', 1);
  return {
    message: type,
    macVersion: textIn(message, 'MACVersion'),
    phyPayload: octets(textIn(message, 'PHYPayload'), 'PHYPayload'),
    devEui: eui(message),
    devAddr: octetText(message, 'DevAddr', 4),
    dlSettings,
    rxDelay,
    cfList: list,
  };
}

function eui(message: JsonObject): string {
  return octetText(message, 'DevEUI', 8);
}

function octetText(message: JsonObject, name: string, length?: number): string {
  return Buffer.from(octets(textIn(message, name), name, length)).toString('hex');
}

function octets(given: string, name: string, length?: number): Uint8Array {
  const bare = given.replace(/^0x/i, '');
  if (bare.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(bare) || bare.length > 2 * MAX_OCTETS) {
    throw fail('E_LORAWAN_MESSAGE', `${name} is not hexadecimal`);
  }
  if (length !== undefined && bare.length !== 2 * length) {
    throw fail('E_LORAWAN_MESSAGE', `${name} has not ${length} octets`);
  }
  return fromHex(bare);
}

/** NetIDs and EUIs in one form; an AS-ID is any text (TS002 §23.1). */
function identifier(given: string): string {
  const bare = given.replace(/^0x/i, '');
  return /^(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{16})$/.test(bare) ? bare.toLowerCase() : given;
}

function textIn(message: JsonObject, name: string): string {
  const value = optionalText(message, name);
  if (value === undefined) throw fail('E_LORAWAN_MESSAGE', `${name} is missing`);
  return value;
}

function optionalText(message: JsonObject, name: string): string | undefined {
  const value: JsonValue | undefined = Object.hasOwn(message, name) ? message[name] : undefined;
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string' || value.length > 2 * MAX_TEXT + 2) {
    throw fail('E_LORAWAN_MESSAGE', `${name} is no text, or a long one`);
  }
  return value;
}

function isUint32(value: number): boolean {
  return value >= 0 && value <= 0xffff_ffff;
}
