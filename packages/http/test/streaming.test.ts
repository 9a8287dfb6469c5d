import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { utf8 } from '@sallyport/core';
import {
  type HttpHandler,
  type HttpRequest,
  type HttpServerOptions,
  type RunningServer,
  startHttpServer,
  streamed,
} from '@sallyport/http';
import { rawConnect } from './support/raw-client.ts';

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

/** A stream that tells how far it was asked for, and whether it was told to stop. */
class Tap {
  asked = 0;
  isStopped = false;
  readonly #chunk: Uint8Array;

  constructor(chunk: Uint8Array = utf8('tick\n')) {
    this.#chunk = chunk;
  }

  async *run(limit = Number.POSITIVE_INFINITY, pause = 1): AsyncGenerator<Uint8Array> {
    try {
      while (this.asked < limit) {
        this.asked++;
        yield this.#chunk;
        await sleep(pause);
      }
    } finally {
      this.isStopped = true;
    }
  }
}

async function* once(chunk: Uint8Array): AsyncGenerator<Uint8Array> {
  yield chunk;
}

async function until(what: () => boolean): Promise<void> {
  while (!what()) await sleep(2);
}

const GET = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';

describe('a streamed answer', () => {
  it('arrives part by part, without a length', async () => {
    const tap = new Tap();
    await withServer(
      async () => streamed(200, 'text/plain', tap.run(3)),
      async ({ port }) => {
        const response = await fetch(`http://127.0.0.1:${port}/`);
        assert.equal(response.headers.get('content-length'), null);
        assert.equal(response.headers.get('transfer-encoding'), 'chunked');
        assert.equal(await response.text(), 'tick\ntick\ntick\n');
      },
    );
    assert.ok(tap.isStopped);
  });

  it('is there as soon as it is made, before the stream ends', async () => {
    const tap = new Tap();
    await withServer(
      async () => streamed(200, 'text/plain', tap.run()),
      async ({ port }) => {
        const client = await rawConnect({ port, tls: false });
        client.write(GET);
        await client.until(/tick[\s\S]*tick/);
        client.destroy();
        await until(() => tap.isStopped);
      },
    );
  });

  it('comes after a body that was there at once', async () => {
    await withServer(
      async () => ({ ...streamed(200, 'text/plain', new Tap().run(1)), body: utf8('head\n') }),
      async ({ port }) => assert.equal(await (await fetch(`http://127.0.0.1:${port}/`)).text(), 'head\ntick\n'),
    );
  });

  it('leaves the connection to further requests', async () => {
    await withServer(
      async () => streamed(200, 'text/plain', new Tap().run(1)),
      async ({ port }) => {
        const client = await rawConnect({ port, tls: false });
        client.write(GET + GET);
        const received = await client.until(/tick[\s\S]*\r\n0\r\n\r\n[\s\S]*tick[\s\S]*\r\n0\r\n\r\n/);
        assert.equal(received.match(/HTTP\/1.1 200/g)?.length, 2);
        client.destroy();
      },
    );
  });

  it('is not made for a client that asks for the header alone', async () => {
    const tap = new Tap();
    await withServer(
      async () => streamed(200, 'text/plain', tap.run()),
      async ({ port }) => {
        const response = await fetch(`http://127.0.0.1:${port}/`, { method: 'HEAD' });
        assert.equal(await response.text(), '');
      },
    );
    assert.equal(tap.asked, 0);
  });

  it('stops when its client goes away in the middle of it', async () => {
    const tap = new Tap();
    await withServer(
      async () => streamed(200, 'text/plain', tap.run()),
      async ({ port }) => {
        const abort = new AbortController();
        const response = await fetch(`http://127.0.0.1:${port}/`, { signal: abort.signal });
        await response.body?.getReader().read();
        abort.abort();
        await until(() => tap.isStopped);
      },
    );
  });

  it('is made no faster than its client takes it', async () => {
    const tap = new Tap(new Uint8Array(1 << 20));
    await withServer(
      async () => streamed(200, 'application/octet-stream', tap.run(1024, 0)),
      async ({ port }) => {
        const client = await rawConnect({ port, tls: false });
        client.socket.pause();
        client.write(GET);
        let before = -1;
        // What the system holds for a client that does not read is bounded.
        while (tap.asked !== before || tap.asked === 0) {
          before = tap.asked;
          await sleep(100);
        }
        assert.ok(tap.asked < 64, `${tap.asked} MiB were made for a client that read nothing`);
        client.destroy();
        await until(() => tap.isStopped);
      },
    );
  });

  it('is cut off when its client does not take a part of it in time', async () => {
    const tap = new Tap(new Uint8Array(1 << 20));
    await withServer(
      async () => streamed(200, 'application/octet-stream', tap.run(1024, 0)),
      async ({ port }) => {
        const client = await rawConnect({ port, tls: false });
        client.socket.pause();
        client.write(GET);
        await until(() => tap.isStopped);
        assert.ok(tap.asked < 1024);
        client.destroy();
      },
      { limits: { writeTimeout: 50 } },
    );
  });

  it('goes on for longer than one part may take', async () => {
    await withServer(
      async () => streamed(200, 'text/plain', new Tap().run(20, 10)),
      async ({ port }) => {
        const whole = await (await fetch(`http://127.0.0.1:${port}/`)).text();
        assert.equal(whole.length, 100);
      },
      { limits: { writeTimeout: 50 } },
    );
  });

  it('ends without its proper end when making it fails, so that its client can tell', async () => {
    const errors: unknown[] = [];
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield utf8('half');
      throw new Error('the disk is gone');
    }
    await withServer(
      async () => streamed(200, 'text/plain', failing()),
      async ({ port }) => {
        const response = await fetch(`http://127.0.0.1:${port}/`);
        await assert.rejects(response.text());
      },
      { onError: (error) => errors.push(error) },
    );
    assert.match(String(errors[0]), /the disk is gone/);
  });

  for (const [what, type, end] of [
    ['of events ends properly', 'text/event-stream; charset=utf-8', /tick\n\r\n0\r\n\r\n$/],
    ['of anything else breaks off, as it is not whole', 'text/plain', /tick\n\r\n$/],
  ] as const) {
    it(`${what} at once when the listener closes, and its maker is told`, async () => {
      const tap = new Tap();
      const server = await startHttpServer({
        host: '127.0.0.1',
        port: 0,
        handler: async () => streamed(200, type, tap.run()),
        limits: { closeTimeout: 600_000 },
      });
      const client = await rawConnect({ port: server.port, tls: false });
      client.write(GET);
      await client.until(/tick\n\r\n/);
      await server.close();
      assert.match(await client.untilClosed(), end);
      await until(() => tap.isStopped);
      assert.equal(server.connections, 0);
    });
  }

  it('ends at once when the listener closes, even where its maker has nothing to give', async () => {
    let isStopped = false;
    const silent: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => undefined),
        return: async () => {
          isStopped = true;
          return { done: true, value: undefined };
        },
      }),
    };
    const server = await startHttpServer({
      host: '127.0.0.1',
      port: 0,
      handler: async () => streamed(200, 'text/plain', silent),
      limits: { closeTimeout: 600_000 },
    });
    const client = await rawConnect({ port: server.port, tls: false });
    client.write(GET);
    await client.until(/\r\n\r\n/);
    await server.close();
    await client.untilClosed();
    assert.ok(isStopped);
  });

  it('is refused as a whole where its header cannot be sent', async () => {
    const tap = new Tap();
    await withServer(
      async () => streamed(200, 'text/plain', tap.run(), { 'x-a': 'b\r\nx-c: d' }),
      async ({ port }) => assert.equal((await fetch(`http://127.0.0.1:${port}/`)).status, 500),
    );
    assert.equal(tap.asked, 0);
  });

  it('is told that nobody wants it when its client went away before it began', async () => {
    let isForsaken = false;
    const unwanted: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]: () => ({
        next: () => Promise.reject(new Error('nobody should ask')),
        return: async () => {
          isForsaken = true;
          return { done: true, value: undefined };
        },
      }),
    };
    let isAsked = false;
    const handler: HttpHandler = async ({ signal }) => {
      const gone = new Promise((resolve) => signal?.addEventListener('abort', resolve));
      isAsked = true;
      await gone;
      return streamed(200, 'text/plain', unwanted);
    };
    await withServer(handler, async ({ port }) => {
      const client = await rawConnect({ port, tls: false });
      client.write(GET);
      await until(() => isAsked);
      client.destroy();
      await until(() => isForsaken);
    });
  });
});

