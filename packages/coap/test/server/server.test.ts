import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  CODES,
  type CoapResponse,
  findUint,
  OPTIONS,
  respond,
  responseCodeOf,
  textOption,
  uintOption,
} from '@sallyport/coap';
import { type ErrorDefinition, type Fault, fromUtf8, SallyportError, utf8 } from '@sallyport/core';
import { brief, RawPeer } from '../support/raw-peer.ts';
import { VirtualLink } from '../support/virtual-link.ts';

const HELLO = respond(CODES.CONTENT, utf8('hello'));

describe('what a handler throws', () => {
  it('is answered by whose fault it was, without a word of it', async () => {
    const codes: readonly [Fault, number][] = [
      ['peer', CODES.BAD_REQUEST],
      ['policy', CODES.FORBIDDEN],
      ['unsupported', CODES.NOT_IMPLEMENTED],
      ['environment', CODES.SERVICE_UNAVAILABLE],
      ['caller', CODES.INTERNAL_SERVER_ERROR],
      ['internal', CODES.INTERNAL_SERVER_ERROR],
    ];
    for (const [fault, code] of codes) {
      const definition: ErrorDefinition = { fault, hint: 'Ask somebody.' };
      const error = new SallyportError('E_ELSEWHERE', definition, 'not for strangers');
      assert.equal(responseCodeOf(error), code);
      const link = new VirtualLink();
      const raw = new RawPeer(link);
      const failures: unknown[] = [];
      link.join('server', { handler: () => Promise.reject(error), failed: (failure) => failures.push(failure) });
      const [answer] = await raw.exchange('server');
      assert.equal(answer?.code, code);
      assert.equal(answer?.payload.length, 0);
      // What a stranger can bring about at will is no news.
      assert.deepEqual(failures, code >= CODES.INTERNAL_SERVER_ERROR ? [error] : []);
    }
  });

  it('is answered with 5.00 when it is no error of this house', () => {
    assert.equal(responseCodeOf(new TypeError('x')), CODES.INTERNAL_SERVER_ERROR);
    assert.equal(responseCodeOf(undefined), CODES.INTERNAL_SERVER_ERROR);
  });
});

describe('what a handler gives', () => {
  const wrong: readonly [string, CoapResponse][] = [
    ['a request code', respond(0x01)],
    ['an empty code', respond(0x00)],
    ['a reserved class', respond(0x60)],
    [
      'an option that cannot be written',
      respond(CODES.CONTENT, utf8(''), { options: [{ number: -1, value: utf8('') }] }),
    ],
  ];
  for (const [what, response] of wrong) {
    it(`is answered with 5.00 when it is ${what}`, async () => {
      const link = new VirtualLink();
      const raw = new RawPeer(link);
      const failures: unknown[] = [];
      link.join('server', { handler: () => response, failed: (failure) => failures.push(failure) });
      assert.equal(brief(await raw.exchange('server')), 'ACK 5.00');
      assert.equal(failures.length, 1);
    });
  }
});

describe('requests that are being worked on', () => {
  it('are bounded for each peer and altogether: the rest is answered with 5.03', async () => {
    const link = new VirtualLink();
    const handler = () => new Promise<CoapResponse>((resolve) => link.time.after(10_000, () => resolve(HELLO)));
    link.join('server', { handler, limits: { maxRequestsPerPeer: 2, maxRequests: 3 } });
    const [a, b] = [new RawPeer(link, 'a'), new RawPeer(link, 'b')];
    for (const raw of [a, a, a, b, b]) raw.send('server');
    await link.time.advance(100);
    assert.equal(brief(a.heard), 'ACK 5.03');
    assert.equal(brief(b.heard), 'ACK 5.03');
    assert.equal(findUint(a.heard[0]?.options ?? [], OPTIONS.MAX_AGE), 5);
    for (const raw of [a, b]) {
      raw.answer = ({ type, messageId }, from) => {
        if (type === 'CON') raw.send(from, { type: 'ACK', code: 0, token: utf8(''), messageId });
      };
    }
    await link.time.advance(20_000);
    assert.equal(brief(a.heard.slice(1)), 'ACK 0.00, ACK 0.00, CON 2.05, CON 2.05');
    assert.equal(brief(await b.exchange('server')), 'ACK 0.00');
  });
});

