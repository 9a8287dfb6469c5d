import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type CoapMessage, decodeMessage, encodeMessage } from '@sallyport/coap';
import { fromHex, isSallyportError, toHex, utf8 } from '@sallyport/core';
import { withCode } from '@sallyport/testing';
import fc from 'fast-check';
import { anyMessage } from '../support/arbitraries.ts';
import { EXAMPLES } from '../support/rfc7252-messages.ts';

const decodeHex = (hex: string) => decodeMessage(fromHex(hex.replaceAll(' ', '')));

/** As plain data: what is decoded shares memory with its datagram. */
function comparable(message: CoapMessage): unknown {
  const { token, options, payload } = message;
  return {
    ...message,
    token: toHex(token),
    options: options.map(({ number, value }) => [number, toHex(value)]),
    payload: toHex(payload),
  };
}

describe('the messages of RFC 7252 appendix A', () => {
  for (const { figure, bytes, message } of EXAMPLES) {
    it(`reads and writes figure ${figure}`, () => {
      assert.deepEqual(comparable(decodeMessage(bytes)), comparable(message));
      assert.equal(toHex(encodeMessage(message)), toHex(bytes));
    });
  }
});

describe('a message format error (RFC 7252 §3, §4)', () => {
  const cases: readonly [string, string, string][] = [
    ['nothing at all', '', 'E_COAP_HEADER'],
    ['three bytes', '400100', 'E_COAP_HEADER'],
    ['version 0', '0001 0000', 'E_COAP_VERSION'],
    ['version 2', '8001 0000', 'E_COAP_VERSION'],
    ['version 3', 'c001 0000', 'E_COAP_VERSION'],
    ['a token of 9 bytes', '4901 0000 010203040506070809', 'E_COAP_TOKEN_LENGTH'],
    ['a token of 15 bytes', '4f01 0000 0102030405060708090a0b0c0d0e0f', 'E_COAP_TOKEN_LENGTH'],
    ['a token that is cut off', '4401 0000 010203', 'E_COAP_TRUNCATED'],
    ['an option that is cut off', '4001 0000 b3 6162', 'E_COAP_TRUNCATED'],
    ['an option without its extended delta', '4001 0000 d0', 'E_COAP_TRUNCATED'],
    ['an option with half of its extended delta', '4001 0000 e000', 'E_COAP_TRUNCATED'],
    ['an option without its extended length', '4001 0000 0d', 'E_COAP_TRUNCATED'],
    ['an option with half of its extended length', '4001 0000 0e01', 'E_COAP_TRUNCATED'],
    ['the reserved option delta 15', '4001 0000 f0', 'E_COAP_OPTION_FORMAT'],
    ['the reserved option length 15', '4001 0000 0f', 'E_COAP_OPTION_FORMAT'],
    ['an option number above 65535', '4001 0000 e0 ffff', 'E_COAP_OPTION_FORMAT'],
    ['option numbers that add up to more than 65535', '4001 0000 e0 fef2 10', 'E_COAP_OPTION_FORMAT'],
    ['a payload marker and no payload', '4001 0000 ff', 'E_COAP_EMPTY_PAYLOAD'],
    ['an Empty message with a token', '4100 0000 01', 'E_COAP_EMPTY_MESSAGE'],
    ['an Empty message with an option', '4000 0000 b161', 'E_COAP_EMPTY_MESSAGE'],
    ['an Empty message with a payload', '4000 0000 ff61', 'E_COAP_EMPTY_MESSAGE'],
    ['an Empty message that claims a token', '4100 0000', 'E_COAP_EMPTY_MESSAGE'],
    ['an Empty Non-confirmable message', '5000 0000', 'E_COAP_TYPE_CODE'],
    ['a Reset with a code', '7045 0000', 'E_COAP_TYPE_CODE'],
    ['a request in an Acknowledgement', '6001 0000', 'E_COAP_TYPE_CODE'],
    ['code class 1', '4020 0000', 'E_COAP_CODE_CLASS'],
    ['code class 3', '4060 0000', 'E_COAP_CODE_CLASS'],
    ['code class 6', '40c0 0000', 'E_COAP_CODE_CLASS'],
    ['code class 7', '40e1 0000', 'E_COAP_CODE_CLASS'],
    ['65 options', `4001 0000 ${'00'.repeat(65)}`, 'E_COAP_TOO_MANY_OPTIONS'],
    ['2049 bytes', `4001 0000 ff ${'00'.repeat(2044)}`, 'E_COAP_TOO_LARGE'],
  ];
  for (const [what, hex, code] of cases) {
    it(`refuses ${what}`, () => {
      assert.throws(() => decodeHex(hex), withCode(code));
    });
  }

  it('takes the largest option number', () => {
    assert.equal(decodeHex('4001 0000 e0 fef2').options[0]?.number, 65_535);
  });

  it('takes limits of its caller', () => {
    const bytes = fromHex('40010000b161');
    assert.throws(() => decodeMessage(bytes, { maxMessageBytes: 5, maxOptions: 1 }), withCode('E_COAP_TOO_LARGE'));
    assert.equal(decodeMessage(bytes, { maxMessageBytes: 6, maxOptions: 1 }).options.length, 1);
  });
});

