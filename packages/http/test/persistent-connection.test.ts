import assert from 'node:assert/strict';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createServer as createTlsServer } from 'node:tls';
import { fromUtf8, utf8 } from '@sallyport/core';
import {
  bytes,
  empty,
  type HttpHandler,
  type OpenOptions,
  PersistentConnection,
  startTlsServer,
  streamed,
  text,
} from '@sallyport/http';
import { withCode } from '@sallyport/testing';
import { standardShop } from './support/certificates.ts';

const { shop, server: identity, client, device } = standardShop();
after(() => shop.close());

async function withServer(handler: HttpHandler, use: (port: number) => Promise<void>): Promise<void> {
  const server = await startTlsServer({
    host: '127.0.0.1',
    port: 0,
    ...identity,
    requestClientCertificate: true,
    handler,
  });
  try {
    await use(server.port);
  } finally {
    await server.close();
  }
}

/** A TLS server that answers every connection's first bytes with `answer`, whatever they are. */
async function withScript(
  answer: string | ((socket: Socket) => void),
  use: (port: number) => Promise<void>,
): Promise<void> {
  const server = createTlsServer(
    {
      key: identity.key.export({ type: 'pkcs8', format: 'pem' }).toString(),
      cert: shop.pem('server'),
    },
    (socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => (typeof answer === 'string' ? socket.write(answer) : answer(socket)));
    },
  );
  await listening(server);
  try {
    await use(portOf(server));
  } finally {
    server.close();
  }
}

function listening(server: Server): Promise<void> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

const open = (port: number, more: Partial<OpenOptions> = {}) =>
  PersistentConnection.open({ host: '127.0.0.1', port, ...more });

function emptyAfter(milliseconds: number): HttpHandler {
  return async () => {
    await sleep(milliseconds);
    return empty();
  };
}

