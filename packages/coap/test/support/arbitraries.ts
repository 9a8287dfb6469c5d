/** Messages of every shape, for fast-check. */

import type { CoapMessage, CoapOption } from '@sallyport/coap';
import fc from 'fast-check';

const bytes = (maxLength: number) => fc.uint8Array({ maxLength });
const code = fc.constantFrom(0x01, 0x02, 0x03, 0x04, 0x05, 0x41, 0x44, 0x45, 0x5f, 0x80, 0x84, 0x9f, 0xa0, 0xa5);

/** Small and large numbers, and those around the extensions at 13 and 269. */
const optionNumber = fc.oneof(
  fc.constantFrom(0, 1, 11, 12, 13, 14, 23, 268, 269, 270, 65_535),
  fc.integer({ min: 0, max: 65_535 }),
);
const option: fc.Arbitrary<CoapOption> = fc.record({
  number: optionNumber,
  value: fc.oneof(bytes(16), fc.uint8Array({ minLength: 267, maxLength: 271 })),
});

/** With a code that goes with its type, and options in order. */
export const anyMessage: fc.Arbitrary<CoapMessage> = fc
  .record({
    type: fc.constantFrom('CON', 'NON', 'ACK'),
    code,
    messageId: fc.integer({ min: 0, max: 0xffff }),
    token: bytes(8),
    options: fc.array(option, { maxLength: 5 }),
    payload: bytes(64),
  })
  .map((message) => ({
    ...message,
    type: message.type === 'ACK' && message.code < 0x20 ? 'CON' : message.type,
    options: message.options.toSorted((a, b) => a.number - b.number),
  }));
