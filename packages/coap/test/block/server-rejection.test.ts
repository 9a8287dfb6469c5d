import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CODES, type CoapMessage, findUint, METHODS, OPTIONS, respond, textOption, uintOption } from '@sallyport/coap';
import { seededRandom } from '@sallyport/core';
import { brief, RawPeer } from '../support/raw-peer.ts';
import { VirtualLink } from '../support/virtual-link.ts';

const block = (option: number, number: number, more: boolean, exponent: number) =>
  uintOption(option, (number << 4) | (more ? 8 : 0) | exponent);
const bytes = (length: number) => seededRandom('blocks').bytes(length);

function setUp() {
  const link = new VirtualLink();
  const bodies: Uint8Array[] = [];
  let representation = bytes(100);
  const server = link.join('server', {
    handler: ({ method, payload }) => {
      if (method === 'GET') return respond(CODES.CONTENT, representation);
      bodies.push(payload);
      return respond(CODES.CHANGED, method === 'POST' ? representation : undefined);
    },
    limits: { blockBytes: 32, maxBodyBytes: 256, maxTransfersPerPeer: 2, maxTransfers: 3 },
  });
  const raw = new RawPeer(link);
  const put = (number: number, more: boolean, payload: Uint8Array, change: Partial<CoapMessage> = {}) =>
    raw.exchange('server', {
      code: METHODS.PUT,
      options: [block(OPTIONS.BLOCK1, number, more, 1)],
      payload,
      ...change,
    });
  const get = (number: number, exponent = 1, code: number = METHODS.GET) =>
    raw.exchange('server', { code, options: [block(OPTIONS.BLOCK2, number, false, exponent)] });
  const change = (next: Uint8Array): void => {
    representation = next;
  };
  return { link, server, raw, bodies, put, get, change };
}

