import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  buildRequest,
  bytes,
  type ConnectionInfo,
  empty,
  type HttpHandler,
  type HttpServerOptions,
  json,
  type RunningServer,
  router,
  startHttpServer,
  startTlsServer,
  text,
} from '@sallyport/http';
import { withCode } from '@sallyport/testing';
import { standardShop } from './support/certificates.ts';
import { rawConnect } from './support/raw-client.ts';

const { shop, server: identity } = standardShop();
after(() => shop.close());

async function withServer(
  handler: HttpHandler,
  use: (server: RunningServer) => Promise<void>,
  options: Partial<HttpServerOptions> = {},
): Promise<void> {
  const server = await startHttpServer({ host: '127.0.0.1', port: 0, handler, ...options });
  try {
    await use(server);
  } finally {
    await server.close();
  }
}

const GET = (path: string) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`;

describe('startHttpServer', () => {
  it('hands on method, path, query, headers and body, and sends the answer', async () => {
    const seen: unknown[] = [];
    const handler: HttpHandler = async ({ method, path, query, headers, body, connection }) => {
      seen.push(method, path, query.get('q'), headers.get('x-thing'), body.length, connection.tls);
      return bytes(201, 'application/octet-stream', body, { 'x-answer': 'yes' });
    };
    await withServer(handler, async ({ port }) => {
      const response = await fetch(`http://127.0.0.1:${port}/a%2Fb?q=1`, {
        method: 'POST',
        headers: { 'X-Thing': 'v' },
        body: Uint8Array.of(1, 2, 3),
      });
      assert.equal(response.status, 201);
      assert.equal(response.headers.get('x-answer'), 'yes');
      assert.deepEqual(new Uint8Array(await response.arrayBuffer()), Uint8Array.of(1, 2, 3));
    });
    assert.deepEqual(seen, ['POST', '/a%2Fb', '1', 'v', 3, undefined]);
  });

  it('reads chunked bodies', async () => {
    await withServer(
      async ({ body }) => text(200, String(body.length)),
      async ({ port }) => {
        const client = await rawConnect({ port, tls: false });
        client.write(
          'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n',
        );
        await client.until(/\r\n\r\n7\n/);
        client.destroy();
      },
    );
  });

  it('goes on with the connection after a request with a length of nothing', async () => {
    await withServer(
      async ({ body }) => text(200, String(body.length)),
      async ({ port }) => {
        const client = await rawConnect({ port, tls: false });
        client.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n');
        await client.until(/\r\n\r\n0\n/);
        client.write(GET('/'));
        await client.until(/\r\n\r\n0\n[\s\S]*\r\n\r\n0\n/);
        client.destroy();
      },
    );
  });

  it('takes the absolute form of a request target', async () => {
    await withServer(
      async ({ path, query }) => text(200, `${path} ${query.get('x')}`),
      async ({ port }) => {
        const client = await rawConnect({ port, tls: false });
        client.write('GET http://registrar.example/a?x=1 HTTP/1.1\r\nHost: registrar.example\r\n\r\n');
        await client.until(/\r\n\r\n\/a 1\n/);
        client.destroy();
      },
    );
  });

  it('sends no body and no length with 204, and HEAD tells the length without the body', async () => {
    const handler = router({ '/none': { GET: async () => empty() }, '/some': { GET: async () => text(200, 'abc') } });
    await withServer(handler, async ({ port }) => {
      const none = await fetch(`http://127.0.0.1:${port}/none`);
      assert.equal(none.status, 204);
      assert.equal(none.headers.get('content-length'), null);
      const head = await fetch(`http://127.0.0.1:${port}/some`, { method: 'HEAD' });
      assert.equal(head.headers.get('content-length'), '4');
      assert.equal(await head.text(), '');
    });
  });

  it('closes the connection after an answer that asks for it', async () => {
    await withServer(
      async () => ({ ...text(401, 'not you'), close: true }),
      async ({ port }) => {
        const client = await rawConnect({ port, tls: false });
        client.write(GET('/'));
        assert.match(await client.untilClosed(), /^HTTP\/1.1 401 [\s\S]*connection: close[\s\S]*not you\n$/i);
      },
    );
  });

  it('answers pipelined requests in order and runs their handlers one at a time', async () => {
    let running = 0;
    let most = 0;
    const handler: HttpHandler = async ({ path }) => {
      most = Math.max(most, ++running);
      await sleep(path === '/1' ? 30 : 1);
      running--;
      return text(200, `answer ${path}`);
    };
    await withServer(handler, async ({ port }) => {
      const client = await rawConnect({ port, tls: false });
      client.write(GET('/1') + GET('/2') + GET('/3'));
      const received = await client.until(/answer \/3/);
      assert.deepEqual(received.match(/answer \/\d/g), ['answer /1', 'answer /2', 'answer /3']);
      assert.equal(most, 1);
      client.destroy();
    });
  });

  it('answers the last request allowed on a connection with Connection: close', async () => {
    await withServer(
      async () => text(200, 'ok'),
      async ({ port }) => {
        const client = await rawConnect({ port, tls: false });
        client.write(GET('/1'));
        await client.until(/ok\n/);
        client.write(GET('/2'));
        const received = await client.untilClosed();
        assert.equal(received.match(/HTTP\/1.1 200/g)?.length, 2);
        assert.match(received, /Connection: close/i);
      },
      { limits: { maxRequestsPerConnection: 2 } },
    );
  });

  it('gives one connection object for all requests of a connection, and tells when it has ended', async () => {
    const seen: ConnectionInfo[] = [];
    const ended: ConnectionInfo[] = [];
    const handler: HttpHandler = async ({ connection }) => {
      seen.push(connection);
      return empty();
    };
    await withServer(
      handler,
      async ({ port }) => {
        const client = await rawConnect({ port, tls: false });
        client.write(GET('/') + GET('/'));
        await client.until(/204[\s\S]*204/);
        const other = await rawConnect({ port, tls: false });
        other.write(GET('/'));
        await other.until(/204/);
        assert.deepEqual(ended, []);
        client.destroy();
        other.destroy();
        while (ended.length < 2) await sleep(2);
      },
      { onConnectionEnd: (connection) => ended.push(connection) },
    );
    assert.equal(seen[0], seen[1]);
    assert.notEqual(seen[0]?.id, seen[2]?.id);
    assert.equal(seen[0]?.remoteAddress, '127.0.0.1');
    assert.ok(ended.includes(seen[0]));
  });

  it('aborts the signal of a request whose client goes away', async () => {
    let aborted: Promise<void> | undefined;
    const handler: HttpHandler = async ({ signal }) => {
      assert.ok(signal !== undefined);
      aborted = new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
      await aborted;
      return empty();
    };
    await withServer(handler, async ({ port }) => {
      const client = await rawConnect({ port, tls: false });
      client.write(GET('/'));
      while (aborted === undefined) await sleep(2);
      client.destroy();
      await aborted;
    });
  });

  it('turns what a handler throws into an answer that leaks nothing', async () => {
    const errors: unknown[] = [];
    const handler: HttpHandler = async () => {
      throw new Error('secret at /var/lib/key');
    };
    await withServer(
      handler,
      async ({ port }) => {
        const response = await fetch(`http://127.0.0.1:${port}/`);
        assert.equal(response.status, 500);
        assert.equal(await response.text(), 'internal error\n');
      },
      { onError: (error) => errors.push(error) },
    );
    assert.match(String(errors[0]), /secret/);
  });

  it('writes its own refusals as it is told to', async () => {
    await withServer(
      async () => empty(),
      async ({ port }) => {
        const large = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: new Uint8Array(100) });
        assert.deepEqual([large.status, await large.text()], [413, 'too much\n']);
        const client = await rawConnect({ port, tls: false });
        client.write('GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n');
        assert.match(await client.untilClosed(), /^HTTP\/1.1 413 [\s\S]*too much\n$/);
      },
      { limits: { maxBodyBytes: 10 }, refuse: () => text(413, 'too much') },
    );
  });

  for (const [why, response] of [
    ['a line break in a header', { status: 200, headers: { 'x-a': 'b\r\nx-c: d' }, body: new Uint8Array(0) }],
    ['a status that is none', { status: 42, headers: {}, body: new Uint8Array(0) }],
    ['an interim status', { status: 101, headers: {}, body: new Uint8Array(0) }],
  ] as const) {
    it(`answers 500 when a handler gives ${why}`, async () => {
      const errors: unknown[] = [];
      await withServer(
        async () => response,
        async ({ port }) => {
          const answer = await fetch(`http://127.0.0.1:${port}/`);
          assert.equal(answer.status, 500);
          assert.equal(answer.headers.get('x-c'), null);
        },
        { onError: (error) => errors.push(error) },
      );
      assert.equal(errors.length, 1);
    });
  }

  it('sets the length itself, whatever the handler says', async () => {
    const handler: HttpHandler = async () =>
      text(200, 'abc', { 'Content-Length': '1', 'Transfer-Encoding': 'chunked' });
    await withServer(handler, async ({ port }) => {
      assert.equal(await (await fetch(`http://127.0.0.1:${port}/`)).text(), 'abc\n');
    });
  });

  it('reports every exchange', async () => {
    const seen: string[] = [];
    await withServer(
      async () => text(404, 'no'),
      async ({ port }) => {
        await (await fetch(`http://127.0.0.1:${port}/a?token=1`)).text();
        while (seen.length === 0) await sleep(2);
      },
      { onExchange: ({ method, path, status }) => seen.push(`${method} ${path} ${status}`) },
    );
    assert.deepEqual(seen, ['GET /a 404']);
  });

  it('lets answers under way finish when it closes, and closes resting connections at once', async () => {
    let begun = false;
    const handler: HttpHandler = async ({ path }) => {
      if (path === '/slow') {
        begun = true;
        await sleep(60);
      }
      return text(200, 'done');
    };
    const server = await startHttpServer({ host: '127.0.0.1', port: 0, handler });
    const resting = await rawConnect({ port: server.port, tls: false });
    resting.write(GET('/'));
    await resting.until(/done/);
    const busy = await rawConnect({ port: server.port, tls: false });
    busy.write(GET('/slow'));
    while (!begun) await sleep(2);
    const closed = server.close();
    await resting.untilClosed();
    assert.match(await busy.untilClosed(), /200 OK[\s\S]*connection: close[\s\S]*done/i);
    await closed;
    assert.equal(server.connections, 0);
    await assert.rejects(rawConnect({ port: server.port, tls: false }));
  });

  it('cuts what does not finish in time when it closes', async () => {
    const server = await startHttpServer({
      host: '127.0.0.1',
      port: 0,
      handler: () => new Promise(() => undefined),
      limits: { closeTimeout: 50 },
    });
    const client = await rawConnect({ port: server.port, tls: false });
    client.write(GET('/'));
    await sleep(20);
    await Promise.all([server.close(), server.close()]);
    assert.equal(await client.untilClosed(), '');
  });
});

