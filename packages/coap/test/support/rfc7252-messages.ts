/**
 * Messages that RFC 7252 shows in its appendix A, figures 16 to 19 (the bytes of 16 and 17 are drawn there; those of the others follow
 * from the fields that are named). Facts of the specification.
 */

import type { CoapMessage } from '@sallyport/coap';
import { fromHex, utf8 } from '@sallyport/core';

const NOTHING = new Uint8Array(0);
const TEMPERATURE = [{ number: 11, value: utf8('temperature') }];
const READING = utf8('22.3 C');

export interface Example {
  readonly figure: string;
  readonly bytes: Uint8Array;
  readonly message: CoapMessage;
}

const example = (figure: string, hex: string, message: CoapMessage): Example => ({
  figure,
  bytes: fromHex(hex.replaceAll(' ', '')),
  message,
});

export const EXAMPLES: readonly Example[] = [
  example('16, request', '40 01 7d34 bb 74656d7065726174757265', {
    type: 'CON',
    code: 0x01,
    messageId: 0x7d34,
    token: NOTHING,
    options: TEMPERATURE,
    payload: NOTHING,
  }),
  example('16, response', '60 45 7d34 ff 32322e332043', {
    type: 'ACK',
    code: 0x45,
    messageId: 0x7d34,
    token: NOTHING,
    options: [],
    payload: READING,
  }),
  example('17, request', '41 01 7d35 20 bb 74656d7065726174757265', {
    type: 'CON',
    code: 0x01,
    messageId: 0x7d35,
    token: Uint8Array.of(0x20),
    options: TEMPERATURE,
    payload: NOTHING,
  }),
  example('17, response', '61 45 7d35 20 ff 32322e332043', {
    type: 'ACK',
    code: 0x45,
    messageId: 0x7d35,
    token: Uint8Array.of(0x20),
    options: [],
    payload: READING,
  }),
  example('20, acknowledgement', '60 00 7d38', {
    type: 'ACK',
    code: 0,
    messageId: 0x7d38,
    token: NOTHING,
    options: [],
    payload: NOTHING,
  }),
  example('20, response', '41 45 ad7b 53 ff 32322e332043', {
    type: 'CON',
    code: 0x45,
    messageId: 0xad7b,
    token: Uint8Array.of(0x53),
    options: [],
    payload: READING,
  }),
  example('21, reset', '70 00 ad7c', {
    type: 'RST',
    code: 0,
    messageId: 0xad7c,
    token: NOTHING,
    options: [],
    payload: NOTHING,
  }),
  example('22, request', '51 01 7d40 75 bb 74656d7065726174757265', {
    type: 'NON',
    code: 0x01,
    messageId: 0x7d40,
    token: Uint8Array.of(0x75),
    options: TEMPERATURE,
    payload: NOTHING,
  }),
];