describe('a request to a group (RFC 7252 §8)', () => {
  it('is answered by each member within the leisure, by a non-confirmable message', async () => {
    const link = new VirtualLink();
    const client = link.join('client');
    const members = ['a', 'b', 'c', 'd'];
    for (const name of members)
      link.join(name, { handler: ({ multicast }) => respond(CODES.CONTENT, utf8(`${name} ${multicast}`)) });
    const heard: string[] = [];
    let isOver = false;
    client.requestGroup('all', { method: 'GET', path: 'x' }, 10_000, {
      response: ({ payload }, from) => heard.push(`${from}: ${fromUtf8(payload)}`),
      ended: () => {
        isOver = true;
      },
    });
    await link.time.advance(5100);
    assert.deepEqual(
      heard.toSorted(),
      members.map((name) => `${name}: ${name} true`),
    );
    const times = link.passed.slice(1).map(({ at }) => at);
    assert.equal(new Set(times).size, 4);
    assert.ok(link.passed.every(({ message }) => message.type === 'NON'));
    assert.ok((link.passed[0]?.message.messageId ?? 0) >= 0xe000);
    await link.time.advance(5000);
    assert.ok(isOver);
  });

  it('is not answered with an error, unless the client asks for that (RFC 7967)', async () => {
    const link = new VirtualLink();
    const client = link.join('client');
    link.join('a', { handler: () => respond(CODES.NOT_FOUND) });
    link.join('b');
    const heard: string[] = [];
    const listener = { response: (_: CoapResponse, from: string) => heard.push(from) };
    client.requestGroup('all', { method: 'GET', path: 'x' }, 10_000, listener);
    await link.time.advance(20_000);
    assert.deepEqual(heard, []);
    const all = [uintOption(OPTIONS.NO_RESPONSE, 0)];
    client.requestGroup('all', { method: 'GET', path: 'x', options: all }, 10_000, listener);
    await link.time.advance(20_000);
    assert.deepEqual(heard.toSorted(), ['a', 'b']);
  });

  it('is passed over when it is confirmable', async () => {
    const link = new VirtualLink();
    const raw = new RawPeer(link);
    link.join('server', { handler: () => assert.fail() });
    raw.send('all');
    await link.time.advance(20_000);
    assert.equal(raw.heard.length, 0);
  });

  it('ends when it is told to, when the endpoint closes, and without an answer to what comes later', async () => {
    const link = new VirtualLink();
    const client = link.join('client');
    link.join('server', { handler: () => HELLO });
    const ends: unknown[] = [];
    const listener = { response: () => assert.fail(), ended: (error?: SallyportError) => ends.push(error?.code) };
    const end = client.requestGroup('all', { method: 'GET', path: 'x' }, 10_000, listener);
    end();
    end();
    client.requestGroup('all', { method: 'GET', path: 'x' }, 10_000, listener);
    await link.time.advance(1);
    client.close();
    await link.time.advance(20_000);
    assert.deepEqual(ends, [undefined, 'E_COAP_CLOSED']);
    assert.equal(link.log().filter((line) => line.startsWith('RST')).length, 0);
  });

  it('is told from what is sent to a member alone: the same ID is never used for both', async () => {
    const link = new VirtualLink();
    const client = link.join('client');
    let count = 0;
    link.join('server', {
      handler: () => {
        count++;
        return undefined;
      },
    });
    for (let i = 0; i < 50; i++) {
      client.notify('all', { method: 'POST', path: 'x' }, { multicast: true });
      client.notify('server', { method: 'POST', path: 'x' });
    }
    await link.time.advance(100);
    assert.equal(count, 100);
  });
});

describe('No-Response (RFC 7967)', () => {
  const cases: readonly [number, number, string][] = [
    [2, CODES.CHANGED, 'ACK 0.00'],
    [2, CODES.NOT_FOUND, 'ACK 4.04'],
    [8, CODES.NOT_FOUND, 'ACK 0.00'],
    [16, CODES.INTERNAL_SERVER_ERROR, 'ACK 0.00'],
    [26, CODES.CHANGED, 'ACK 0.00'],
    [0, CODES.CHANGED, 'ACK 2.04'],
  ];
  for (const [wish, code, expected] of cases) {
    it(`${wish} gives ${expected} for code ${code >> 5}.${String(code & 31).padStart(2, '0')}`, async () => {
      const link = new VirtualLink();
      const raw = new RawPeer(link);
      link.join('server', { handler: () => respond(code) });
      const options = [uintOption(OPTIONS.NO_RESPONSE, wish), textOption(OPTIONS.URI_PATH, 'x')];
      assert.equal(brief(await raw.exchange('server', { options })), expected);
      const silent = expected === 'ACK 0.00' ? undefined : `NON ${expected.slice(4)}`;
      assert.equal(brief(await raw.exchange('server', { options, type: 'NON' })), silent);
    });
  }
});
