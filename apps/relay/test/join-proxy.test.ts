import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { afterEach, describe, it } from 'node:test';
import { connect as connectTls, createServer as createTlsServer, type SecureVersion } from 'node:tls';
import { isSallyportError } from '@sallyport/core';
import { type JoinProxyOptions, type RunningJoinProxy, startJoinProxy } from '../src/index.ts';
import { deadPort, dial, drain, EventLog, type Listening, selfSigned, serve } from './support.ts';

const cleanups: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function registrar(onSocket: (socket: Socket) => void): Promise<Listening> {
  const server = await serve(onSocket);
  cleanups.push(() => server.close());
  return server;
}

async function proxy(options: Partial<JoinProxyOptions>): Promise<RunningJoinProxy> {
  const running = await startJoinProxy({ listen: { host: '127.0.0.1', port: 0 }, ...options });
  cleanups.push(() => running.close());
  return running;
}

async function pledge(to: RunningJoinProxy): Promise<Socket> {
  const socket = await dial(to.port);
  cleanups.push(() => {
    socket.destroy();
  });
  return socket;
}

function echo(socket: Socket): void {
  socket.pipe(socket);
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (thrown) {
    if (isSallyportError(thrown)) return thrown.code;
    throw thrown;
  }
  return 'nothing thrown';
}

describe('a join proxy', () => {
  it('carries bytes both ways unaltered', async () => {
    const server = await registrar(echo);
    const socket = await pledge(await proxy({ registrars: [server] }));
    const sent = randomBytes(3_000_000);
    socket.end(sent);
    const back = await drain(socket);
    assert.equal(createHash('sha256').update(back).digest('hex'), createHash('sha256').update(sent).digest('hex'));
  });

  for (const version of ['TLSv1.2', 'TLSv1.3'] satisfies readonly SecureVersion[]) {
    it(`leaves ${version} to the two ends`, async () => {
      const identity = await selfSigned('registrar');
      const tls = createTlsServer({ ...identity, minVersion: version, maxVersion: version }, (secure) =>
        secure.pipe(secure),
      );
      const server = await registrar((socket) => tls.emit('connection', socket));
      const { port } = await proxy({ registrars: [server] });
      const secure = connectTls({ host: '127.0.0.1', port, rejectUnauthorized: false });
      cleanups.push(() => {
        secure.destroy();
      });
      await once(secure, 'secureConnect');
      assert.equal(secure.getProtocol(), version);
      assert.equal(secure.getPeerX509Certificate()?.toString(), identity.cert);
      secure.write('hello');
      const [answer] = await once(secure, 'data');
      assert.equal(String(answer), 'hello');
    });
  }

  it('does not care whether it is TLS at all', async () => {
    const server = await registrar(echo);
    const socket = await pledge(await proxy({ registrars: [server] }));
    socket.write(Buffer.from([0, 255, 1, 254]));
    const [answer] = await once(socket, 'data');
    assert.deepEqual(answer, Buffer.from([0, 255, 1, 254]));
  });

  it('passes an end on and keeps the other direction open', async () => {
    const heard: Buffer[] = [];
    const server = await registrar((socket) => {
      socket.on('data', (chunk: Buffer) => heard.push(chunk));
      socket.on('end', () => socket.end('answer after your end'));
    });
    const socket = await pledge(await proxy({ registrars: [server] }));
    socket.end('request');
    assert.equal(String(await drain(socket)), 'answer after your end');
    assert.equal(Buffer.concat(heard).toString(), 'request');
  });

  it('reads no faster than the other side takes', async () => {
    const server = await registrar((socket) => socket.pause());
    const running = await proxy({ registrars: [server] });
    const socket = await pledge(running);
    const chunk = Buffer.alloc(1 << 20);
    let written = 0;
    for (; written < 64; written++) {
      if (!socket.write(chunk)) {
        const drained = await Promise.race([
          once(socket, 'drain').then(() => true),
          new Promise((resolve) => setTimeout(resolve, 150, false)),
        ]);
        if (drained === false) break;
      }
    }
    assert.ok(written < 64, 'the proxy swallowed 64 MB for a registrar that reads nothing');
  });

  it('says what passed when a circuit closes', async () => {
    const log = new EventLog();
    const server = await registrar((socket) => socket.on('data', () => socket.end('four')));
    const socket = await pledge(await proxy({ registrars: [server], onEvent: log.listen }));
    socket.end('seven!!');
    await drain(socket);
    const closed = await log.until('closed');
    assert.equal(closed.bytesFromPledge, 7);
    assert.equal(closed.bytesFromRegistrar, 4);
    assert.equal(closed.source, '127.0.0.1');
    assert.equal(closed.reason, undefined);
  });
});

