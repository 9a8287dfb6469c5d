import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  CODES,
  CoapEndpoint,
  type CoapRequest,
  DEFAULT_PARAMETERS,
  deriveTimes,
  ObserverSet,
  respond,
} from '@sallyport/coap';
import { fromUtf8, seededRandom, utf8, VirtualTime } from '@sallyport/core';
import { withCode } from '@sallyport/testing';
import { brief, RawPeer } from '../support/raw-peer.ts';
import { during, VirtualLink } from '../support/virtual-link.ts';

const GET = { method: 'GET', path: 'x' } as const;
const HELLO = respond(CODES.CONTENT, utf8('hello'));

describe('transmission parameters', () => {
  it('derive the times of RFC 7252 §4.8.2', () => {
    const times = deriveTimes(DEFAULT_PARAMETERS);
    assert.equal(times.maxTransmitSpan, 45_000);
    assert.equal(times.maxTransmitWait, 93_000);
    assert.equal(times.exchangeLifetime, 247_000);
    assert.equal(times.nonLifetime, 145_000);
  });

  it('are refused out of range', () => {
    const link = new VirtualLink();
    for (const parameters of [
      { ackRandomFactor: 0.5 },
      { nstart: 0 },
      { tokenLength: 9 },
      { ackTimeout: -1 },
      { maxLatency: 2 ** 31 },
    ]) {
      assert.throws(() => link.join('x', { parameters }), withCode('E_COAP_ARGUMENT'));
    }
    for (const limits of [{ blockBytes: 48 }, { maxPeers: 0 }, { maxOptions: 1.5 }]) {
      assert.throws(() => link.join('x', { limits }), withCode('E_COAP_ARGUMENT'));
    }
  });
});

describe('interactions with one peer (RFC 7252 §4.7)', () => {
  it('go one after the other, in the order they came', async () => {
    const link = new VirtualLink();
    const client = link.join('client');
    const order: string[] = [];
    link.join('server', {
      handler: ({ path }) => {
        order.push(path);
        return HELLO;
      },
    });
    const paths = ['a', 'b', 'c', 'd'];
    const responses = Promise.all(paths.map((path) => client.request('server', { method: 'GET', path })));
    await link.time.advance(0);
    assert.equal(link.passed.length, 1);
    await during(link, responses);
    assert.deepEqual(order, paths);
    assert.deepEqual(link.log().slice(0, 3), [
      'CON 0.01 client>server',
      'ACK 2.05 server>client',
      'CON 0.01 client>server',
    ]);
  });

  it('go at the same time with other peers, and as many as NSTART says', async () => {
    const link = new VirtualLink();
    const client = link.join('client', { parameters: { nstart: 2 } });
    for (const peer of ['a', 'a', 'a', 'b', 'b', 'b']) client.request(peer, GET).catch(() => undefined);
    await link.time.advance(0);
    assert.deepEqual(
      link.passed.map(({ to }) => to),
      ['a', 'a', 'b', 'b'],
    );
  });

  it('let the next one begin when a request is acknowledged, before its response', async () => {
    const link = new VirtualLink();
    const client = link.join('client');
    const raw = new RawPeer(link);
    raw.answer = (message, from) => raw.reply(from, message, { code: CODES.EMPTY, token: utf8('') });
    client.request('raw', GET).catch(() => undefined);
    client.request('raw', GET).catch(() => undefined);
    await link.time.advance(100);
    assert.equal(brief(raw.heard), 'CON 0.01, CON 0.01');
  });

  it('hold back the next one for a while after a non-confirmable request', async () => {
    const link = new VirtualLink();
    const client = link.join('client');
    const raw = new RawPeer(link);
    client.request('raw', { ...GET, confirmable: false }).catch(() => undefined);
    client.request('raw', { ...GET, confirmable: false }).catch(() => undefined);
    await link.time.advance(1000);
    assert.equal(raw.heard.length, 1);
    await link.time.advance(2500);
    assert.equal(raw.heard.length, 2);
  });

  it('are bounded for each peer and altogether', async () => {
    const link = new VirtualLink();
    const client = link.join('client', { limits: { maxTransmissionsPerPeer: 2, maxTransmissions: 3 } });
    const outcomes = ['a', 'a', 'a', 'b', 'b'].map((peer) => client.send(peer, GET));
    const settled = await during(link, Promise.allSettled(outcomes));
    const codes = settled.map((one) => (one.status === 'rejected' ? one.reason.code : 'sent'));
    assert.deepEqual(codes, ['E_COAP_TIMEOUT', 'E_COAP_TIMEOUT', 'E_COAP_BUSY', 'E_COAP_TIMEOUT', 'E_COAP_BUSY']);
    assert.equal(link.time.waiting, 0);
  });

  it('are bounded in the responses that are awaited', async () => {
    const link = new VirtualLink();
    const client = link.join('client', { limits: { maxExchangesPerPeer: 1, maxExchanges: 2 } });
    const settled = await during(
      link,
      Promise.allSettled(['a', 'a', 'b', 'c'].map((peer) => client.request(peer, GET))),
    );
    const codes = settled.map((one) => (one.status === 'rejected' ? one.reason.code : 'answered'));
    assert.deepEqual(codes, ['E_COAP_TIMEOUT', 'E_COAP_BUSY', 'E_COAP_TIMEOUT', 'E_COAP_BUSY']);
  });
});