describe('a limit of the body for each request', () => {
  const body = new Uint8Array(100);
  const handler: HttpHandler = async (request) => streamed(200, 'text/plain', once(utf8(String(request.body.length))));
  const options = { bodyLimit: async ({ path }: HttpRequest) => (path === '/large' ? 1000 : 10) };

  it('lets through what is allowed there, and refuses more', async () => {
    await withServer(
      handler,
      async ({ port }) => {
        const large = await fetch(`http://127.0.0.1:${port}/large?x=1`, { method: 'POST', body });
        assert.equal(await large.text(), '100');
        const small = await fetch(`http://127.0.0.1:${port}/small`, { method: 'POST', body });
        assert.equal(small.status, 413);
      },
      options,
    );
  });

  it('is asked with the header alone, and not for a request without a body', async () => {
    const asked: string[] = [];
    const bodyLimit = ({ method, headers, body: sent }: HttpRequest) => {
      asked.push(`${method} ${headers.get('x-who')} ${sent.length}`);
      return 1000;
    };
    await withServer(
      handler,
      async ({ port }) => {
        const headers = { 'x-who': 'me' };
        await (await fetch(`http://127.0.0.1:${port}/`, { headers })).text();
        await (await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', headers })).text();
        await (await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', headers, body })).text();
      },
      { bodyLimit },
    );
    assert.deepEqual(asked, ['POST me 0']);
  });

  it('refuses as it is told when it cannot be said, and outlives a client that goes away meanwhile', async () => {
    let isAsked = false;
    let letGo = () => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const bodyLimit = async () => {
      isAsked = true;
      await held;
      throw new Error('nobody knows');
    };
    await withServer(
      handler,
      async ({ port }) => {
        const client = await rawConnect({ port, tls: false });
        client.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf');
        await until(() => isAsked);
        client.destroy();
        letGo();
        assert.equal((await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body })).status, 500);
      },
      { bodyLimit },
    );
  });

  it('outlives a client that goes away before its body is read', async () => {
    let isAsked = false;
    let answers = 0;
    let letGo = () => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const bodyLimit = async () => {
      isAsked = true;
      await held;
      return 1000;
    };
    const counting: HttpHandler = async () => {
      answers++;
      return streamed(200, 'text/plain', once(utf8('x')));
    };
    await withServer(
      counting,
      async ({ port, ...server }) => {
        const client = await rawConnect({ port, tls: false });
        client.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf');
        await until(() => isAsked);
        client.destroy();
        await client.untilClosed();
        await sleep(20);
        letGo();
        assert.ok(server !== undefined);
        assert.equal(await (await fetch(`http://127.0.0.1:${port}/`)).text(), 'x');
      },
      { bodyLimit },
    );
    assert.equal(answers, 1);
  });

  it('never lets through more than the listener takes', async () => {
    await withServer(
      handler,
      async ({ port }) => {
        const response = await fetch(`http://127.0.0.1:${port}/large`, { method: 'POST', body });
        assert.equal(response.status, 413);
      },
      { ...options, limits: { maxBodyBytes: 50 } },
    );
  });
});