describe('a request in blocks', () => {
  it('with the block size exponent 7 is answered with 4.00 (RFC 7959 §2.2)', async () => {
    const { raw, bodies } = setUp();
    for (const option of [OPTIONS.BLOCK1, OPTIONS.BLOCK2]) {
      const request = { code: METHODS.PUT, options: [block(option, 0, false, 7)] };
      assert.equal(brief(await raw.exchange('server', request)), 'ACK 4.00');
    }
    assert.equal(bodies.length, 0);
  });

  it('with a block that is not full, and not the last, is answered with 4.00', async () => {
    const { put, bodies } = setUp();
    assert.equal(brief(await put(0, true, bytes(31))), 'ACK 4.00');
    assert.equal(brief(await put(0, true, bytes(33))), 'ACK 4.00');
    assert.equal(brief(await put(1, false, bytes(1))), 'ACK 4.08');
    assert.equal(bodies.length, 0);
  });

  it('that does not begin with its first block is answered with 4.08 (§2.9.2)', async () => {
    const { put, bodies } = setUp();
    assert.equal(brief(await put(1, true, bytes(32))), 'ACK 4.08');
    assert.equal(brief(await put(3, false, bytes(3))), 'ACK 4.08');
    assert.equal(bodies.length, 0);
  });

  it('with a block left out is answered with 4.08, and must begin again', async () => {
    const { put, bodies } = setUp();
    assert.equal(brief(await put(0, true, bytes(32))), 'ACK 2.31');
    assert.equal(brief(await put(2, true, bytes(32))), 'ACK 4.08');
    assert.equal(brief(await put(1, false, bytes(3))), 'ACK 4.08');
    assert.equal(bodies.length, 0);
  });

  it('may begin again at any time', async () => {
    const { put, bodies } = setUp();
    await put(0, true, new Uint8Array(32));
    await put(1, true, new Uint8Array(32));
    await put(0, true, bytes(32));
    assert.equal(brief(await put(1, false, bytes(5))), 'ACK 2.04');
    assert.deepEqual(
      bodies.map(({ length }) => length),
      [37],
    );
    assert.deepEqual([...(bodies[0] ?? [])].slice(0, 32), [...bytes(32)]);
  });

  it('that is too long is answered with 4.13 and the size that would be taken (§2.9.3)', async () => {
    const { put, bodies } = setUp();
    for (let number = 0; number < 8; number++) assert.equal(brief(await put(number, true, bytes(32))), 'ACK 2.31');
    const [answer] = await put(8, false, bytes(1));
    assert.equal(answer?.code, CODES.REQUEST_ENTITY_TOO_LARGE);
    assert.equal(findUint(answer?.options ?? [], OPTIONS.SIZE1), 256);
    assert.equal(bodies.length, 0);
  });

  it('that says it is too long is answered with 4.13 at its first block', async () => {
    const { put } = setUp();
    const options = [block(OPTIONS.BLOCK1, 0, true, 1), uintOption(OPTIONS.SIZE1, 257)];
    assert.equal(brief(await put(0, true, bytes(32), { options })), 'ACK 4.13');
  });

  it('is forgotten after EXCHANGE_LIFETIME without a block', async () => {
    const { link, put } = setUp();
    await put(0, true, bytes(32));
    await link.time.advance(247_000);
    assert.equal(brief(await put(1, false, bytes(1))), 'ACK 4.08');
    await link.time.advance(600_000);
    assert.equal(link.time.waiting, 0);
  });

  it('is forgotten with its peer', async () => {
    const { server, put } = setUp();
    await put(0, true, bytes(32));
    server.forget('raw');
    assert.equal(brief(await put(1, false, bytes(1))), 'ACK 4.08');
  });

  it('is told from another one by its path, its options and its method', async () => {
    const { put } = setUp();
    const path = (text: string) => textOption(OPTIONS.URI_PATH, text);
    const first = block(OPTIONS.BLOCK1, 0, true, 1);
    const last = block(OPTIONS.BLOCK1, 1, false, 1);
    await put(0, true, bytes(32), { options: [path('a'), first] });
    assert.equal(brief(await put(1, false, bytes(1), { options: [path('b'), last] })), 'ACK 4.08');
    assert.equal(brief(await put(1, false, bytes(1), { options: [path('a'), last], code: METHODS.POST })), 'ACK 4.08');
    const tag = { number: OPTIONS.REQUEST_TAG, value: Uint8Array.of(1) };
    assert.equal(brief(await put(1, false, bytes(1), { options: [path('a'), last, tag] })), 'ACK 4.08');
    assert.equal(brief(await put(1, false, bytes(1), { options: [path('a'), last] })), 'ACK 2.04');
  });

  it('gives way to later ones when there are too many', async () => {
    const { put } = setUp();
    const begin = (text: string) =>
      put(0, true, bytes(32), { options: [textOption(OPTIONS.URI_PATH, text), block(OPTIONS.BLOCK1, 0, true, 1)] });
    const end = (text: string) =>
      put(1, false, bytes(1), { options: [textOption(OPTIONS.URI_PATH, text), block(OPTIONS.BLOCK1, 1, false, 1)] });
    for (const text of ['a', 'b', 'c']) assert.equal(brief(await begin(text)), 'ACK 2.31');
    assert.equal(brief(await end('a')), 'ACK 4.08');
    assert.equal(brief(await end('b')), 'ACK 2.04');
    assert.equal(brief(await end('c')), 'ACK 2.04');
  });
});

describe('a response in blocks', () => {
  it('has no block after its last', async () => {
    const { get } = setUp();
    assert.equal(brief(await get(0)), 'ACK 2.05');
    assert.equal(brief(await get(3)), 'ACK 2.05');
    assert.equal(brief(await get(4)), 'ACK 4.00');
    assert.equal(brief(await get(0xf_ffff)), 'ACK 4.00');
  });

  it('stays the same while its blocks are fetched, and tells by its ETag when it is another', async () => {
    const { get, change } = setUp();
    const [first] = await get(0);
    change(new Uint8Array(100));
    const [second] = await get(1);
    assert.deepEqual([...(second?.payload ?? [])], [...bytes(100)].slice(32, 64));
    const etag = (message: CoapMessage | undefined) =>
      message?.options.find(({ number }) => number === OPTIONS.ETAG)?.value.join();
    assert.equal(etag(second), etag(first));
    const [changed] = await get(0);
    assert.notEqual(etag(changed), etag(first));
  });

  it('is made again for a GET when it is no longer there, and answered with 4.08 for a POST', async () => {
    const { get, server } = setUp();
    await get(0);
    server.forget('raw');
    assert.equal(brief(await get(1)), 'ACK 2.05');
    assert.equal(brief(await get(1, 1, METHODS.POST)), 'ACK 4.08');
  });

  it('comes in blocks of the size that is asked for, or smaller ones', async () => {
    const { get } = setUp();
    const [small] = await get(0, 0);
    assert.equal(small?.payload.length, 16);
    const [large] = await get(0, 6);
    assert.equal(large?.payload.length, 32);
    assert.equal((findUint(large?.options ?? [], OPTIONS.BLOCK2) ?? 0) & 7, 1);
  });
});