describe('a separate response', () => {
  it('may come before the acknowledgement of its request', async () => {
    const link = new VirtualLink();
    const client = link.join('client');
    const raw = new RawPeer(link);
    raw.answer = (message, from) => {
      if (message.code === 0x01) raw.reply(from, message, { type: 'CON', messageId: 1, payload: utf8('early') });
    };
    const response = await during(link, client.request('raw', GET));
    assert.equal(fromUtf8(response.payload), 'early');
    await link.time.advance(100_000);
    assert.equal(brief(raw.heard), 'CON 0.01, ACK 0.00');
  });

  it('is acknowledged again when it is repeated', async () => {
    const link = new VirtualLink();
    const client = link.join('client');
    const raw = new RawPeer(link);
    raw.answer = (message, from) => {
      if (message.code !== 0x01) return;
      for (let copy = 0; copy < 3; copy++) raw.reply(from, message, { type: 'CON', messageId: 1 });
    };
    await during(link, client.request('raw', GET));
    await link.time.advance(1000);
    assert.equal(brief(raw.heard), 'CON 0.01, ACK 0.00, ACK 0.00, ACK 0.00');
  });

  it('is repeated until it is acknowledged, and given up when it is reset', async () => {
    const link = new VirtualLink();
    const raw = new RawPeer(link);
    link.join('server', { handler: () => new Promise((resolve) => link.time.after(1000, () => resolve(HELLO))) });
    raw.send('server');
    await link.time.advance(10_000);
    assert.equal(brief(raw.heard), 'ACK 0.00, CON 2.05, CON 2.05, CON 2.05');
    const [, response] = raw.heard;
    raw.send('server', { type: 'RST', code: CODES.EMPTY, token: utf8(''), messageId: response?.messageId ?? 0 });
    await link.time.advance(100_000);
    assert.equal(raw.heard.length, 4);
  });
});

describe('duplicates (RFC 7252 §4.5)', () => {
  function counting(options = {}) {
    const link = new VirtualLink();
    const seen: CoapRequest[] = [];
    link.join('server', {
      handler: (request) => {
        seen.push(request);
        return HELLO;
      },
      ...options,
    });
    return { link, raw: new RawPeer(link), seen };
  }

  it('are told for EXCHANGE_LIFETIME, and not longer', async () => {
    const { link, raw, seen } = counting();
    raw.send('server', { messageId: 1 });
    await link.time.advance(246_000);
    raw.send('server', { messageId: 1 });
    await link.time.advance(500);
    assert.equal(seen.length, 1);
    assert.equal(raw.heard.length, 2);
    await link.time.advance(1000);
    raw.send('server', { messageId: 1 });
    await link.time.advance(500);
    assert.equal(seen.length, 2);
  });

  it('of a non-confirmable request are passed over for NON_LIFETIME', async () => {
    const { link, raw, seen } = counting();
    raw.send('server', { type: 'NON', messageId: 1 });
    raw.send('server', { type: 'NON', messageId: 1 });
    await link.time.advance(144_000);
    assert.equal(seen.length, 1);
    assert.equal(raw.heard.length, 1);
    await link.time.advance(1100);
    raw.send('server', { type: 'NON', messageId: 1 });
    await link.time.advance(500);
    assert.equal(seen.length, 2);
  });

  it('are those of one peer: another may use the same ID', async () => {
    const { link, raw, seen } = counting();
    const other = new RawPeer(link, 'other');
    raw.send('server', { messageId: 1 });
    other.send('server', { messageId: 1 });
    await link.time.advance(500);
    assert.equal(seen.length, 2);
  });

  it('are passed over while the handler still works', async () => {
    const link = new VirtualLink();
    const raw = new RawPeer(link);
    let count = 0;
    link.join('server', {
      handler: () => {
        count++;
        return new Promise((resolve) => link.time.after(400, () => resolve(HELLO)));
      },
    });
    for (let copy = 0; copy < 3; copy++) raw.send('server', { messageId: 1 });
    await link.time.advance(5000);
    assert.equal(count, 1);
    assert.equal(brief(raw.heard), 'ACK 2.05');
  });

  it('leave no waiting behind once their time is over', async () => {
    const { link, raw } = counting();
    raw.send('server');
    await link.time.advance(600_000);
    assert.equal(link.time.waiting, 0);
  });
});

