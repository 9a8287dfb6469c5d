import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createServer } from 'node:tls';
import { fromUtf8, Secret } from '@sallyport/core';
import {
  createHttpsClient,
  empty,
  type HttpHandler,
  type HttpServerOptions,
  type HttpsClientOptions,
  startTlsServer,
  text,
} from '@sallyport/http';
import { withCode } from '@sallyport/testing';
import { authorizationWith } from '../src/digest.ts';
import { standardShop } from './support/certificates.ts';

const { shop, server: identity, client: clientIdentity } = standardShop();
after(() => shop.close());

const trust = { mode: 'verified', anchors: [shop.der('root')] } as const;

async function withServer(
  handler: HttpHandler,
  use: (origin: string) => Promise<void>,
  more: Partial<HttpServerOptions> = {},
): Promise<void> {
  const server = await startTlsServer({
    host: '127.0.0.1',
    port: 0,
    ...identity,
    requestClientCertificate: true,
    handler,
    ...more,
  });
  try {
    await use(`https://localhost:${server.port}`);
  } finally {
    await server.close();
  }
}

async function withClient(
  options: Partial<HttpsClientOptions>,
  use: (client: ReturnType<typeof createHttpsClient>) => Promise<void>,
): Promise<void> {
  const client = createHttpsClient({ trust, ...options });
  try {
    await use(client);
  } finally {
    client.close();
  }
}

function emptyAfter(milliseconds: number): HttpHandler {
  return async () => {
    await sleep(milliseconds);
    return empty();
  };
}

