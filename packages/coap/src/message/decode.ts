/** Bytes to messages (RFC 7252 §3): strict, and bounded before anything is looked at. */

import type { SallyportError } from '@sallyport/core';
import { type CoapErrorCode, fail } from '../errors.ts';
import { CODES, isRequestCode, isResponseCode } from './codes.ts';
import {
  type CoapMessage,
  type CoapOption,
  DEFAULT_MESSAGE_LIMITS,
  MESSAGE_TYPES,
  type MessageLimits,
  type MessageType,
  NOTHING,
} from './message.ts';

const VERSION = 1;
const HEADER_BYTES = 4;
const MAX_TOKEN_BYTES = 8;
const PAYLOAD_MARKER = 0xff;
const MAX_OPTION_NUMBER = 0xffff;

export interface Header {
  readonly type: MessageType;
  readonly tokenLength: number;
  readonly code: number;
  readonly messageId: number;
}

/** @throws E_COAP_HEADER, E_COAP_VERSION */
export function decodeHeader(bytes: Uint8Array): Header {
  const [first, code, high, low] = bytes;
  if (first === undefined || code === undefined || high === undefined || low === undefined) {
    throw fail('E_COAP_HEADER', `a message has ${HEADER_BYTES} bytes or more, this one ${bytes.length}`);
  }
  if (first >> 6 !== VERSION) throw fail('E_COAP_VERSION', `version ${first >> 6} is not known`);
  const type = MESSAGE_TYPES[(first >> 4) & 3] ?? 'RST';
  return { type, tokenLength: first & 0x0f, code, messageId: (high << 8) | low };
}

/**
 * The message shares its memory with `bytes`.
 * @throws E_COAP_TOO_LARGE, E_COAP_HEADER, E_COAP_VERSION, E_COAP_TOKEN_LENGTH, E_COAP_TRUNCATED, E_COAP_OPTION_FORMAT,
 * E_COAP_TOO_MANY_OPTIONS, E_COAP_EMPTY_PAYLOAD, E_COAP_EMPTY_MESSAGE, E_COAP_CODE_CLASS, E_COAP_TYPE_CODE
 */
export function decodeMessage(bytes: Uint8Array, limits: MessageLimits = DEFAULT_MESSAGE_LIMITS): CoapMessage {
  if (bytes.length > limits.maxMessageBytes) {
    throw fail('E_COAP_TOO_LARGE', `a message of ${bytes.length} bytes is over the limit of ${limits.maxMessageBytes}`);
  }
  const header = decodeHeader(bytes);
  checkCode(header, bytes.length);
  const optionsAt = HEADER_BYTES + header.tokenLength;
  // RFC 7252 §3: lengths 9 to 15 are reserved, and a message format error.
  if (header.tokenLength > MAX_TOKEN_BYTES) {
    throw fail('E_COAP_TOKEN_LENGTH', `a token of ${header.tokenLength} bytes`);
  }
  if (optionsAt > bytes.length) throw truncated('the token', optionsAt, bytes.length);
  const { options, payload } = decodeBody(bytes, optionsAt, limits.maxOptions);
  const { type, code, messageId } = header;
  return { type, code, messageId, token: bytes.subarray(HEADER_BYTES, optionsAt), options, payload };
}

/** Which types go with which codes: RFC 7252 §4.3 table 1, §4.1, §4.2. */
function checkCode({ type, code, tokenLength }: Header, length: number): void {
  if (code === CODES.EMPTY) {
    if (tokenLength !== 0 || length > HEADER_BYTES) {
      throw fail('E_COAP_EMPTY_MESSAGE', `an Empty message of ${length} bytes`);
    }
    if (type === 'NON') throw fail('E_COAP_TYPE_CODE', 'a Non-confirmable message that is Empty');
    return;
  }
  const isRequest = isRequestCode(code);
  if (!isRequest && !isResponseCode(code)) throw fail('E_COAP_CODE_CLASS', `code class ${code >> 5} is reserved`);
  if (type === 'RST') throw fail('E_COAP_TYPE_CODE', 'a Reset message that is not Empty');
  if (type === 'ACK' && isRequest) throw fail('E_COAP_TYPE_CODE', 'a request in an Acknowledgement');
}

function decodeBody(bytes: Uint8Array, start: number, maxOptions: number): Pick<CoapMessage, 'options' | 'payload'> {
  const options: CoapOption[] = [];
  let at = start;
  let number = 0;
  while (at < bytes.length) {
    const first = bytes[at] ?? 0;
    if (first === PAYLOAD_MARKER) {
      if (at + 1 === bytes.length) throw fail('E_COAP_EMPTY_PAYLOAD', 'a payload marker and no payload');
      return { options, payload: bytes.subarray(at + 1) };
    }
    const delta = extended(bytes, at + 1, first >> 4);
    const length = extended(bytes, delta.next, first & 0x0f);
    number += delta.value;
    if (number > MAX_OPTION_NUMBER) throw fail('E_COAP_OPTION_FORMAT', `option number ${number} at offset ${at}`);
    const end = length.next + length.value;
    if (end > bytes.length) throw truncated(`the option at offset ${at}`, end, bytes.length);
    if (options.length === maxOptions) throw fail('E_COAP_TOO_MANY_OPTIONS', `more than ${maxOptions} options`);
    options.push({ number, value: bytes.subarray(length.next, end) });
    at = end;
  }
  return { options, payload: NOTHING };
}

/** Option delta and length with their extensions of one and two bytes (RFC 7252 §3.1). */
function extended(bytes: Uint8Array, at: number, nibble: number): { readonly value: number; readonly next: number } {
  if (nibble < 13) return { value: nibble, next: at };
  if (nibble === 15) throw fail('E_COAP_OPTION_FORMAT', `the reserved value 15 before offset ${at}`);
  const [high, low] = bytes.subarray(at, at + nibble - 12);
  if (high === undefined) throw truncated('an option', at + 1, bytes.length);
  if (nibble === 13) return { value: high + 13, next: at + 1 };
  if (low === undefined) throw truncated('an option', at + 2, bytes.length);
  return { value: ((high << 8) | low) + 269, next: at + 2 };
}

function truncated(what: string, need: number, have: number): SallyportError<CoapErrorCode> {
  return fail('E_COAP_TRUNCATED', `${what} ends at ${need}, the message at ${have}`);
}
