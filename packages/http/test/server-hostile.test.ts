/** One test for each way a client can misbehave, against a listener with short patience. */

import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type RunningTlsServer, startTlsServer, text } from '@sallyport/http';
import { standardShop } from './support/certificates.ts';
import { type RawClient, rawConnect } from './support/raw-client.ts';

const { shop, server: identity } = standardShop();
let server: RunningTlsServer;
let handled = 0;
const tlsErrors: string[] = [];
const internalErrors: unknown[] = [];

before(async () => {
  server = await startTlsServer({
    host: '127.0.0.1',
    port: 0,
    ...identity,
    requestClientCertificate: true,
    handler: async ({ path, body }) => {
      handled++;
      return path === '/big'
        ? { ...text(200, ''), body: new Uint8Array(64 * 1024 * 1024) }
        : text(200, `took ${body.length}`);
    },
    onError: (error) => internalErrors.push(error),
    onTlsError: ({ reason }) => tlsErrors.push(reason),
    limits: {
      maxBodyBytes: 10_000,
      maxHeaderBytes: 2_000,
      maxHeaderFields: 10,
      handshakeTimeout: 300,
      headersTimeout: 300,
      requestTimeout: 500,
      idleTimeout: 300,
      writeTimeout: 300,
      lingerTimeout: 200,
      maxPipelined: 4,
      maxHandshakes: 5,
      maxConnections: 12,
      closeTimeout: 500,
    },
  });
});
after(async () => {
  await server.close();
  shop.close();
  assert.deepEqual(internalErrors, []);
});

async function open(): Promise<RawClient> {
  return rawConnect({ port: server.port });
}

/** Sends `bytes` and gives everything up to the end of the connection. */
async function exchange(bytes: string): Promise<string> {
  const client = await open();
  client.write(bytes);
  return client.untilClosed();
}

async function settled(): Promise<void> {
  while (server.connections > 0) await sleep(5);
}

const head = (...fields: readonly string[]) =>
  `POST / HTTP/1.1\r\nHost: a\r\n${fields.map((f) => `${f}\r\n`).join('')}\r\n`;

describe('a hostile client', () => {
  it('that announces 100 MB gets 413 before it sends them', async () => {
    const started = performance.now();
    const client = await open();
    client.write(head('Content-Length: 100000000'));
    await client.until(/^HTTP\/1.1 413 [\s\S]*connection: close[\s\S]*E_HTTP_BODY_TOO_LARGE/i);
    assert.ok(performance.now() - started < 2000);
    await client.untilClosed();
  });

  it('that asks first with Expect: 100-continue gets 413 instead of a go-ahead', async () => {
    const received = await exchange(head('Content-Length: 100000000', 'Expect: 100-continue'));
    assert.match(received, /^HTTP\/1.1 413 /);
  });

  it('that asks first with a body in bounds gets the go-ahead', async () => {
    const client = await open();
    client.write(head('Content-Length: 3', 'Expect: 100-continue'));
    await client.until(/^HTTP\/1.1 100 Continue/);
    client.write('abc');
    await client.until(/took 3/);
    client.destroy();
  });

  it('that streams 100 MB without announcing them gets 413, costs little memory and is cut off', async () => {
    const before = process.memoryUsage().rss;
    let most = before;
    const client = await open();
    client.write(head('Transfer-Encoding: chunked'));
    const block = Buffer.alloc(64 * 1024, 0x61);
    let sent = 0;
    while (!client.socket.destroyed && sent < 100_000_000) {
      client.write(`${block.length.toString(16)}\r\n`);
      client.write(block);
      sent += block.length;
      if (!client.socket.write('\r\n')) {
        await Promise.race([new Promise((resolve) => client.socket.once('drain', resolve)), client.untilClosed()]);
      }
      most = Math.max(most, process.memoryUsage().rss);
    }
    assert.match(await client.untilClosed(), /^HTTP\/1.1 413 /);
    assert.ok(most - before < 60_000_000, `memory grew by ${most - before} bytes`);
  });

  it('that drips its header gets 408', async () => {
    const client = await open();
    const drip = setInterval(() => client.write('X'), 40);
    client.write('POST / HTTP/1.1\r\nHost: a\r\nX-');
    const received = await client.untilClosed();
    clearInterval(drip);
    assert.match(received, /^HTTP\/1.1 408 [\s\S]*E_HTTP_TIMEOUT/);
  });

  it('that connects and stays silent is cut off', async () => {
    const client = await open();
    const started = performance.now();
    await client.untilClosed();
    assert.ok(performance.now() - started < 5000);
  });

  it('that drips its body gets 408 and its request is never handled', async () => {
    const before = handled;
    const client = await open();
    const drip = setInterval(() => client.write('x'), 40);
    client.write(head('Content-Length: 1000'));
    const received = await client.untilClosed();
    clearInterval(drip);
    assert.match(received, /^HTTP\/1.1 408 [\s\S]*E_HTTP_TIMEOUT/);
    assert.equal(handled, before);
  });

  it('that stops in the middle of its body is never handled', async () => {
    const before = handled;
    const client = await open();
    client.write(`${head('Content-Length: 1000')}abc`);
    await sleep(20);
    client.destroy();
    await settled();
    assert.equal(handled, before);
  });

  it('that rests longer than allowed between requests is cut off', async () => {
    const client = await open();
    client.write(head('Content-Length: 0'));
    await client.until(/took 0/);
    await client.untilClosed();
  });

  it('that does not take its answer is cut off', async () => {
    const client = await open();
    client.socket.pause();
    client.write('GET /big HTTP/1.1\r\nHost: a\r\n\r\n');
    await settled();
    client.destroy();
  });

  it('that sends too many requests ahead is cut off', async () => {
    const client = await open();
    client.write(head('Content-Length: 0').repeat(50));
    const received = await client.untilClosed();
    assert.ok((received.match(/took 0/g)?.length ?? 0) <= 4);
  });

  it('that never starts the handshake is cut off', async () => {
    const socket = connect({ host: '127.0.0.1', port: server.port });
    await new Promise((resolve) =>
      socket
        .on('error', () => undefined)
        .once('close', resolve)
        .resume(),
    );
  });

  it('that speaks no TLS is refused and reported', async () => {
    tlsErrors.length = 0;
    const client = await rawConnect({ port: server.port, tls: false });
    client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await client.untilClosed();
    assert.equal(tlsErrors.length, 1);
  });

  it('that opens many handshakes leaves room again once they are given up', async () => {
    await settled();
    const flood = Array.from({ length: 30 }, () => {
      const socket = connect({ host: '127.0.0.1', port: server.port });
      return new Promise((resolve) =>
        socket
          .on('error', () => undefined)
          .once('close', resolve)
          .resume(),
      );
    });
    await sleep(50);
    assert.ok(server.connections <= 5, `${server.connections} handshakes`);
    await Promise.all(flood);
    const client = await open();
    client.write(head('Content-Length: 0'));
    await client.until(/took 0/);
    client.destroy();
  });

  it('that opens too many connections gets no more of them', async () => {
    await settled();
    const clients: RawClient[] = [];
    for (let i = 0; i < 12; i++) clients.push(await open());
    await assert.rejects(open());
    assert.equal(server.connections, 12);
    for (const client of clients) client.destroy();
    await settled();
  });
});