describe('createHttpsClient', () => {
  it('keeps its connection for requests in turn and opens more for requests at a time, up to the bound', async () => {
    const ids = new Set<string>();
    let atATime = 0;
    let most = 0;
    const handler: HttpHandler = async ({ connection }) => {
      ids.add(connection.id);
      most = Math.max(most, ++atATime);
      await sleep(5);
      atATime--;
      return empty();
    };
    await withServer(handler, (origin) =>
      withClient({ pool: { maxConnections: 3 } }, async (client) => {
        for (let i = 0; i < 5; i++) await client.request(`${origin}/`);
        assert.equal(ids.size, 1);
        await Promise.all(Array.from({ length: 20 }, () => client.request(`${origin}/`)));
        assert.equal(ids.size, 3);
        assert.equal(most, 3);
      }),
    );
  });

  it('shows its certificate and verifies the server', async () => {
    let seen: Uint8Array | undefined;
    const handler: HttpHandler = async ({ connection, body, query }) => {
      seen = connection.tls?.peerCertificate;
      return text(200, `${body.length} ${query.get('x')}`);
    };
    await withServer(handler, async (origin) => {
      await withClient({ identity: clientIdentity }, async (client) => {
        const response = await client.request(`${origin}/a?x=1`, { body: new Uint8Array(5) });
        assert.equal(fromUtf8(response.body), '5 1\n');
        assert.deepEqual(response.connection.tls?.peerChain, identity.certificateChain);
        assert.deepEqual(seen, clientIdentity.certificateChain[0]);
      });
      await withClient({ trust: { mode: 'verified', anchors: [shop.der('device')] } }, async (client) => {
        await assert.rejects(client.request(`${origin}/`), withCode('E_HTTP_TLS_UNTRUSTED'));
      });
      await withClient({ serverName: 'masa.example' }, async (client) => {
        await assert.rejects(client.request(`${origin}/`), withCode('E_HTTP_TLS_UNTRUSTED'));
      });
    });
  });

  it('bounds how many requests wait', async () => {
    await withServer(emptyAfter(20), (origin) =>
      withClient({ pool: { maxConnections: 1, maxWaiting: 1 } }, async (client) => {
        const served = [client.request(origin), client.request(origin)];
        await assert.rejects(client.request(origin), withCode('E_HTTP_POOL_EXHAUSTED'));
        await Promise.all(served);
      }),
    );
  });

  it('gives up waiting when its signal says so', async () => {
    await withServer(emptyAfter(50), (origin) =>
      withClient({ pool: { maxConnections: 1 } }, async (client) => {
        const served = client.request(origin);
        const waiting = client.request(origin, {}, { signal: AbortSignal.timeout(5) });
        await assert.rejects(waiting, withCode('E_HTTP_ABORTED'));
        await served;
        assert.equal((await client.request(origin)).status, 204);
      }),
    );
  });

  it('lets those who wait go on after a connection could not be opened', async () => {
    await withClient({ pool: { maxConnections: 1 } }, async (client) => {
      const results = await Promise.allSettled([1, 2, 3].map(() => client.request('https://localhost:1/')));
      assert.deepEqual(
        results.map(({ status }) => status),
        ['rejected', 'rejected', 'rejected'],
      );
    });
  });

  it('sends an idempotent request again when a kept connection turns out to be closed, and no other', async () => {
    let connections = 0;
    const key = identity.key.export({ type: 'pkcs8', format: 'pem' }).toString();
    // Answers the first request of each connection and closes it when the second one comes.
    const server = createServer({ key, cert: [shop.pem('server'), shop.pem('middle')].join('') }, (socket) => {
      connections++;
      socket
        .on('error', () => undefined)
        .once('data', () => {
          socket.write('HTTP/1.1 204 No Content\r\n\r\n');
          socket.once('data', () => socket.destroy());
        });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    const address = server.address();
    const origin = `https://localhost:${typeof address === 'object' ? address?.port : 0}`;
    await withClient({}, async (client) => {
      assert.equal((await client.request(origin)).status, 204);
      assert.equal((await client.request(origin)).status, 204);
      assert.equal(connections, 2);
      await assert.rejects(client.request(origin, { method: 'POST' }), withCode('E_HTTP_CONNECTION_LOST'));
      assert.equal(connections, 2);
      assert.equal((await client.request(origin)).status, 204);
      assert.equal((await client.request(origin, { method: 'POST', idempotent: true })).status, 204);
      assert.equal(connections, 4);
    });
    server.close();
  });

  it('takes only https URLs without credentials', async () => {
    await withClient({}, async (client) => {
      for (const url of ['http://localhost/', 'nonsense', 'https://user:password@localhost/', 'file:///etc/passwd']) {
        await assert.rejects(client.request(url), withCode('E_HTTP_ARGUMENT'));
      }
    });
  });

  it('takes no request after closing and ends those under way', async () => {
    await withServer(emptyAfter(100), async (origin) => {
      const client = createHttpsClient({ trust });
      const underWay = client.request(origin);
      await sleep(30);
      client.close();
      await assert.rejects(underWay, withCode('E_HTTP_CONNECTION_LOST'));
      await assert.rejects(client.request(origin), withCode('E_HTTP_CONNECTION_CLOSED'));
    });
  });
});

describe('credentials', () => {
  const account = { username: 'registrar', password: Secret.of('open sesame') };

  it('go along as Basic to their own server and to no other', async () => {
    const seen: (string | undefined)[] = [];
    const handler: HttpHandler = async ({ headers }) => {
      seen.push(headers.get('authorization'));
      return empty();
    };
    await withServer(handler, (mine) =>
      withServer(handler, (other) =>
        withClient({ credentials: { ...account, scheme: 'basic', origin: mine } }, async (client) => {
          await client.request(`${mine}/a`);
          await client.request(`${other}/a`);
        }),
      ),
    );
    assert.deepEqual(seen, [`Basic ${btoa('registrar:open sesame')}`, undefined]);
  });

  /** A server's side of Digest, checking with the very function that RFC 7616's examples check. */
  function digestServer(algorithm: string, hash: string) {
    let round = 0;
    let nonce = 'nonce-0';
    const counts: string[] = [];
    const handler: HttpHandler = async ({ method, path, headers }) => {
      const given = headers.get('authorization');
      const cnonce = /cnonce="([^"]*)"/.exec(given ?? '')?.[1];
      const count = /nc=([0-9a-f]{8})/.exec(given ?? '')?.[1];
      const challenge = { realm: 'masa', nonce, opaque: 'o', algorithm, hash, session: false, userhash: false };
      const request = {
        method,
        uri: path,
        ...account,
        count: Number.parseInt(count ?? '0', 16),
        random: { bytes: () => new Uint8Array() },
      };
      const expected = cnonce === undefined ? undefined : authorizationWith(challenge, request, cnonce);
      if (given !== undefined && given === expected) {
        counts.push(count ?? '');
        return text(200, 'in');
      }
      const stale = given?.includes(`nonce="${nonce}"`) === false;
      return text(401, 'who are you?', {
        'www-authenticate': `Digest realm="masa", qop="auth", algorithm=${algorithm}, nonce="${nonce}", opaque="o"${stale ? ', stale=true' : ''}`,
      });
    };
    return { handler, counts, expire: () => (nonce = `nonce-${++round}`) };
  }

  for (const [algorithm, hash] of [
    ['SHA-256', 'sha256'],
    ['MD5', 'md5'],
  ] as const) {
    it(`answer a Digest challenge with ${algorithm}, count its uses and follow a new nonce`, async () => {
      const server = digestServer(algorithm, hash);
      await withServer(server.handler, (origin) =>
        withClient({ credentials: { ...account, scheme: 'digest', origin } }, async (client) => {
          assert.equal((await client.request(`${origin}/a`)).status, 200);
          assert.equal((await client.request(`${origin}/b`)).status, 200);
          server.expire();
          assert.equal((await client.request(`${origin}/c`, { body: new Uint8Array(3) })).status, 200);
        }),
      );
      assert.deepEqual(server.counts, ['00000001', '00000002', '00000001']);
    });
  }

  it('give the 401 to the caller when they are wrong', async () => {
    const server = digestServer('SHA-256', 'sha256');
    await withServer(server.handler, (origin) => {
      const credentials = { username: 'registrar', password: Secret.of('wrong'), scheme: 'digest', origin } as const;
      return withClient({ credentials }, async (client) => {
        assert.equal((await client.request(`${origin}/a`)).status, 401);
      });
    });
  });

  it('refuse a server that asks for a weaker Digest', async () => {
    const handler: HttpHandler = async () => text(401, '', { 'www-authenticate': 'Digest realm="r", nonce="n"' });
    await withServer(handler, (origin) =>
      withClient({ credentials: { ...account, scheme: 'digest', origin } }, async (client) => {
        await assert.rejects(client.request(origin), withCode('E_HTTP_CREDENTIALS_UNSUPPORTED'));
      }),
    );
  });
});
