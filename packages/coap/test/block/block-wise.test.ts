import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CODES, type CoapMessage, findUint, OPTIONS, respond } from '@sallyport/coap';
import { bytesEqual, seededRandom } from '@sallyport/core';
import fc from 'fast-check';
import { during, VirtualLink } from '../support/virtual-link.ts';

const body = (length: number) => seededRandom(`body ${length}`).bytes(length);

/** As RFC 7959 writes them: `2:0/1/128`. */
function blocks({ options }: CoapMessage): string {
  return [OPTIONS.BLOCK1, OPTIONS.BLOCK2]
    .flatMap((number) => {
      const value = findUint(options, number);
      if (value === undefined) return [];
      return [`${number === OPTIONS.BLOCK1 ? 1 : 2}:${value >> 4}/${(value >> 3) & 1}/${2 ** ((value & 7) + 4)}`];
    })
    .join(' ');
}

const figure = (link: VirtualLink): readonly string[] =>
  link.passed.map(({ message }) =>
    `${message.code >> 5}.${String(message.code & 31).padStart(2, '0')} ${blocks(message)}`.trim(),
  );

describe('the transfers of RFC 7959 §3', () => {
  it('figure 2: a response in blocks', async () => {
    const link = new VirtualLink();
    const client = link.join('client');
    const status = body(300);
    link.join('server', { handler: () => respond(CODES.CONTENT, status), limits: { blockBytes: 128 } });
    const response = await during(link, client.request('server', { method: 'GET', path: 'status' }));
    assert.ok(bytesEqual(response.payload, status));
    assert.equal(findUint(response.options, OPTIONS.BLOCK2), undefined);
    assert.deepEqual(figure(link), [
      '0.01',
      '2.05 2:0/1/128',
      '0.01 2:1/0/128',
      '2.05 2:1/1/128',
      '0.01 2:2/0/128',
      '2.05 2:2/0/128',
    ]);
  });

  it('figure 3: the client asks for smaller blocks from the beginning', async () => {
    const link = new VirtualLink();
    const client = link.join('client', { limits: { blockBytes: 64 } });
    const status = body(350);
    link.join('server', { handler: () => respond(CODES.CONTENT, status), limits: { blockBytes: 128 } });
    const early = { number: OPTIONS.BLOCK2, value: Uint8Array.of(2) };
    const response = await during(link, client.request('server', { method: 'GET', path: 'status', options: [early] }));
    assert.ok(bytesEqual(response.payload, status));
    assert.deepEqual(figure(link).slice(0, 4), ['0.01 2:0/0/64', '2.05 2:0/1/64', '0.01 2:1/0/64', '2.05 2:1/1/64']);
    assert.equal(figure(link).at(-1), '2.05 2:5/0/64');
  });

  it('figure 4: the client asks for smaller blocks after the first', async () => {
    const link = new VirtualLink();
    const client = link.join('client', { limits: { blockBytes: 64 } });
    const status = body(350);
    link.join('server', { handler: () => respond(CODES.CONTENT, status), limits: { blockBytes: 128 } });
    const response = await during(link, client.request('server', { method: 'GET', path: 'status' }));
    assert.ok(bytesEqual(response.payload, status));
    assert.deepEqual(figure(link).slice(0, 6), [
      '0.01',
      '2.05 2:0/1/128',
      '0.01 2:2/0/64',
      '2.05 2:2/1/64',
      '0.01 2:3/0/64',
      '2.05 2:3/1/64',
    ]);
  });

  it('figure 7: a request in blocks, atomic', async () => {
    const link = new VirtualLink();
    const client = link.join('client', { limits: { blockBytes: 128 } });
    const options = body(300);
    let stored: Uint8Array | undefined;
    let runs = 0;
    link.join('server', {
      handler: ({ payload }) => {
        runs++;
        stored = payload;
        return respond(CODES.CHANGED);
      },
    });
    await during(link, client.request('server', { method: 'PUT', path: 'options', payload: options }));
    assert.ok(stored !== undefined && bytesEqual(stored, options));
    assert.equal(runs, 1);
    assert.deepEqual(figure(link), [
      '0.03 1:0/1/128',
      '2.31 1:0/1/128',
      '0.03 1:1/1/128',
      '2.31 1:1/1/128',
      '0.03 1:2/0/128',
      '2.04 1:2/0/128',
    ]);
    assert.equal(findUint(link.passed[0]?.message.options ?? [], OPTIONS.SIZE1), 300);
  });

  it('figure 9: the server asks for smaller blocks', async () => {
    const link = new VirtualLink();
    const client = link.join('client', { limits: { blockBytes: 128 } });
    const options = body(200);
    let stored: Uint8Array | undefined;
    link.join('server', {
      handler: ({ payload }) => {
        stored = payload;
        return respond(CODES.CHANGED);
      },
      limits: { blockBytes: 32 },
    });
    await during(link, client.request('server', { method: 'PUT', path: 'options', payload: options }));
    assert.ok(stored !== undefined && bytesEqual(stored, options));
    assert.deepEqual(figure(link), [
      '0.03 1:0/1/128',
      '2.31 1:0/1/32',
      '0.03 1:4/1/32',
      '2.31 1:4/1/32',
      '0.03 1:5/1/32',
      '2.31 1:5/1/32',
      '0.03 1:6/0/32',
      '2.04 1:6/0/32',
    ]);
  });

  it('figure 11: a request and its response in blocks', async () => {
    const link = new VirtualLink();
    const client = link.join('client', { limits: { blockBytes: 128 } });
    const soap = body(300);
    link.join('server', { handler: ({ payload }) => respond(CODES.CHANGED, payload), limits: { blockBytes: 128 } });
    const response = await during(link, client.request('server', { method: 'POST', path: 'soap', payload: soap }));
    assert.ok(bytesEqual(response.payload, soap));
    assert.deepEqual(figure(link), [
      '0.02 1:0/1/128',
      '2.31 1:0/1/128',
      '0.02 1:1/1/128',
      '2.31 1:1/1/128',
      '0.02 1:2/0/128',
      '2.04 1:2/0/128 2:0/1/128',
      '0.02 2:1/0/128',
      '2.04 2:1/1/128',
      '0.02 2:2/0/128',
      '2.04 2:2/0/128',
    ]);
  });
});

