import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CODES, type CoapMessage, type CoapOption, findUint, OPTIONS, uintOption } from '@sallyport/coap';
import { withCode } from '@sallyport/testing';
import { brief, RawPeer } from '../support/raw-peer.ts';
import { during, VirtualLink } from '../support/virtual-link.ts';

const block = (option: number, number: number, more: boolean, exponent: number) =>
  uintOption(option, (number << 4) | (more ? 8 : 0) | exponent);
const etag = (value: number): CoapOption => ({ number: OPTIONS.ETAG, value: Uint8Array.of(value) });
const GET = { method: 'GET', path: 'x' } as const;

interface Answer {
  readonly code?: number;
  readonly options: readonly CoapOption[];
  readonly length: number;
}

/** A client whose server gives these answers, one after the other. */
function setUp(...answers: readonly Answer[]) {
  const link = new VirtualLink();
  const client = link.join('client', { limits: { blockBytes: 32, maxBodyBytes: 256 } });
  const raw = new RawPeer(link);
  raw.answer = (message: CoapMessage, from) => {
    const answer = answers[raw.heard.length - 1];
    if (answer === undefined) return;
    const { code = CODES.CONTENT, options, length } = answer;
    raw.reply(from, message, { code, options, payload: new Uint8Array(length).fill(raw.heard.length) });
  };
  return { link, client, raw };
}

const FIRST: Answer = { options: [block(OPTIONS.BLOCK2, 0, true, 1), etag(1)], length: 32 };

describe('a response in blocks', () => {
  const cases: readonly [string, readonly Answer[], string][] = [
    [
      'whose ETag changes',
      [FIRST, { options: [block(OPTIONS.BLOCK2, 1, false, 1), etag(2)], length: 3 }],
      'E_COAP_BLOCK_CHANGED',
    ],
    [
      'whose ETag disappears',
      [FIRST, { options: [block(OPTIONS.BLOCK2, 1, false, 1)], length: 3 }],
      'E_COAP_BLOCK_CHANGED',
    ],
    [
      'that begins in the middle',
      [{ options: [block(OPTIONS.BLOCK2, 1, true, 1)], length: 32 }],
      'E_COAP_BLOCK_RESPONSE',
    ],
    [
      'with another block than was asked for',
      [FIRST, { options: [block(OPTIONS.BLOCK2, 2, false, 1), etag(1)], length: 3 }],
      'E_COAP_BLOCK_RESPONSE',
    ],
    [
      'with the same block again',
      [FIRST, { options: [block(OPTIONS.BLOCK2, 0, true, 1), etag(1)], length: 32 }],
      'E_COAP_BLOCK_RESPONSE',
    ],
    ['that goes on without Block2', [FIRST, { options: [etag(1)], length: 3 }], 'E_COAP_BLOCK_RESPONSE'],
    [
      'with a block that is not full',
      [{ options: [block(OPTIONS.BLOCK2, 0, true, 1)], length: 31 }],
      'E_COAP_BLOCK_RESPONSE',
    ],
    [
      'with a block that is too full',
      [{ options: [block(OPTIONS.BLOCK2, 0, false, 1)], length: 33 }],
      'E_COAP_BLOCK_RESPONSE',
    ],
    ['with the block size exponent 7', [{ options: [block(OPTIONS.BLOCK2, 0, true, 7)], length: 32 }], 'E_COAP_BLOCK'],
    [
      'that says it is too long',
      [{ options: [...FIRST.options, uintOption(OPTIONS.SIZE2, 257)], length: 32 }],
      'E_COAP_RESPONSE_TOO_LARGE',
    ],
    [
      'that has no end',
      [0, 1, 2, 3, 4, 5, 6, 7, 8].map((number) => ({ options: [block(OPTIONS.BLOCK2, number, true, 1)], length: 32 })),
      'E_COAP_RESPONSE_TOO_LARGE',
    ],
  ];
  for (const [what, answers, code] of cases) {
    it(`${what} fails the request`, async () => {
      const { link, client } = setUp(...answers);
      await assert.rejects(during(link, client.request('raw', GET)), withCode(code));
      await link.time.advance(1000);
      assert.equal(link.time.waiting, 0);
    });
  }

  it('ends with the error that the server gives instead of a block', async () => {
    const { link, client } = setUp(FIRST, { code: CODES.NOT_FOUND, options: [], length: 0 });
    const response = await during(link, client.request('raw', GET));
    assert.equal(response.code, CODES.NOT_FOUND);
  });

  it('is given as its first block when blocks are not wanted', async () => {
    const { link, client } = setUp(FIRST);
    const response = await during(link, client.request('raw', { ...GET, blockwise: false }));
    assert.equal(response.payload.length, 32);
    assert.equal(findUint(response.options, OPTIONS.BLOCK2), 9);
  });
});