describe('when a registrar is down', () => {
  it('the next one is tried', async () => {
    const log = new EventLog();
    const server = await registrar(echo);
    const dead = await deadPort();
    const running = await proxy({ registrars: [dead, server], onEvent: log.listen });
    const socket = await pledge(running);
    socket.end('hello');
    assert.equal(String(await drain(socket)), 'hello');
    assert.deepEqual((await log.until('registrar-unreachable')).registrar, dead);
    assert.deepEqual((await log.until('opened')).registrar, { host: server.host, port: server.port });
  });

  it('a registrar that does not answer is given up after its time', async () => {
    // TEST-NET-1 (RFC 5737): packets to it go nowhere, or are refused at once; both count.
    const server = await registrar(echo);
    const running = await proxy({
      registrars: [{ host: '192.0.2.1', port: 443 }, server],
      limits: { connectTimeout: 100 },
    });
    const socket = await pledge(running);
    socket.end('hello');
    assert.equal(String(await drain(socket)), 'hello');
  });

  it('and there is no other, the pledge is let go at once', async () => {
    const socket = await pledge(await proxy({ registrars: [await deadPort()] }));
    assert.equal((await drain(socket)).length, 0);
  });

  it('in the middle of a circuit, the pledge hears of it', async () => {
    const server = await registrar((socket) => socket.on('data', () => socket.resetAndDestroy()));
    const running = await proxy({ registrars: [server] });
    const socket = await pledge(running);
    socket.write('x');
    await assert.rejects(once(socket, 'close'), { code: 'ECONNRESET' });
    while (running.circuits > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  });
});

describe('when a pledge goes away', () => {
  it('in the middle of a circuit, the registrar hears of it', async () => {
    const server = await registrar(() => undefined);
    const running = await proxy({ registrars: [server] });
    const socket = await pledge(running);
    while (server.sockets.size === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    socket.resetAndDestroy();
    while (server.sockets.size > 0 || running.circuits > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  });
});

describe('the bounds', () => {
  it('of one source and of all are kept', async () => {
    const log = new EventLog();
    const server = await registrar(echo);
    const running = await proxy({
      registrars: [server],
      limits: { maxPerSource: 2, maxCircuits: 100 },
      onEvent: log.listen,
    });
    const first = await pledge(running);
    await pledge(running);
    while (log.events.filter(({ type }) => type === 'opened').length < 2)
      await new Promise((resolve) => setTimeout(resolve, 5));
    const third = await pledge(running);
    assert.equal((await drain(third)).length, 0);
    assert.equal((await log.until('closed')).reason, 'too-many-from-source');
    first.destroy();
    while (running.circuits > 1) await new Promise((resolve) => setTimeout(resolve, 5));
    const fourth = await pledge(running);
    fourth.end('room again');
    assert.equal(String(await drain(fourth)), 'room again');
  });

  it('of silence end a circuit, and traffic keeps it', async () => {
    const log = new EventLog();
    const server = await registrar(echo);
    const running = await proxy({ registrars: [server], limits: { idleTimeout: 200 }, onEvent: log.listen });
    const socket = await pledge(running);
    const beat = setInterval(() => socket.write('.'), 40);
    await new Promise((resolve) => setTimeout(resolve, 600));
    assert.equal(running.circuits, 1);
    clearInterval(beat);
    socket.resume();
    await once(socket, 'close');
    assert.equal((await log.until('closed')).reason, 'idle');
  });
});

describe('discovery and announcement', () => {
  it('are ports: registrars come and go, and the proxy is announced while it has one', async () => {
    const log: string[] = [];
    const server = await registrar(echo);
    let sink: Parameters<NonNullable<JoinProxyOptions['discovery']>[number]>[0] | undefined;
    const running = await proxy({
      discovery: [
        async (given) => {
          sink = given;
          return { close: async () => void log.push('source closed') };
        },
      ],
      announcers: [
        async ({ port }) => {
          log.push(`announced ${port}`);
          return { close: async () => void log.push('silent') };
        },
      ],
    });
    assert.deepEqual(log, []);
    sink?.found({ host: server.host, port: server.port });
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(log, [`announced ${running.port}`]);
    const socket = await pledge(running);
    socket.end('found');
    assert.equal(String(await drain(socket)), 'found');
    sink?.withdrawn({ host: server.host, port: server.port });
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(log.slice(1), ['silent']);
    await running.close();
    assert.deepEqual(log.slice(2), ['source closed']);
  });

  it('that fail on one network do not silence the others', async () => {
    const log = new EventLog();
    let announced = 0;
    await proxy({
      registrars: [await deadPort()],
      announcers: [
        () => Promise.reject(new Error('no multicast here')),
        async () => {
          announced++;
          return { close: async () => undefined };
        },
      ],
      onEvent: log.listen,
    });
    await log.until('announcing');
    assert.equal(announced, 1);
    assert.ok(log.events.some((event) => event.type === 'trouble'));
  });
});

describe('a way of looking that does not work here', () => {
  const broken = () => Promise.reject(new Error('no multicast here'));

  it('is reported, and the others go on', async () => {
    const log = new EventLog();
    const server = await registrar(echo);
    const running = await proxy({ registrars: [server], discovery: [broken], onEvent: log.listen });
    await log.until('trouble');
    const socket = await pledge(running);
    socket.end('hello');
    assert.equal(String(await drain(socket)), 'hello');
  });

  it('is the end where there is no other', async () => {
    const starting = startJoinProxy({ listen: { host: '127.0.0.1', port: 0 }, discovery: [broken] });
    await assert.rejects(starting, /no multicast here/);
  });
});

describe('starting and stopping', () => {
  it('cuts every circuit and frees the port', async () => {
    const server = await registrar(echo);
    const running = await proxy({ registrars: [server] });
    const socket = await pledge(running);
    while (server.sockets.size === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const closed = once(socket, 'close');
    socket.resume();
    await running.close();
    await closed;
    await proxy({ registrars: [server], listen: { host: '127.0.0.1', port: running.port } });
  });

  it('says in one typed error why it cannot listen', async () => {
    const server = await registrar(echo);
    const listenOn = (host: string, port: number) => startJoinProxy({ listen: { host, port }, registrars: [server] });
    assert.equal(await codeOf(listenOn(server.host, server.port)), 'E_RELAY_PORT_IN_USE');
    assert.equal(await codeOf(listenOn('192.0.2.1', 0)), 'E_RELAY_ADDRESS_UNAVAILABLE');
    assert.equal(await codeOf(listenOn('127.0.0.1', 70_000)), 'E_RELAY_LISTEN_FAILED');
  });

  it('needs a registrar or a way to find one, and sensible limits', async () => {
    assert.equal(await codeOf(startJoinProxy({ listen: { host: '127.0.0.1', port: 0 } })), 'E_RELAY_OPTIONS');
    const limits = { maxCircuits: 0 };
    const registrars = [{ host: '127.0.0.1', port: 1 }];
    assert.equal(
      await codeOf(startJoinProxy({ listen: { host: '127.0.0.1', port: 0 }, registrars, limits })),
      'E_BRSKI_PROXY_INPUT',
    );
  });
});