describe('an ambiguous or malformed request', () => {
  const refused: readonly (readonly [why: string, bytes: string, status: number])[] = [
    [
      'Content-Length beside Transfer-Encoding',
      `${head('Content-Length: 3', 'Transfer-Encoding: chunked')}0\r\n\r\n`,
      400,
    ],
    [
      'Transfer-Encoding beside Content-Length',
      `${head('Transfer-Encoding: chunked', 'Content-Length: 3')}0\r\n\r\n`,
      400,
    ],
    ['two Content-Lengths', `${head('Content-Length: 3', 'Content-Length: 4')}abc`, 400],
    ['a list of Content-Lengths', `${head('Content-Length: 3, 3')}abc`, 400],
    ['a Content-Length with a sign', `${head('Content-Length: +3')}abc`, 400],
    ['a Transfer-Encoding that is not chunked last', `${head('Transfer-Encoding: chunked, identity')}abc`, 400],
    ['an obfuscated Transfer-Encoding', `${head('Transfer-Encoding: xchunked')}0\r\n\r\n`, 400],
    ['a blank before the colon', `${head('Content-Length : 3')}abc`, 400],
    ['a folded header', head('X: a', ' b'), 400],
    ['a chunk size that is no number', `${head('Transfer-Encoding: chunked')}zz\r\n`, 400],
    ['no Host', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
    ['two Hosts', head('Host: b', 'Connection: close'), 400],
    ['a NUL in a header', head('X: a\0b'), 400],
    ['a method that is none', 'G@T / HTTP/1.1\r\nHost: a\r\n\r\n', 400],
    ['a request target that is no path', 'GET ftp://x/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', 400],
    ['too long a header', head(`X: ${'a'.repeat(5000)}`), 431],
    ['too many header fields', head(...Array.from({ length: 20 }, (_, i) => `X${i}: a`), 'Connection: close'), 431],
    ['a compressed body', `${head('Content-Encoding: gzip', 'Content-Length: 3', 'Connection: close')}abc`, 415],
    ['the HTTP/2 preface', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
  ];
  for (const [why, bytes, status] of refused) {
    it(`with ${why} gets ${status}, and nothing is handled`, async () => {
      const before = handled;
      const received = await exchange(bytes);
      assert.ok(received.startsWith(`HTTP/1.1 ${status} `), received);
      assert.match(received, /\r\n\r\nE_HTTP_/);
      assert.equal(handled, before);
    });
  }

  it('does not smuggle a second request behind a first one', async () => {
    const before = handled;
    const hidden = 'GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n';
    await exchange(`${head(`Content-Length: ${hidden.length}`, 'Transfer-Encoding: chunked')}0\r\n\r\n${hidden}`);
    assert.equal(handled, before);
  });

  it('joins repeated fields instead of choosing one', async () => {
    const client = await open();
    client.write(head('Content-Type: a/b', 'Content-Type: c/d', 'Content-Length: 0', 'Connection: close'));
    assert.match(await client.untilClosed(), /took 0/);
  });
});

describe('many clients that stop before the end of their bodies', () => {
  it('hold no more than one bound for all, and leave it when they go', async () => {
    const shared = await startTlsServer({
      host: '127.0.0.1',
      port: 0,
      ...identity,
      requestClientCertificate: false,
      handler: async ({ body }) => text(200, `took ${body.length}`),
      limits: {
        maxBodyBytes: 10_000,
        maxHeldBytes: 25_000,
        requestTimeout: 5_000,
        headersTimeout: 5_000,
        lingerTimeout: 50,
      },
    });
    const post = head('Content-Length: 10000', 'Connection: close');
    const begun = async () => {
      const client = await rawConnect({ port: shared.port });
      client.write(`${post}${'x'.repeat(9_000)}`);
      return client;
    };
    try {
      const first = await begun();
      const second = await begun();
      await sleep(50);
      const third = await begun();
      assert.match(await third.untilClosed(), /^HTTP\/1\.1 503 .*E_HTTP_BUSY/s);
      first.socket.destroy();
      await sleep(50);
      const fourth = await begun();
      for (const client of [second, fourth]) {
        client.write('x'.repeat(1_000));
        assert.match(await client.untilClosed(), /took 10000/);
      }
      const after = await Promise.all([begun(), begun()]);
      for (const client of after) {
        client.write('x'.repeat(1_000));
        assert.match(await client.untilClosed(), /took 10000/, 'what was answered is held no more');
      }
    } finally {
      await shared.close();
    }
  });
});

describe('one address among others', () => {
  const limits = {
    maxConnectionsPerAddress: 3,
    maxHandshakesPerAddress: 2,
    handshakeTimeout: 30_000,
    closeTimeout: 200,
  };
  const start = () =>
    startTlsServer({
      host: '0.0.0.0',
      port: 0,
      ...identity,
      requestClientCertificate: false,
      handler: async () => text(200, 'here'),
      limits,
    });
  const beginning = async (port: number, from: string) => {
    const socket = connect({ host: '127.0.0.1', port, localAddress: from });
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    socket.on('error', () => undefined);
    await new Promise((resolve) => socket.once('connect', resolve));
    return { socket, closed };
  };

  it('holds its share of the connections, which it has again when it lets go', async () => {
    const running = await start();
    try {
      const held = [];
      for (let i = 0; i < 3; i++) held.push(await rawConnect({ port: running.port }));
      await assert.rejects(rawConnect({ port: running.port }));
      const other = await rawConnect({ port: running.port, localAddress: '127.0.0.2' });
      other.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
      assert.match(await other.untilClosed(), /here/);
      for (const client of held) client.destroy();
      while (running.connections > 0) await sleep(5);
      const again = await rawConnect({ port: running.port });
      again.destroy();
    } finally {
      await running.close();
    }
  });

  it('holds its share of the handshakes, and does not keep the others from theirs', async () => {
    const running = await start();
    try {
      const first = await beginning(running.port, '127.0.0.1');
      const second = await beginning(running.port, '127.0.0.1');
      const third = await beginning(running.port, '127.0.0.1');
      await third.closed;
      const other = await rawConnect({ port: running.port, localAddress: '127.0.0.2' });
      other.destroy();
      for (const { socket } of [first, second]) socket.destroy();
      while (running.connections > 0) await sleep(5);
      for (let i = 0; i < 2 * limits.maxHandshakesPerAddress; i++) {
        const again = await rawConnect({ port: running.port });
        again.destroy();
        while (running.connections > 0) await sleep(5);
      }
    } finally {
      await running.close();
    }
  });

  it('that is turned away leaves the count of all handshakes as it was', async () => {
    const running = await startTlsServer({
      host: '0.0.0.0',
      port: 0,
      ...identity,
      requestClientCertificate: false,
      handler: async () => text(200, 'here'),
      limits: { ...limits, maxHandshakes: 4 },
    });
    try {
      const holding = [await beginning(running.port, '127.0.0.1'), await beginning(running.port, '127.0.0.1')];
      for (let i = 0; i < 10; i++) await (await beginning(running.port, '127.0.0.1')).closed;
      const other = await rawConnect({ port: running.port, localAddress: '127.0.0.2' });
      other.destroy();
      for (const { socket } of holding) socket.destroy();
    } finally {
      await running.close();
    }
  });
});
