import assert from 'node:assert/strict';
import { connect as connectTcp, createServer as createTcpServer } from 'node:net';
import { describe, it } from 'node:test';
import { connect, createServer } from 'node:tls';
import { DAY } from '@sallyport/core';
import { refuses } from '@sallyport/testing';
import { encodeFrame, FrameReader, readRegistrarMessage } from '../../src/index.ts';
import { ALPN, connectToRegistrar, RouterListener } from '../../src/tls/index.ts';
import { command, device, owner, party, START, trustClaim } from '../support/people.ts';
import { ScriptedRegistrar } from '../support/scripted.ts';
import { identityOf, openTlsWorld, type TlsRouter, type TlsWorld, until } from '../support/tls-world.ts';
import { codes } from '../support/world.ts';

/** Connects, and waits until the set is there. */
async function join(world: TlsWorld, router: TlsRouter): Promise<void> {
  await router.connect(world.listener.port);
  await until(() => router.running.status.isSynced && router.running.status.isEnforced);
}

describe('two routers and their registrar over TLS', () => {
  it('agree on the set, and on every change of it', async (t) => {
    const world = await openTlsWorld(t);
    await world.side.trust(device(1));
    const [one, two] = [await world.router(), await world.router()];
    await join(world, one);
    await join(world, two);
    assert.deepEqual([one.inside, two.inside], [[device(1)], [device(1)]]);
    const report = await world.side.revoke(device(1), { reason: 'the maker is distrusted' });
    assert.deepEqual(
      report.routers.map(({ outcome, access }) => [outcome, access]),
      [
        ['applied', 'out'],
        ['applied', 'out'],
      ],
    );
    assert.deepEqual([one.inside, two.inside], [[], []]);
  });

  it('agree again after a connection was lost', async (t) => {
    const world = await openTlsWorld(t);
    const router = await world.router();
    await join(world, router);
    await world.side.trust(device(1));
    router.connection?.close();
    await router.connection?.over;
    await until(() => world.side.routers.length === 0);
    await world.side.revoke(device(1));
    await world.side.trust(device(2));
    assert.deepEqual(router.inside, [device(1)]);
    await join(world, router);
    assert.deepEqual(router.inside, [device(2)]);
  });

  it('carry thousands of devices', async (t) => {
    const world = await openTlsWorld(t);
    for (let index = 0; index < 1000; index++) await world.side.trust(device(index));
    const router = await world.router();
    await join(world, router);
    assert.equal(router.enforcer.open.size, 1000);
    assert.equal(router.enforcer.calls, 2);
  });
});

describe('a router that does not belong here', () => {
  for (const [what, code, claim] of [
    ['to another owner', 'E_CA_COMMANDS_SIGNATORY', (_: TlsWorld, id: string) => trustClaim(owner(), id, 'router')],
    [
      'with a claim that has ended',
      'E_CA_COMMANDS_CLAIM_EXPIRED',
      (world: TlsWorld, id: string) =>
        trustClaim(world.owner, id, 'router', {
          validFrom: new Date(START.getTime() - 2 * DAY),
          validUntil: new Date(START.getTime() - DAY),
        }),
    ],
  ] as const) {
    it(`${what} is refused`, async (t) => {
      const world = await openTlsWorld(t);
      const router = await world.router();
      const good = router.claim;
      const wrong = await claim(world, router.party.name);
      // A router that looks at its own claim would not even try.
      router.claim = good;
      const hello = { type: 'hello', version: 1, sequence: 0, claim: Buffer.from(wrong).toString() };
      const raw = await rawRouter(world, router, hello);
      assert.equal(raw, code);
    });
  }

  it('with another key than its claim’s is refused', async (t) => {
    const world = await openTlsWorld(t);
    const router = await world.router();
    await router.connect(world.listener.port, await party('impostor'));
    await until(() => router.told('registrar-refused').length === 1);
    assert.deepEqual(codes(router.told('registrar-refused')), ['E_CA_COMMANDS_CLAIM_KEY']);
    assert.deepEqual(codes(world.events.filter((event) => event.type === 'router-refused')), [
      'E_CA_COMMANDS_CLAIM_KEY',
    ]);
  });

  it('that shows no certificate, or speaks another protocol, is refused before it can say anything', async (t) => {
    const world = await openTlsWorld(t);
    const { port } = world.listener;
    const closed = (socket: ReturnType<typeof connect>) =>
      new Promise<void>((resolve) => {
        socket.on('error', () => {});
        socket.on('close', () => resolve());
      });
    const common = { host: '127.0.0.1', port, rejectUnauthorized: false };
    await closed(connect({ ...common, ALPNProtocols: [ALPN] }));
    await until(() => world.refused.length === 1);
    const { key, certificate } = await party('router');
    const pem = { key: key.export({ type: 'pkcs8', format: 'pem' }), cert: certificate.toPem() };
    await closed(connect({ ...common, ...pem }));
    await until(() => world.refused.length === 2);
    await closed(connect({ ...common, ...pem, ALPNProtocols: [ALPN], maxVersion: 'TLSv1.2' }));
    await until(() => world.refused.length === 3);
    assert.deepEqual(
      world.refused.map(({ code }) => code),
      ['E_CA_COMMANDS_CERTIFICATE', 'E_CA_COMMANDS_VERSION', 'E_CA_COMMANDS_CONNECTION'],
    );
    assert.deepEqual(world.events, []);
  });

  it('that sends a frame too long is cut off', async (t) => {
    const world = await openTlsWorld(t);
    const { key, certificate } = await party('router');
    const socket = connect({
      host: '127.0.0.1',
      port: world.listener.port,
      rejectUnauthorized: false,
      key: key.export({ type: 'pkcs8', format: 'pem' }),
      cert: certificate.toPem(),
      ALPNProtocols: [ALPN],
    });
    socket.on('error', () => {});
    socket.write(Buffer.from('ffffffff', 'hex'));
    await until(() => world.events.length === 1);
    assert.deepEqual(codes(world.events.filter((event) => event.type === 'router-refused')), ['E_CA_COMMANDS_FRAME']);
  });
});

