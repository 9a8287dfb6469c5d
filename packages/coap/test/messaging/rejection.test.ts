import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CODES, emptyOption, OPTIONS, respond, textOption, uintOption } from '@sallyport/coap';
import { fromHex, fromUtf8, type SallyportError, utf8 } from '@sallyport/core';
import { withCode } from '@sallyport/testing';
import { brief, RawPeer } from '../support/raw-peer.ts';
import { during, VirtualLink } from '../support/virtual-link.ts';

function setUp(understands: readonly number[] = []) {
  const link = new VirtualLink();
  const dropped: SallyportError[] = [];
  let handled = 0;
  const server = link.join('server', {
    handler: () => {
      handled++;
      return respond(CODES.CONTENT, utf8('x'), { contentFormat: 0 });
    },
    understands,
    dropped: (error) => dropped.push(error),
  });
  return { link, server, dropped, raw: new RawPeer(link), handled: () => handled };
}

describe('a message with a format error (RFC 7252 §4.2, §4.3)', () => {
  const cases: readonly [string, string, string | undefined][] = [
    ['answers a confirmable one with a Reset', '4f01 1234', 'RST 0.00'],
    ['answers an Empty one with a payload with a Reset', '4000 1234 ff61', 'RST 0.00'],
    ['answers a reserved code class with a Reset', '4020 1234', 'RST 0.00'],
    ['passes over a non-confirmable one', '5f01 1234', undefined],
    ['passes over an Empty non-confirmable one', '5000 1234', undefined],
    ['passes over an acknowledgement with a request', '6001 1234', undefined],
    ['passes over a reset that is not empty', '7045 1234', undefined],
    ['passes over an unknown version', '8001 1234', undefined],
    ['passes over less than a header', '4001', undefined],
  ];
  for (const [what, hex, expected] of cases) {
    it(what, async () => {
      const { link, server, raw, dropped, handled } = setUp();
      server.receive(fromHex(hex.replaceAll(' ', '')), 'raw');
      await link.time.advance(1000);
      assert.equal(brief(raw.heard), expected);
      assert.equal(dropped.length, 1);
      assert.equal(handled(), 0);
      if (expected !== undefined) assert.equal(raw.heard[0]?.messageId, 0x1234);
    });
  }

  it('never resets what came by multicast (§8.1)', async () => {
    const { link, server, raw } = setUp();
    server.receive(fromHex('4f011234'), 'raw', { multicast: true });
    server.receive(fromHex('40001234'), 'raw', { multicast: true });
    await link.time.advance(1000);
    assert.equal(raw.heard.length, 0);
  });
});

describe('a message that is well-formed and out of place', () => {
  it('answers a ping with a Reset', async () => {
    const { raw } = setUp();
    assert.equal(brief(await raw.exchange('server', { code: CODES.EMPTY, token: utf8('') })), 'RST 0.00');
  });

  it('resets a confirmable response that nobody waits for, again for its duplicate', async () => {
    const { raw } = setUp();
    const message = { code: CODES.CONTENT, messageId: 7 };
    assert.equal(brief(await raw.exchange('server', message)), 'RST 0.00');
    assert.equal(brief(await raw.exchange('server', message)), 'RST 0.00');
  });

  it('passes over a non-confirmable response that nobody waits for, and resets a notification (RFC 7641 §3.6)', async () => {
    const { raw } = setUp();
    assert.equal(brief(await raw.exchange('server', { type: 'NON', code: CODES.CONTENT })), undefined);
    const observe = [uintOption(OPTIONS.OBSERVE, 1)];
    assert.equal(
      brief(await raw.exchange('server', { type: 'NON', code: CODES.CONTENT, options: observe })),
      'RST 0.00',
    );
  });

  it('passes over acknowledgements and resets of nothing', async () => {
    const { raw } = setUp();
    for (const type of ['ACK', 'RST'] as const) {
      assert.equal(brief(await raw.exchange('server', { type, code: CODES.EMPTY, token: utf8('') })), undefined);
    }
    assert.equal(brief(await raw.exchange('server', { type: 'ACK', code: CODES.CONTENT })), undefined);
  });
});

