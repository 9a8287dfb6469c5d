import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fromUtf8, utf8 } from '@sallyport/core';
import {
  type HttpHandler,
  isSocketListening,
  json,
  requestOverSocket,
  startSocketServer,
  streamed,
  streamOverSocket,
  text,
} from '@sallyport/http';
import { withCode } from '@sallyport/testing';

const directory = mkdtempSync(join(tmpdir(), 'sallyport-http-'));
after(() => rmSync(directory, { recursive: true, force: true }));
let count = 0;
const freshPath = () => join(directory, `${++count}.sock`);

async function* ticks(limit: number): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < limit; i++) yield utf8(`${i}\n`);
}

const echo: HttpHandler = async ({ method, path, query, body, connection }) =>
  json(200, { method, path, q: query.get('q'), body: fromUtf8(body), from: connection.remoteAddress });

describe('a listener on a socket of the file system', () => {
  it('answers as one on a port does', async () => {
    const path = freshPath();
    const server = await startSocketServer({ path, handler: echo });
    assert.equal(server.path, path);
    const answer = await requestOverSocket(path, { method: 'PUT', path: '/a%2Fb?q=1', body: utf8('hello') });
    assert.equal(answer.status, 200);
    assert.deepEqual(JSON.parse(fromUtf8(answer.body)), {
      method: 'PUT',
      path: '/a%2Fb',
      q: '1',
      body: 'hello',
      from: '',
    });
    await server.close();
  });

  it('can be used by nobody but its owner', async () => {
    const path = freshPath();
    const server = await startSocketServer({ path, handler: echo });
    assert.equal(statSync(path).mode & 0o777, 0o600);
    await server.close();
  });

  it('takes the place of a file that a killed process left, and leaves none itself', async () => {
    const path = freshPath();
    writeFileSync(path, '');
    assert.equal(await isSocketListening(path), false);
    const server = await startSocketServer({ path, handler: echo });
    assert.equal(await isSocketListening(path), true);
    await server.close();
    assert.equal(await isSocketListening(path), false);
    assert.equal(existsSync(path), false);
  });

  it('cannot be made in a directory that is not there', async () => {
    await assert.rejects(
      startSocketServer({ path: join(directory, 'nowhere', 'x.sock'), handler: echo }),
      withCode('E_HTTP_LISTEN_FAILED'),
    );
  });

  it('lets an answer under way finish when it closes', async () => {
    const path = freshPath();
    let isAsked = () => {};
    const asked = new Promise<void>((resolve) => {
      isAsked = resolve;
    });
    let letGo = () => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const handler: HttpHandler = async () => {
      isAsked();
      await held;
      return text(200, 'done');
    };
    const server = await startSocketServer({ path, handler });
    const answer = requestOverSocket(path, { path: '/' });
    await asked;
    const closed = server.close();
    letGo();
    assert.equal(fromUtf8((await answer).body), 'done\n');
    await closed;
  });
});

describe('a client over a socket of the file system', () => {
  it('says that nothing listens there', async () => {
    await assert.rejects(requestOverSocket(freshPath(), { path: '/' }), withCode('E_HTTP_CONNECT_UNREACHABLE'));
  });

  it('refuses an answer that is larger than it takes', async () => {
    const path = freshPath();
    const server = await startSocketServer({ path, handler: async () => text(200, 'x'.repeat(100)) });
    await assert.rejects(
      requestOverSocket(path, { path: '/' }, { maxBodyBytes: 10 }),
      withCode('E_HTTP_RESPONSE_TOO_LARGE'),
    );
    await server.close();
  });

  it('refuses what is no request', async () => {
    const path = freshPath();
    const server = await startSocketServer({ path, handler: echo });
    const init = { path: '/', headers: { 'x-a': 'b\r\nx-c: d' } };
    await assert.rejects(requestOverSocket(path, init), withCode('E_HTTP_ARGUMENT'));
    await assert.rejects(streamOverSocket(path, init), withCode('E_HTTP_ARGUMENT'));
    await server.close();
  });

  it('reads a stream part by part', async () => {
    const path = freshPath();
    const server = await startSocketServer({ path, handler: async () => streamed(200, 'text/plain', ticks(3)) });
    const { status, headers, stream } = await streamOverSocket(path, { path: '/' });
    assert.deepEqual([status, headers['content-type']], [200, 'text/plain']);
    let whole = '';
    for await (const chunk of stream) whole += fromUtf8(chunk);
    assert.equal(whole, '0\n1\n2\n');
    await server.close();
  });

  it('can stop in the middle of a stream, which its maker is told', async () => {
    const path = freshPath();
    let tellStopped = () => {};
    const stopped = new Promise<void>((resolve) => {
      tellStopped = resolve;
    });
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) {
          yield utf8('tick\n');
          await new Promise((resolve) => setImmediate(resolve));
        }
      } finally {
        tellStopped();
      }
    }
    const server = await startSocketServer({ path, handler: async () => streamed(200, 'text/plain', endless()) });
    const { stream } = await streamOverSocket(path, { path: '/' });
    for await (const _ of stream) break;
    await stopped;
    await server.close();
  });

  it('gives up a stream when it is told to', async () => {
    const path = freshPath();
    const silent: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => undefined) }),
    };
    const server = await startSocketServer({ path, handler: async () => streamed(200, 'text/plain', silent) });
    const abort = new AbortController();
    const { stream } = await streamOverSocket(path, { path: '/' }, { signal: abort.signal });
    const reading = stream[Symbol.asyncIterator]().next();
    abort.abort();
    await assert.rejects(reading, withCode('E_HTTP_ABORTED'));
    await server.close();
  });

  it('gives up a service that does not answer in time', async () => {
    const path = freshPath();
    const server = await startSocketServer({
      path,
      handler: () => new Promise(() => undefined),
      limits: { closeTimeout: 1 },
    });
    await assert.rejects(requestOverSocket(path, { path: '/' }, { timeout: 20 }), withCode('E_HTTP_RESPONSE_TIMEOUT'));
    await assert.rejects(streamOverSocket(path, { path: '/' }, { timeout: 20 }), withCode('E_HTTP_RESPONSE_TIMEOUT'));
    await server.close();
  });
});