describe('a request in blocks', () => {
  const put = { method: 'PUT', path: 'x', payload: new Uint8Array(100) } as const;

  it('ends with the error that the server gives to a block', async () => {
    const { link, client, raw } = setUp({ code: CODES.REQUEST_ENTITY_INCOMPLETE, options: [], length: 0 });
    const response = await during(link, client.request('raw', put));
    assert.equal(response.code, CODES.REQUEST_ENTITY_INCOMPLETE);
    assert.equal(raw.heard.length, 1);
  });

  it('fails when the server takes another block than was sent', async () => {
    const { link, client } = setUp({ code: CODES.CONTINUE, options: [block(OPTIONS.BLOCK1, 3, true, 1)], length: 0 });
    await assert.rejects(during(link, client.request('raw', put)), withCode('E_COAP_BLOCK_RESPONSE'));
  });

  it('begins again in smaller blocks when 4.13 asks for them (RFC 7959 §2.9.3)', async () => {
    const { link, client, raw } = setUp(
      { code: CODES.REQUEST_ENTITY_TOO_LARGE, options: [block(OPTIONS.BLOCK1, 0, true, 0)], length: 0 },
      { code: CODES.CONTINUE, options: [block(OPTIONS.BLOCK1, 0, true, 0)], length: 0 },
      { code: CODES.CHANGED, options: [block(OPTIONS.BLOCK1, 1, false, 0)], length: 0 },
    );
    const response = await during(link, client.request('raw', { ...put, payload: new Uint8Array(30) }));
    assert.equal(response.code, CODES.CHANGED);
    assert.equal(brief(raw.heard), 'CON 0.03, CON 0.03, CON 0.03');
    assert.deepEqual(
      raw.heard.map(({ payload }) => payload.length),
      [30, 16, 14],
    );
  });

  it('begins again from its beginning when 4.13 comes to a later block', async () => {
    const { link, client, raw } = setUp(
      { code: CODES.CONTINUE, options: [block(OPTIONS.BLOCK1, 0, true, 1)], length: 0 },
      { code: CODES.REQUEST_ENTITY_TOO_LARGE, options: [block(OPTIONS.BLOCK1, 1, true, 0)], length: 0 },
      { code: CODES.CHANGED, options: [], length: 0 },
    );
    assert.equal((await during(link, client.request('raw', put))).code, CODES.CHANGED);
    const numbers = raw.heard.map(({ options }) => (findUint(options, OPTIONS.BLOCK1) ?? 0) >> 4);
    assert.deepEqual(numbers, [0, 1, 0]);
    assert.deepEqual(
      raw.heard.map(({ payload }) => payload.length),
      [32, 32, 16],
    );
  });

  it('ends with 4.13 when no smaller blocks are asked for', async () => {
    const { link, client, raw } = setUp({ code: CODES.REQUEST_ENTITY_TOO_LARGE, options: [], length: 0 });
    assert.equal((await during(link, client.request('raw', put))).code, CODES.REQUEST_ENTITY_TOO_LARGE);
    assert.equal(raw.heard.length, 1);
  });

  it('is ended by the signal between its blocks', async () => {
    const { link, client } = setUp({ code: CODES.CONTINUE, options: [block(OPTIONS.BLOCK1, 0, true, 1)], length: 0 });
    const controller = new AbortController();
    const request = client.request('raw', put, { signal: controller.signal });
    link.time.after(500, () => controller.abort());
    await assert.rejects(during(link, request), withCode('E_COAP_CANCELLED'));
  });
});