describe('options of a request (RFC 7252 §5.4)', () => {
  const uri = textOption(OPTIONS.URI_PATH, 'x');
  const refused: readonly [string, ReturnType<typeof textOption>[], string][] = [
    ['a critical option that is not known', [textOption(65_001, 'x')], 'ACK 4.02'],
    ['If-Match, when the handler does not look at it', [emptyOption(OPTIONS.IF_MATCH)], 'ACK 4.02'],
    ['If-None-Match, when the handler does not look at it', [emptyOption(OPTIONS.IF_NONE_MATCH)], 'ACK 4.02'],
    ['a second Uri-Host', [textOption(OPTIONS.URI_HOST, 'a'), textOption(OPTIONS.URI_HOST, 'a')], 'ACK 4.02'],
    ['an empty Uri-Host', [textOption(OPTIONS.URI_HOST, '')], 'ACK 4.02'],
    ['a Uri-Path of 256 bytes', [textOption(OPTIONS.URI_PATH, 'x'.repeat(256))], 'ACK 4.02'],
    ['a Uri-Path of dots', [textOption(OPTIONS.URI_PATH, '..')], 'ACK 4.02'],
    ['a Uri-Path that is not UTF-8', [{ number: OPTIONS.URI_PATH, value: Uint8Array.of(0xff) }], 'ACK 4.02'],
    ['an Accept of three bytes', [uintOption(OPTIONS.ACCEPT, 0x1_0000)], 'ACK 4.02'],
    ['a Block2 of four bytes', [uintOption(OPTIONS.BLOCK2, 0x100_0000)], 'ACK 4.02'],
    ['Proxy-Uri', [textOption(OPTIONS.PROXY_URI, 'coap://example.com')], 'ACK 5.05'],
    ['Proxy-Scheme', [textOption(OPTIONS.PROXY_SCHEME, 'coap')], 'ACK 5.05'],
    ['an Accept of another format than there is', [uintOption(OPTIONS.ACCEPT, 50)], 'ACK 4.06'],
  ];
  for (const [what, options, expected] of refused) {
    it(`answers ${what} with ${expected.slice(4)}`, async () => {
      const { raw, handled } = setUp();
      const [answer, ...more] = await raw.exchange('server', { options: [uri, ...options] });
      assert.equal(brief(answer === undefined ? [] : [answer]), expected);
      assert.equal(more.length, 0);
      assert.ok(answer !== undefined && answer.payload.length > 0 && !/E_COAP/.test(fromUtf8(answer.payload)));
      assert.equal(handled(), expected === 'ACK 4.06' ? 1 : 0);
    });
  }

  it('rejects a non-confirmable request with a critical option that is not known, and is silent to a group', async () => {
    const { link, raw, server } = setUp();
    const request = { type: 'NON', options: [textOption(65_001, 'x')] } as const;
    assert.equal(brief(await raw.exchange('server', request)), 'RST 0.00');
    server.receive(fromHex('5001 2222 ed fcdc 78'.replaceAll(' ', '')), 'raw', { multicast: true });
    await link.time.advance(60_000);
    assert.equal(raw.heard.length, 1);
  });

  const passed: readonly [string, ReturnType<typeof textOption>[]][] = [
    ['an elective option that is not known', [textOption(65_000, 'x')]],
    ['a second Content-Format', [uintOption(OPTIONS.CONTENT_FORMAT, 0), uintOption(OPTIONS.CONTENT_FORMAT, 0)]],
    ['a Max-Age of five bytes', [{ number: OPTIONS.MAX_AGE, value: new Uint8Array(5) }]],
    ['an Accept of the format there is', [uintOption(OPTIONS.ACCEPT, 0)]],
    ['a Uri-Host and a Uri-Port', [textOption(OPTIONS.URI_HOST, 'h'), uintOption(OPTIONS.URI_PORT, 5683)]],
  ];
  for (const [what, options] of passed) {
    it(`takes ${what}`, async () => {
      const { raw } = setUp();
      assert.equal(brief(await raw.exchange('server', { options: [uri, ...options] })), 'ACK 2.05');
    });
  }

  it('hands elective options that are not known to the handler, and none that is wrong', async () => {
    const link = new VirtualLink();
    const raw = new RawPeer(link);
    let numbers: readonly number[] = [];
    link.join('server', {
      handler: ({ options }) => {
        numbers = options.map(({ number }) => number);
        return undefined;
      },
    });
    const wrong = { number: OPTIONS.MAX_AGE, value: new Uint8Array(5) };
    await raw.exchange('server', { options: [uri, wrong, textOption(65_000, 'x')] });
    assert.deepEqual(numbers, [OPTIONS.URI_PATH, 65_000]);
  });

  it('hands conditions to a handler that says it looks at them', async () => {
    const { raw } = setUp([OPTIONS.IF_NONE_MATCH]);
    assert.equal(brief(await raw.exchange('server', { options: [emptyOption(OPTIONS.IF_NONE_MATCH)] })), 'ACK 2.05');
  });

  it('answers an unknown method with 4.05', async () => {
    const { raw } = setUp();
    assert.equal(brief(await raw.exchange('server', { code: 0x1e })), 'ACK 4.05');
  });
});