describe('what cannot be written', () => {
  const message = EXAMPLES[0]?.message ?? assert.fail();
  const cases: readonly [string, Partial<CoapMessage>][] = [
    ['a token of 9 bytes', { token: new Uint8Array(9) }],
    ['a message ID of 17 bits', { messageId: 0x1_0000 }],
    ['a code of 9 bits', { code: 256 }],
    ['an option number above 65535', { options: [{ number: 65_536, value: new Uint8Array(0) }] }],
    ['an option of more than 65535 bytes', { options: [{ number: 1, value: new Uint8Array(65_536) }] }],
    ['an Empty message with options', { code: 0 }],
  ];
  for (const [what, change] of cases) {
    it(`refuses ${what}`, () => {
      assert.throws(() => encodeMessage({ ...message, ...change }), withCode('E_COAP_ARGUMENT'));
    });
  }

  it('sorts options and keeps the order of equal ones', () => {
    const options = [15, 11, 15, 1].map((number, i) => ({ number, value: Uint8Array.of(i) }));
    const decoded = decodeMessage(encodeMessage({ ...message, options }));
    assert.deepEqual(
      decoded.options.map(({ number, value }) => [number, value[0]]),
      [
        [1, 3],
        [11, 1],
        [15, 0],
        [15, 2],
      ],
    );
  });
});

describe('any message', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        assert.deepEqual(comparable(decodeMessage(encodeMessage(message))), comparable(message));
      }),
    );
  });

  it('is written as it was read: there is one way only', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 48 }), (noise) => {
        let message: CoapMessage;
        try {
          message = decodeMessage(noise);
        } catch (error) {
          assert.ok(isSallyportError(error));
          return;
        }
        // But for lengths and deltas in more bytes than they need, which are no error.
        assert.deepEqual(comparable(decodeMessage(encodeMessage(message))), comparable(message));
      }),
      { numRuns: 2000 },
    );
  });

  it('cut off at any byte is a shorter message or a typed error', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        const bytes = encodeMessage(message);
        for (let length = 0; length < bytes.length; length++) {
          try {
            decodeMessage(bytes.subarray(0, length));
          } catch (error) {
            assert.ok(isSallyportError(error), String(error));
          }
        }
      }),
      { numRuns: 50 },
    );
  });

  it('keeps text as bytes: what it means is another matter', () => {
    const broken = encodeMessage({
      type: 'CON',
      code: 1,
      messageId: 1,
      token: utf8(''),
      options: [{ number: 11, value: Uint8Array.of(0xff) }],
      payload: utf8(''),
    });
    assert.equal(decodeMessage(broken).options[0]?.value[0], 0xff);
  });
});