/** Introduces a router by hand; gives the code for which it is refused. */
function rawRouter(world: TlsWorld, router: TlsRouter, hello: object): Promise<string> {
  const { key, certificate } = router.party;
  const socket = connect({
    host: '127.0.0.1',
    port: world.listener.port,
    rejectUnauthorized: false,
    key: key.export({ type: 'pkcs8', format: 'pem' }),
    cert: certificate.toPem(),
    ALPNProtocols: [ALPN],
  });
  socket.write(encodeFrame(Buffer.from(JSON.stringify(hello))));
  const reader = new FrameReader();
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      for (const bytes of reader.push(chunk)) {
        const message = readRegistrarMessage(bytes);
        resolve(message.type === 'refused' ? message.error.code : message.type);
        socket.destroy();
      }
    });
  });
}

describe('a registrar that is none', () => {
  it('is refused by the router: an impostor with the true registrar’s claim', async (t) => {
    const world = await openTlsWorld(t);
    const router = await world.router();
    const impostor = await party('impostor');
    const script = new ScriptedRegistrar(await trustClaim(world.owner, world.registrar.name, 'registrar'));
    const listener = await RouterListener.open({
      side: script,
      identity: identityOf(impostor),
      host: '127.0.0.1',
      port: 0,
    });
    t.after(() => listener.close());
    await router.connect(listener.port);
    await until(() => router.told('registrar-refused').length === 1);
    assert.deepEqual(codes(router.told('registrar-refused')), ['E_CA_COMMANDS_CLAIM_KEY']);
  });

  it('cannot show the registrar’s certificate without its key', async (t) => {
    const world = await openTlsWorld(t);
    const { key } = await party('impostor');
    const identity = { key, certificateChain: [world.registrar.certificate.der] };
    const opened = RouterListener.open({ side: world.side, identity, host: '127.0.0.1', port: 0 });
    await refuses(() => opened, 'E_CA_COMMANDS_TLS_IDENTITY');
  });

  it('may be an ordinary server, which the router leaves', async (t) => {
    const world = await openTlsWorld(t);
    const router = await world.router();
    const { key, certificate } = await party('web');
    const server = createServer({ key: key.export({ type: 'pkcs8', format: 'pem' }), cert: certificate.toPem() });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    t.after(() => server.close());
    const bound = server.address();
    assert.ok(typeof bound === 'object' && bound !== null);
    await refuses(() => router.connect(bound.port), 'E_CA_COMMANDS_VERSION');
  });

  it('may be nobody, or somebody who says nothing', async (t) => {
    const world = await openTlsWorld(t);
    const router = await world.router();
    const silent = createTcpServer((socket) => socket.resume().on('error', () => {}));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const bound = silent.address();
    assert.ok(typeof bound === 'object' && bound !== null);
    const options = { side: router.running, identity: identityOf(router.party), host: '127.0.0.1', port: bound.port };
    await refuses(() => connectToRegistrar({ ...options, timeout: 50 }), 'E_CA_COMMANDS_CONNECTION');
    await new Promise<void>((resolve) => silent.close(() => resolve()));
    await refuses(() => connectToRegistrar(options), 'E_CA_COMMANDS_CONNECTION');
  });
});

describe('a registrar that repeats itself', () => {
  it('is not obeyed: a command that was heard, and one that is out of its turn', async (t) => {
    const world = await openTlsWorld(t);
    const router = await world.router();
    const script = new ScriptedRegistrar(await trustClaim(world.owner, world.registrar.name, 'registrar'));
    const listener = await RouterListener.open({
      side: script,
      identity: identityOf(world.registrar),
      host: '127.0.0.1',
      port: 0,
    });
    t.after(() => listener.close());
    await router.connect(listener.port);
    await until(() => script.heard.length === 1);
    script.set(5);
    const trust = await command(world.registrar.signer, { id: device(1), sequence: 6 });
    script.command(trust);
    await script.signed(world.registrar, { id: device(1), sequence: 7, measure: 'remove' });
    script.command(trust);
    await script.signed(world.registrar, { id: device(1), sequence: 7 });
    const acks = () => script.heard.flatMap((message) => (message.type === 'ack' ? [message] : []));
    await until(() => acks().length === 4);
    assert.deepEqual(
      acks().map(({ access, error }) => access ?? error?.code),
      ['open', 'out', 'E_CA_COMMANDS_SEQUENCE', 'E_CA_COMMANDS_REPLAY'],
    );
    assert.deepEqual(router.inside, []);
  });
});

describe('a listener', () => {
  it('says that a port is taken', async (t) => {
    const world = await openTlsWorld(t);
    const { port } = world.listener;
    const identity = identityOf(world.registrar);
    await refuses(
      () => RouterListener.open({ side: world.side, identity, host: '127.0.0.1', port }),
      'E_CA_COMMANDS_LISTEN',
    );
  });

  it('drops who does not finish a handshake', async (t) => {
    const world = await openTlsWorld(t);
    const listener = await RouterListener.open({
      side: world.side,
      identity: identityOf(world.registrar),
      host: '127.0.0.1',
      port: 0,
      handshakeTimeout: 50,
    });
    t.after(() => listener.close());
    const socket = connectTcp({ host: '127.0.0.1', port: listener.port });
    socket.resume().on('error', () => {});
    await new Promise<void>((resolve) => socket.on('close', () => resolve()));
  });
});