describe('the end of exchanges', () => {
  it('comes for one peer when it is forgotten, and for all when the endpoint closes', async () => {
    const link = new VirtualLink();
    const client = link.join('client');
    new RawPeer(link, 'a');
    new RawPeer(link, 'b');
    const a = assert.rejects(client.request('a', GET), withCode('E_COAP_PEER_GONE'));
    const ping = assert.rejects(client.ping('a'), withCode('E_COAP_PEER_GONE'));
    const b = assert.rejects(client.request('b', GET), withCode('E_COAP_CLOSED'));
    const sent = assert.rejects(client.send('b', GET), withCode('E_COAP_CLOSED'));
    await link.time.advance(100);
    client.forget('a');
    await Promise.all([a, ping]);
    client.close();
    client.close();
    await Promise.all([b, sent]);
    assert.equal(link.time.waiting, 0);
    await assert.rejects(client.request('a', GET), withCode('E_COAP_CLOSED'));
    assert.throws(() => client.notify('a', GET), withCode('E_COAP_CLOSED'));
    client.receive(Uint8Array.of(0x40, 0, 0, 0), 'a');
  });

  it('comes by the signal, before and after sending', async () => {
    const link = new VirtualLink();
    const client = link.join('client');
    const controller = new AbortController();
    const request = assert.rejects(
      client.request('nobody', GET, { signal: controller.signal }),
      withCode('E_COAP_CANCELLED'),
    );
    const queued = assert.rejects(
      client.send('nobody', GET, { signal: controller.signal }),
      withCode('E_COAP_CANCELLED'),
    );
    await link.time.advance(100);
    controller.abort();
    await Promise.all([request, queued]);
    await link.time.advance(100);
    assert.equal(link.time.waiting, 0);
    await assert.rejects(client.request('nobody', GET, { signal: controller.signal }), withCode('E_COAP_CANCELLED'));
    const before = link.passed.length;
    await assert.rejects(client.ping('nobody', { signal: controller.signal }), withCode('E_COAP_CANCELLED'));
    assert.equal(link.passed.length, before);
  });

  it('comes when an acknowledged request has no response in its time', async () => {
    const link = new VirtualLink();
    const client = link.join('client');
    const raw = new RawPeer(link);
    raw.answer = (message, from) => raw.reply(from, message, { code: CODES.EMPTY, token: utf8('') });
    const asked = client.request('raw', { ...GET, timeout: 5000 });
    await assert.rejects(during(link, asked), withCode('E_COAP_TIMEOUT'));
    assert.equal(link.time.monotonic(), 5000);
    await assert.rejects(client.request('raw', { ...GET, timeout: 2 ** 31 }), withCode('E_COAP_ARGUMENT'));
  });

  it('comes for a request whose peer is gone while the handler works', async () => {
    const link = new VirtualLink();
    const raw = new RawPeer(link);
    const server = link.join('server', {
      handler: () => new Promise((resolve) => link.time.after(1000, () => resolve(HELLO))),
    });
    raw.send('server');
    await link.time.advance(100);
    server.forget('raw');
    await link.time.advance(5000);
    assert.equal(raw.heard.length, 0);
  });
});

describe('a link within the process, which delivers at once', () => {
  it('loses nothing: what is answered while it is sent is settled', async () => {
    const time = new VirtualTime();
    const random = seededRandom('at once');
    const observers = new ObserverSet();
    const server: CoapEndpoint = new CoapEndpoint(
      {
        handler: (request) => {
          observers.accept(request);
          return HELLO;
        },
        parameters: { confirmableEvery: 1 },
      },
      { clock: time, timer: time, random, transmit: (datagram) => client.receive(datagram, 'server') },
    );
    const client: CoapEndpoint = new CoapEndpoint(
      {},
      { clock: time, timer: time, random, transmit: (datagram) => server.receive(datagram, 'client') },
    );
    let changes = 0;
    const listener = {
      changed: () => {
        changes++;
      },
    };
    await client.observe('server', GET, listener);
    for (let i = 0; i < 10; i++) {
      observers.notify(respond(CODES.CONTENT, Uint8Array.of(i)));
      await client.request('server', { ...GET, confirmable: i % 2 === 0 });
      await client.ping('server');
      await client.send('server', GET);
    }
    assert.equal(changes, 10);
    assert.equal(client.load.transmissions + server.load.transmissions, 0);
    assert.equal(client.load.exchanges, 1);
  });
});

describe('a ping', () => {
  it('is answered by whoever is there', async () => {
    const link = new VirtualLink();
    const client = link.join('client');
    link.join('server');
    await during(link, client.ping('server'));
    assert.deepEqual(link.log(), ['CON 0.00 client>server', 'RST 0.00 server>client']);
    await assert.rejects(during(link, client.ping('nobody')), withCode('E_COAP_TIMEOUT'));
  });
});

describe('a transport that throws', () => {
  it('has lost the datagram: it is sent again', async () => {
    const link = new VirtualLink();
    const failures: unknown[] = [];
    const client = link.join('client', { failed: (error) => failures.push(error) });
    link.join('server', { handler: () => HELLO });
    let count = 0;
    link.isLost = () => {
      if (count++ < 2) throw new TypeError('no network');
      return false;
    };
    const response = await during(link, client.request('server', GET));
    assert.equal(response.code, CODES.CONTENT);
    assert.equal(failures.length, 2);
  });
});
