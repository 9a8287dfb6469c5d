import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CODES, type CoapRequest, type CoapResponse, contentFormat, respond } from '@sallyport/coap';
import { fromUtf8, utf8 } from '@sallyport/core';
import { withCode } from '@sallyport/testing';
import { during, VirtualLink } from './support/virtual-link.ts';

const HELLO = respond(CODES.CONTENT, utf8('hello'), { contentFormat: 0 });

describe('requests and responses (RFC 7252 §5.2)', () => {
  it('piggybacks a response that is there at once', async () => {
    const link = new VirtualLink();
    const seen: CoapRequest[] = [];
    const client = link.join('client');
    link.join('server', {
      handler: (request) => {
        seen.push(request);
        return HELLO;
      },
    });
    const response = await during(
      link,
      client.request('server', {
        method: 'POST',
        path: 'c/cp',
        query: ['a=1', 'b'],
        payload: utf8('in'),
        options: [contentFormat(42)],
      }),
    );
    assert.equal(response.code, CODES.CONTENT);
    assert.equal(fromUtf8(response.payload), 'hello');
    assert.deepEqual(link.log(), ['CON 0.02 client>server', 'ACK 2.05 server>client']);
    const [request] = seen;
    assert.equal(request?.method, 'POST');
    assert.equal(request?.path, 'c/cp');
    assert.deepEqual(request?.query, ['a=1', 'b']);
    assert.equal(fromUtf8(request?.payload ?? utf8('')), 'in');
    assert.equal(request?.confirmable, true);
    assert.equal(request?.peer, 'client');
    assert.equal(request?.multicast, false);
    assert.equal(request?.observe, undefined);
  });

  it('acknowledges first and answers later when the handler takes longer than the processing delay', async () => {
    const link = new VirtualLink();
    const client = link.join('client');
    link.join('server', { handler: () => after(link, 3000, HELLO) });
    const response = await during(link, client.request('server', { method: 'GET', path: 'slow' }));
    assert.equal(fromUtf8(response.payload), 'hello');
    await link.time.advance(1000);
    assert.deepEqual(link.log(), [
      'CON 0.01 client>server',
      'ACK 0.00 server>client',
      'CON 2.05 server>client',
      'ACK 0.00 client>server',
    ]);
  });

  it('piggybacks a promised response that comes within the processing delay', async () => {
    const link = new VirtualLink();
    const client = link.join('client');
    link.join('server', { handler: () => after(link, 300, HELLO) });
    await during(link, client.request('server', { method: 'GET', path: 'quick' }));
    assert.deepEqual(link.log(), ['CON 0.01 client>server', 'ACK 2.05 server>client']);
  });

  it('answers a non-confirmable request with a non-confirmable response', async () => {
    const link = new VirtualLink();
    const client = link.join('client');
    link.join('server', { handler: () => HELLO });
    await during(link, client.request('server', { method: 'GET', path: 'x', confirmable: false }));
    assert.deepEqual(link.log(), ['NON 0.01 client>server', 'NON 2.05 server>client']);
  });

  it('acknowledges a confirmable request that gets no response, and is silent to a non-confirmable one', async () => {
    const link = new VirtualLink();
    const client = link.join('client');
    let count = 0;
    link.join('server', {
      handler: () => {
        count++;
        return undefined;
      },
    });
    await during(link, client.send('server', { method: 'POST', path: 'x' }));
    client.notify('server', { method: 'POST', path: 'y' });
    await link.time.advance(1000);
    assert.deepEqual(link.log(), ['CON 0.02 client>server', 'ACK 0.00 server>client', 'NON 0.02 client>server']);
    assert.equal(count, 2);
  });

  it('answers 4.04 without a handler, and the code of its fault to what a handler throws', async () => {
    const link = new VirtualLink();
    const client = link.join('client');
    link.join('empty');
    const response = await during(link, client.request('empty', { method: 'GET', path: 'x' }));
    assert.equal(response.code, CODES.NOT_FOUND);
    const failures: unknown[] = [];
    link.join('server', {
      handler: () => {
        throw new TypeError('secret');
      },
      failed: (error) => failures.push(error),
    });
    const broken = await during(link, client.request('server', { method: 'GET', path: 'x' }));
    assert.equal(broken.code, CODES.INTERNAL_SERVER_ERROR);
    assert.equal(broken.payload.length, 0);
    assert.equal(failures.length, 1);
  });
});

describe('retransmission (RFC 7252 §4.2)', () => {
  it('sends a confirmable message again until it is acknowledged, twice as late each time', async () => {
    const link = new VirtualLink();
    const client = link.join('client');
    let lost = 0;
    link.isLost = () => lost++ < 3;
    link.join('server', { handler: () => HELLO });
    await during(link, client.request('server', { method: 'GET', path: 'x' }));
    const times = link.passed.filter(({ from }) => from === 'client').map(({ at }) => at);
    assert.equal(times.length, 4);
    const [a = 0, b = 0, c = 0, d = 0] = times;
    assert.ok(b - a >= 2000 && b - a <= 3000);
    assert.ok(Math.abs(c - b - 2 * (b - a)) < 1e-6 && Math.abs(d - c - 4 * (b - a)) < 1e-6);
  });

  it('gives up after four retransmissions', async () => {
    const link = new VirtualLink();
    const client = link.join('client');
    await assert.rejects(
      during(link, client.request('nobody', { method: 'GET', path: 'x' })),
      withCode('E_COAP_TIMEOUT'),
    );
    assert.equal(link.passed.length, 5);
    assert.ok(link.time.monotonic() <= 93_000);
    assert.equal(link.time.waiting, 0);
  });

  it('answers a repeated request with the same acknowledgement and runs the handler once', async () => {
    const link = new VirtualLink();
    const client = link.join('client');
    let count = 0;
    link.join('server', { handler: () => respond(CODES.CHANGED, Uint8Array.of(++count)) });
    let acks = 0;
    link.isLost = ({ message }) => message.type === 'ACK' && acks++ < 2;
    const response = await during(link, client.request('server', { method: 'POST', path: 'x' }));
    assert.deepEqual([...response.payload], [1]);
    assert.equal(count, 1);
    assert.equal(link.log().filter((line) => line.startsWith('ACK 2.04')).length, 3);
  });
});

function after(link: VirtualLink, span: number, response: CoapResponse): Promise<CoapResponse> {
  return new Promise((resolve) => {
    link.time.after(span, () => resolve(response));
  });
}