describe('bodies of any length', () => {
  it('arrive whole, both ways, in blocks of any two sizes', async () => {
    const size = fc.constantFrom(16, 32, 64, 128, 256, 512, 1024);
    await fc.assert(
      fc.asyncProperty(size, size, fc.integer({ min: 0, max: 3000 }), async (ours, theirs, length) => {
        const link = new VirtualLink();
        const client = link.join('client', { limits: { blockBytes: ours } });
        link.join('server', {
          handler: ({ payload }) => respond(CODES.CHANGED, payload),
          limits: { blockBytes: theirs },
        });
        const sent = body(length);
        const response = await during(link, client.request('server', { method: 'POST', path: 'x', payload: sent }));
        assert.ok(bytesEqual(response.payload, sent));
      }),
      { numRuns: 25 },
    );
  });

  it('arrive whole over a link that loses, doubles and reorders, and are worked on once', async () => {
    for (const seed of ['a', 'b', 'c']) {
      const link = new VirtualLink({ delay: 5, jitter: 400, loss: 0.15, doubling: 0.2 }, seed);
      const client = link.join('client', { parameters: { maxRetransmit: 8 } });
      let runs = 0;
      link.join('server', {
        handler: ({ payload }) => {
          runs++;
          return respond(CODES.CHANGED, payload);
        },
        limits: { blockBytes: 64 },
      });
      const sent = body(2000);
      const response = await during(link, client.request('server', { method: 'POST', path: 'x', payload: sent }));
      assert.ok(bytesEqual(response.payload, sent));
      assert.equal(runs, 1);
    }
  });

  it('are sent in one message when blocks are not wanted', async () => {
    const link = new VirtualLink();
    const client = link.join('client');
    link.join('server', { handler: ({ payload }) => respond(CODES.CHANGED, Uint8Array.of(payload.length >> 8)) });
    const request = { method: 'POST', path: 'x', payload: body(1500), blockwise: false } as const;
    const response = await during(link, client.request('server', request));
    assert.equal(response.payload[0], 5);
    assert.equal(link.passed.length, 2);
  });

  it('of a non-confirmable request go in non-confirmable messages', async () => {
    const link = new VirtualLink();
    const client = link.join('client');
    link.join('server', { handler: ({ payload }) => respond(CODES.CHANGED, payload) });
    const sent = body(2500);
    const request = { method: 'POST', path: 'x', payload: sent, confirmable: false } as const;
    const response = await during(link, client.request('server', request));
    assert.ok(bytesEqual(response.payload, sent));
    assert.ok(link.passed.every(({ message }) => message.type === 'NON'));
  });
});

describe('sizes (RFC 7959 §4)', () => {
  it('are told when the client asks with Size2', async () => {
    const link = new VirtualLink();
    const client = link.join('client');
    link.join('server', { handler: () => respond(CODES.CONTENT, body(10)) });
    const size2 = { number: OPTIONS.SIZE2, value: new Uint8Array(0) };
    await during(link, client.request('server', { method: 'GET', path: 'x', options: [size2] }));
    assert.equal(findUint(link.passed[1]?.message.options ?? [], OPTIONS.SIZE2), 10);
  });
});
