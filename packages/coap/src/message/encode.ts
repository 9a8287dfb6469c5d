/** Messages to bytes (RFC 7252 §3). */

import { fail } from '../errors.ts';
import { CODES } from './codes.ts';
import { type CoapMessage, type CoapOption, MESSAGE_TYPES, type MessageType, NOTHING } from './message.ts';

const MAX_OPTION_BYTES = 0xffff;

/**
 * Options may come in any order; those of one number keep theirs.
 * @throws E_COAP_ARGUMENT
 */
export function encodeMessage(message: CoapMessage): Uint8Array {
  const { type, code, messageId, token, payload } = message;
  check(message);
  const options = inOrder(message.options);
  const out = new Uint8Array(
    4 + token.length + optionsLength(options) + (payload.length === 0 ? 0 : 1 + payload.length),
  );
  out[0] = (1 << 6) | (MESSAGE_TYPES.indexOf(type) << 4) | token.length;
  out[1] = code;
  out[2] = messageId >> 8;
  out[3] = messageId & 0xff;
  out.set(token, 4);
  let at = 4 + token.length;
  let previous = 0;
  for (const { number, value } of options) {
    at = writeOption(out, at, number - previous, value);
    previous = number;
  }
  if (payload.length > 0) {
    out[at] = 0xff;
    out.set(payload, at + 1);
  }
  return out;
}

/** A message of four bytes: an Acknowledgement, a Reset, a ping (RFC 7252 §4.1). */
export function encodeEmpty(type: Exclude<MessageType, 'NON'>, messageId: number): Uint8Array {
  return encodeMessage({ type, code: CODES.EMPTY, messageId, token: NOTHING, options: [], payload: NOTHING });
}

/** @throws E_COAP_ARGUMENT for an option that cannot be written */
export function checkOptions(options: readonly CoapOption[]): void {
  for (const { number, value } of options) {
    if (!isUint(number, 0xffff)) throw fail('E_COAP_ARGUMENT', `${number} is no option number`);
    if (value.length > MAX_OPTION_BYTES) throw fail('E_COAP_ARGUMENT', `an option of ${value.length} bytes`);
  }
}

function check({ code, messageId, token, options, payload }: CoapMessage): void {
  if (!isUint(code, 0xff)) throw fail('E_COAP_ARGUMENT', `${code} is no code`);
  if (!isUint(messageId, 0xffff)) throw fail('E_COAP_ARGUMENT', `${messageId} is no message ID`);
  if (token.length > 8) throw fail('E_COAP_ARGUMENT', `a token of ${token.length} bytes`);
  if (code === CODES.EMPTY && token.length + options.length + payload.length > 0) {
    throw fail('E_COAP_ARGUMENT', 'an Empty message has nothing after its message ID');
  }
  checkOptions(options);
}

function inOrder(options: readonly CoapOption[]): readonly CoapOption[] {
  let previous = 0;
  for (const { number } of options) {
    if (number < previous) return options.toSorted((a, b) => a.number - b.number);
    previous = number;
  }
  return options;
}

function optionsLength(options: readonly CoapOption[]): number {
  let length = 0;
  let previous = 0;
  for (const { number, value } of options) {
    length += 1 + extensionLength(number - previous) + extensionLength(value.length) + value.length;
    previous = number;
  }
  return length;
}

function extensionLength(value: number): 0 | 1 | 2 {
  return value < 13 ? 0 : value < 269 ? 1 : 2;
}

function writeOption(out: Uint8Array, start: number, delta: number, value: Uint8Array): number {
  out[start] = (nibble(delta) << 4) | nibble(value.length);
  let at = writeExtension(out, start + 1, delta);
  at = writeExtension(out, at, value.length);
  out.set(value, at);
  return at + value.length;
}

function nibble(value: number): number {
  const length = extensionLength(value);
  return length === 0 ? value : 12 + length;
}

function writeExtension(out: Uint8Array, at: number, value: number): number {
  const length = extensionLength(value);
  if (length === 1) out[at] = value - 13;
  if (length === 2) {
    out[at] = (value - 269) >> 8;
    out[at + 1] = (value - 269) & 0xff;
  }
  return at + length;
}

function isUint(value: number, max: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= max;
}