describe('a response that cannot be used', () => {
  const request = { method: 'GET', path: 'x' } as const;

  it('fails the request when it has a critical option that is not known, and is reset when confirmable', async () => {
    const { link, server, raw } = setUp();
    raw.answer = (message, from) => {
      if (message.code === 0x01) {
        raw.reply(from, message, { type: 'CON', messageId: 9, options: [textOption(65_001, 'x')] });
      }
    };
    await assert.rejects(during(link, server.request('raw', request)), withCode('E_COAP_BAD_OPTION'));
    await link.time.advance(1000);
    assert.equal(brief(raw.heard), 'CON 0.01, RST 0.00');
  });

  it('fails the request when it is a Reset', async () => {
    const { link, server, raw } = setUp();
    raw.answer = (message, from) => raw.reply(from, message, { type: 'RST', code: CODES.EMPTY, token: utf8('') });
    await assert.rejects(during(link, server.request('raw', request)), withCode('E_COAP_RESET'));
    await assert.rejects(
      during(link, server.request('raw', { ...request, confirmable: false })),
      withCode('E_COAP_RESET'),
    );
    await assert.rejects(during(link, server.send('raw', request)), withCode('E_COAP_RESET'));
  });

  it('is passed over when its token is another one (§5.3.2)', async () => {
    const { link, server, raw } = setUp();
    raw.answer = (message, from) => {
      if (raw.heard.length === 1) raw.reply(from, message, { token: Uint8Array.of(1) });
      else raw.reply(from, message, { payload: utf8('right') });
    };
    const response = await during(link, server.request('raw', request));
    assert.equal(fromUtf8(response.payload), 'right');
    assert.equal(raw.heard.length, 2);
  });

  it('is passed over when it comes from another peer', async () => {
    const { link, server, raw } = setUp();
    const other = new RawPeer(link, 'other');
    raw.answer = (message, from) => {
      if (raw.heard.length === 1) other.reply(from, message, { type: 'NON', messageId: 5, payload: utf8('forged') });
      else raw.reply(from, message, { payload: utf8('right') });
    };
    const response = await during(link, server.request('raw', request));
    assert.equal(fromUtf8(response.payload), 'right');
  });

  it('is given with the elective options that are not known here', async () => {
    const { link, server, raw } = setUp();
    raw.answer = (message, from) => raw.reply(from, message, { options: [textOption(65_000, 'x')] });
    const response = await during(link, server.request('raw', request));
    assert.deepEqual(
      response.options.map(({ number }) => number),
      [65_000],
    );
  });
});