describe('starting', () => {
  const handler: HttpHandler = async () => empty();

  it('says which port is in use', async () => {
    await withServer(handler, async ({ port }) => {
      await assert.rejects(startHttpServer({ host: '127.0.0.1', port, handler }), (error) => {
        withCode('E_HTTP_PORT_IN_USE')(error);
        assert.match(String(error), new RegExp(`port ${port} on 127.0.0.1 is in use`));
        return true;
      });
    });
  });

  it('refuses an address this machine does not have', async () => {
    await assert.rejects(
      startHttpServer({ host: '203.0.113.1', port: 0, handler }),
      withCode('E_HTTP_ADDRESS_UNAVAILABLE'),
    );
  });

  for (const limits of [
    { maxBodyBytes: 0 },
    { idleTimeout: -1 },
    { maxPipelined: Number.NaN },
    { headersTimeout: 60_000 },
  ]) {
    it(`refuses the limits ${JSON.stringify(limits)}`, async () => {
      await assert.rejects(
        startHttpServer({ host: '127.0.0.1', port: 0, handler, limits }),
        withCode('E_HTTP_ARGUMENT'),
      );
    });
  }

  for (const [why, wrong] of [
    ['a key of another certificate', { key: shop.selfSigned('other').key }],
    ['a key that is none', { key: 'nonsense' }],
    ['a certificate that is none', { certificateChain: [Uint8Array.of(1, 2, 3)] }],
  ] as const) {
    it(`refuses ${why}`, async () => {
      const options = { host: '127.0.0.1', port: 0, handler, requestClientCertificate: false, ...identity, ...wrong };
      await assert.rejects(startTlsServer(options), withCode('E_HTTP_TLS_IDENTITY'));
    });
  }

  it('runs handlers without any server too', async () => {
    const answer = await router({ '/a': { GET: async () => json(200, 1) } })(buildRequest({ target: '/a' }));
    assert.equal(answer.status, 200);
  });
});