describe('PersistentConnection', () => {
  it('carries many requests on one connection', async () => {
    const ids = new Set<string>();
    const handler: HttpHandler = async ({ method, path, query, headers, body, connection }) => {
      ids.add(connection.id);
      return bytes(200, 'application/octet-stream', body, {
        'x-seen': `${method} ${path} ${query.get('a')} ${headers.get('x-b')} ${headers.get('host')}`,
      });
    };
    await withServer(handler, async (port) => {
      const connection = await open(port);
      for (let i = 0; i < 50; i++) {
        const body = new Uint8Array(i * 1000).fill(i);
        const response = await connection.request({ path: '/p?a=1', body, headers: { 'X-B': 'c' } });
        assert.equal(response.status, 200);
        assert.equal(response.headers['x-seen'], `POST /p 1 c 127.0.0.1:${port}`);
        assert.deepEqual(response.body, body);
        assert.equal(response.close, false);
      }
      assert.equal(ids.size, 1);
      connection.close();
    });
  });

  it('reads the answer to its last request as it comes', async () => {
    const { promise: taken, resolve: take } = Promise.withResolvers<void>();
    const parts = (async function* () {
      yield utf8('one ');
      await taken;
      yield utf8('two');
    })();
    await withServer(
      async () => streamed(200, 'text/plain', parts),
      async (port) => {
        const connection = await open(port);
        const { status, stream } = await connection.stream({ path: '/' });
        assert.equal(status, 200);
        let whole = '';
        for await (const chunk of stream) {
          whole += fromUtf8(chunk);
          take();
        }
        assert.equal(whole, 'one two');
        await assert.rejects(connection.request({ path: '/' }), withCode('E_HTTP_CONNECTION_BUSY'));
      },
    );
  });

  it('says that a streamed answer broke off, or does not go on', async () => {
    const broken = (async function* () {
      yield utf8('one');
      throw new TypeError('out of order');
    })();
    const silent = { [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => undefined) }) };
    for (const [maker, limits, code] of [
      [broken, {}, 'E_HTTP_CONNECTION_LOST'],
      [silent, { silence: 20 }, 'E_HTTP_RESPONSE_TIMEOUT'],
    ] as const) {
      await withServer(
        async () => streamed(200, 'text/plain', maker),
        async (port) => {
          const { stream } = await (await open(port)).stream({ path: '/' }, limits);
          await assert.rejects(async () => {
            for await (const _ of stream);
          }, withCode(code));
        },
      );
    }
  });

  it('does not gather listeners over many requests', async () => {
    const warnings: Error[] = [];
    const listen = (warning: Error) => warnings.push(warning);
    process.on('warning', listen);
    await withServer(
      async () => empty(),
      async (port) => {
        const connection = await open(port);
        for (let i = 0; i < 40; i++) await connection.request({ path: '/' });
        connection.close();
      },
    );
    await sleep(1);
    process.off('warning', listen);
    assert.deepEqual(warnings, []);
  });

  it('takes any certificate provisionally and shows its chain', async () => {
    await withServer(
      async () => empty(),
      async (port) => {
        const connection = await open(port, { identity: client });
        assert.deepEqual(connection.serverChain, identity.certificateChain);
        assert.equal(connection.connection.tls.peerAuthorized, false);
        connection.close();
      },
    );
  });

  it('verifies chain and name when told, and shows the whole chain then too', async () => {
    const verified = { mode: 'verified', anchors: [shop.pem('root')] } as const;
    await withServer(
      async () => empty(),
      async (port) => {
        for (const names of [{}, { serverName: 'registrar.example' }, { host: 'localhost' }]) {
          const connection = await open(port, { trust: verified, ...names });
          assert.deepEqual(connection.serverChain, identity.certificateChain);
          assert.equal(connection.connection.tls.peerAuthorized, true);
          assert.equal((await connection.request({ path: '/' })).status, 204);
          connection.close();
        }
      },
    );
  });

  it('takes an intermediate or the certificate itself as anchor', async () => {
    await withServer(
      async () => empty(),
      async (port) => {
        for (const anchor of [shop.der('middle'), shop.der('server')]) {
          (await open(port, { trust: { mode: 'verified', anchors: [anchor] } })).close();
        }
      },
    );
  });

  it('refuses what it cannot verify', async () => {
    await withServer(
      async () => empty(),
      async (port) => {
        const anchors = [shop.der('root')];
        const cases: readonly Partial<OpenOptions>[] = [
          { trust: { mode: 'verified', anchors: [shop.der('device')] } },
          { trust: { mode: 'verified', anchors: 'public' } },
          { trust: { mode: 'verified', anchors }, serverName: 'masa.example' },
          { trust: { mode: 'verified', anchors }, serverName: 'server' },
          { trust: { mode: 'verified', anchors }, serverName: '127.0.0.2' },
        ];
        for (const options of cases) await assert.rejects(open(port, options), withCode('E_HTTP_TLS_UNTRUSTED'));
        await assert.rejects(open(port, { trust: { mode: 'verified', anchors: [] } }), withCode('E_HTTP_ARGUMENT'));
      },
    );
  });

  it('lets the caller judge the chain before the first request', async () => {
    await withServer(
      async () => empty(),
      async (port) => {
        const seen: (readonly Uint8Array[])[] = [];
        const connection = await open(port, { trust: { mode: 'judged', judge: (chain) => void seen.push(chain) } });
        assert.deepEqual(seen, [identity.certificateChain]);
        connection.close();
        const refusal = new RangeError('not this one');
        const judge = async () => {
          throw refusal;
        };
        await assert.rejects(open(port, { trust: { mode: 'judged', judge } }), (error) => error === refusal);
      },
    );
  });

  it('never follows a redirect', async () => {
    await withServer(
      async () => empty(307, { location: 'https://other.example/' }),
      async (port) => {
        const connection = await open(port);
        const response = await connection.request({ path: '/' });
        assert.equal(response.status, 307);
        assert.equal(response.headers['location'], 'https://other.example/');
        connection.close();
      },
    );
  });

  it('reports the loss of the connection, and the new chain after reconnecting with another identity', async () => {
    let peer: Uint8Array | undefined;
    const handler: HttpHandler = async ({ connection }) => {
      peer = connection.tls?.peerCertificate;
      return { ...text(200, 'ok'), close: true };
    };
    await withServer(handler, async (port) => {
      const connection = await open(port, { identity: device });
      const response = await connection.request({ path: '/' });
      assert.equal(response.close, true);
      assert.deepEqual(peer, device.certificateChain[0]);
      assert.equal(connection.isOpen, false);
      await assert.rejects(connection.request({ path: '/' }), withCode('E_HTTP_CONNECTION_LOST'));
      assert.deepEqual(await connection.reconnect({ identity: client }), identity.certificateChain);
      await connection.request({ path: '/' });
      assert.deepEqual(peer, client.certificateChain[0]);
      assert.deepEqual(connection.connection.tls.localCertificate, client.certificateChain[0]);
    });
  });

  it('reports a connection lost before, in and instead of an answer', async () => {
    for (const script of ['', 'HTTP/1.1 200 OK\r\nContent-Le', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc']) {
      await withScript(
        (socket) => socket.end(script),
        async (port) => {
          const connection = await open(port);
          await assert.rejects(connection.request({ path: '/' }), withCode('E_HTTP_CONNECTION_LOST'));
          assert.equal(connection.isOpen, false);
        },
      );
    }
  });

  it('notices that the server has closed a resting connection', async () => {
    await withScript(
      (socket) => {
        socket.write('HTTP/1.1 204 No Content\r\n\r\n');
        setTimeout(() => socket.end(), 20);
      },
      async (port) => {
        const connection = await open(port);
        await connection.request({ path: '/' });
        assert.equal(connection.isOpen, true);
        while (connection.isOpen) await sleep(2);
        await assert.rejects(connection.request({ path: '/' }), withCode('E_HTTP_CONNECTION_LOST'));
      },
    );
  });

  it('ends a connection on which the server speaks unasked', async () => {
    await withScript(
      (socket) => {
        socket.write('HTTP/1.1 204 No Content\r\n\r\n');
        setTimeout(() => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil'), 20);
      },
      async (port) => {
        const connection = await open(port);
        await connection.request({ path: '/' });
        while (connection.isOpen) await sleep(2);
      },
    );
  });

  it('never takes a second answer for the answer to the next request', async () => {
    await withScript(
      'HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\naHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil',
      async (port) => {
        const connection = await open(port);
        const first = await connection.request({ path: '/' }).catch(() => undefined);
        if (first !== undefined) assert.equal(fromUtf8(first.body), 'a');
        await assert.rejects(connection.request({ path: '/' }, { timeout: 200 }), (error) => error instanceof Error);
      },
    );
  });

  for (const [why, answer, code] of [
    ['no HTTP', 'SSH-2.0-OpenSSH\r\n', 'E_HTTP_RESPONSE_MALFORMED'],
    [
      'both lengths',
      'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      'E_HTTP_RESPONSE_MALFORMED',
    ],
    ['a bad chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n', 'E_HTTP_RESPONSE_MALFORMED'],
    ['an endless header', `HTTP/1.1 200 OK\r\nX: ${'a'.repeat(100_000)}`, 'E_HTTP_RESPONSE_MALFORMED'],
    ['too long a body', 'HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\n\r\n', 'E_HTTP_RESPONSE_TOO_LARGE'],
    [
      'too long a chunked body',
      `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${`1000\r\n${'a'.repeat(4096)}\r\n`.repeat(300)}`,
      'E_HTTP_RESPONSE_TOO_LARGE',
    ],
    ['silence', '', 'E_HTTP_RESPONSE_TIMEOUT'],
    ['half an answer', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc', 'E_HTTP_RESPONSE_TIMEOUT'],
  ] as const) {
    it(`refuses ${why} with ${code} and ends the connection`, async () => {
      await withScript(answer, async (port) => {
        const connection = await open(port);
        await assert.rejects(connection.request({ path: '/' }, { timeout: 150, bodyTimeout: 150 }), withCode(code));
        assert.equal(connection.isOpen, false);
      });
    });
  }

  it('gives an early refusal of a large request to the caller', async () => {
    await withServer(
      async () => empty(),
      async (port) => {
        const connection = await open(port);
        const response = await connection.request({ path: '/', body: new Uint8Array(20_000_000) });
        assert.equal(response.status, 413);
        assert.equal(connection.isOpen, false);
      },
    );
  });

  it('takes one request at a time and none after closing', async () => {
    await withServer(emptyAfter(20), async (port) => {
      const connection = await open(port);
      const first = connection.request({ path: '/' });
      await assert.rejects(connection.request({ path: '/' }), withCode('E_HTTP_CONNECTION_BUSY'));
      await assert.rejects(connection.reconnect(), withCode('E_HTTP_CONNECTION_BUSY'));
      await first;
      connection.close();
      await assert.rejects(connection.request({ path: '/' }), withCode('E_HTTP_CONNECTION_CLOSED'));
    });
  });

  it('is given up by its signal while connecting, waiting and before it begins', async () => {
    const gone = AbortSignal.abort('too late');
    await assert.rejects(open(1, { signal: gone }), withCode('E_HTTP_ABORTED'));
    await withScript('', async (port) => {
      const connection = await open(port);
      await assert.rejects(connection.request({ path: '/' }, { signal: gone }), withCode('E_HTTP_ABORTED'));
      assert.equal(connection.isOpen, true);
      const signal = AbortSignal.timeout(30);
      await assert.rejects(connection.request({ path: '/' }, { signal }), withCode('E_HTTP_ABORTED'));
      assert.equal(connection.isOpen, false);
    });
    const silent = createServer();
    await listening(silent);
    await assert.rejects(open(portOf(silent), { signal: AbortSignal.timeout(30) }), withCode('E_HTTP_ABORTED'));
    await assert.rejects(open(portOf(silent), { connectTimeout: 30 }), withCode('E_HTTP_CONNECT_TIMEOUT'));
    silent.close();
  });

  it('says why it cannot connect', async () => {
    const closed = createServer();
    await listening(closed);
    const port = portOf(closed);
    await new Promise((resolve) => closed.close(resolve));
    await assert.rejects(open(port), withCode('E_HTTP_CONNECT_REFUSED'));
    await assert.rejects(open(443, { host: 'nowhere.invalid' }), withCode('E_HTTP_NAME_NOT_FOUND'));
    const rude = createServer((socket) => socket.on('error', () => undefined).end('220 smtp\r\n'));
    await listening(rude);
    await assert.rejects(open(portOf(rude)), withCode('E_HTTP_TLS_FAILED'));
    rude.close();
    const hangs = createServer((socket) => socket.destroy());
    await listening(hangs);
    await assert.rejects(open(portOf(hangs)), withCode('E_HTTP_TLS_FAILED'));
    hangs.close();
  });

  it('says that a server refused its certificate', async () => {
    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      const server = createTlsServer({
        key: identity.key.export({ type: 'pkcs8', format: 'pem' }).toString(),
        cert: shop.pem('server'),
        requestCert: true,
        rejectUnauthorized: true,
      });
      await listening(server);
      const attempt = async () => {
        const connection = await open(portOf(server), { identity: device, maxVersion: version });
        await connection.request({ path: '/' });
      };
      await assert.rejects(attempt(), (error) => {
        assert.ok(error instanceof Error && 'code' in error);
        assert.ok(['E_HTTP_TLS_FAILED', 'E_HTTP_CONNECTION_LOST'].includes(String(error.code)), String(error.code));
        return true;
      });
      server.close();
    }
  });

  it('goes through a socket already connected, and through a dial function', async () => {
    await withServer(
      async ({ headers }) => text(200, headers.get('host') ?? ''),
      async (port) => {
        const socket = connect({ host: '127.0.0.1', port });
        await new Promise((resolve) => socket.once('connect', resolve));
        const through = await open(1, { socket, serverName: 'registrar.example' });
        assert.equal(fromUtf8((await through.request({ path: '/' })).body), 'registrar.example:1\n');
        await assert.rejects(through.reconnect(), withCode('E_HTTP_CONNECT_REFUSED'));
        let dialled = 0;
        const dial = async () => {
          dialled++;
          return connect({ host: '127.0.0.1', port });
        };
        const dialling = await open(1, { dial });
        await dialling.request({ path: '/' });
        await dialling.reconnect();
        await dialling.request({ path: '/' });
        assert.equal(dialled, 2);
        dialling.close();
      },
    );
  });

  it('refuses requests that HTTP cannot carry', async () => {
    await withServer(
      async () => empty(),
      async (port) => {
        const connection = await open(port);
        for (const init of [
          { path: '/a b' },
          { path: '/\r\nX: y' },
          { path: '/', method: 'G T' },
          { path: '/', headers: { 'x-a': 'b\r\nc: d' } },
          { path: '/', headers: { 'x a': 'b' } },
        ]) {
          await assert.rejects(connection.request(init), withCode('E_HTTP_ARGUMENT'));
        }
        assert.equal((await connection.request({ path: '/' })).status, 204);
        connection.close();
      },
    );
  });
});
