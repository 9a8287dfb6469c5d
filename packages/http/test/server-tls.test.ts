import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { after, describe, it } from 'node:test';
import { connect, type TLSSocket } from 'node:tls';
import {
  type ConnectionInfo,
  channelBinding,
  empty,
  PersistentConnection,
  startTlsServer,
  type TlsIdentity,
  type TlsServerOptions,
} from '@sallyport/http';
import { withCode } from '@sallyport/testing';
import { standardShop } from './support/certificates.ts';

const { shop, server: identity, client, device, root, middle } = standardShop();
after(() => shop.close());

/** One request over TLS: what either side knows of the connection. */
async function meet(
  clientIdentity: TlsIdentity | undefined,
  options: Partial<TlsServerOptions> = {},
  maxVersion: 'TLSv1.2' | 'TLSv1.3' = 'TLSv1.3',
  whileOpen: (server: ConnectionInfo, client: ConnectionInfo) => void = () => undefined,
): Promise<{ server: ConnectionInfo; client: ConnectionInfo }> {
  let seen: ConnectionInfo | undefined;
  const server = await startTlsServer({
    host: '127.0.0.1',
    port: 0,
    ...identity,
    requestClientCertificate: true,
    handler: async ({ connection }) => {
      seen = connection;
      return empty();
    },
    ...options,
  });
  try {
    const connection = await PersistentConnection.open({
      host: '127.0.0.1',
      port: server.port,
      maxVersion,
      ...(clientIdentity === undefined ? {} : { identity: clientIdentity }),
    });
    await connection.request({ path: '/' });
    assert.ok(seen !== undefined);
    whileOpen(seen, connection.connection);
    connection.close();
    return { server: seen, client: connection.connection };
  } finally {
    await server.close();
  }
}

describe('TLS connections', () => {
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    it(`speak ${version} and show both chains as they were sent`, async () => {
      const facts = await meet(client, {}, version);
      assert.equal(facts.server.tls?.protocol, version);
      assert.equal(facts.client.tls?.protocol, version);
      assert.deepEqual(facts.server.tls?.peerChain, client.certificateChain);
      assert.deepEqual(facts.server.tls?.peerCertificate, client.certificateChain[0]);
      assert.deepEqual(facts.server.tls?.localCertificate, identity.certificateChain[0]);
      assert.deepEqual(facts.client.tls?.peerChain, identity.certificateChain);
      assert.deepEqual(facts.client.tls?.localCertificate, client.certificateChain[0]);
      assert.equal(facts.server.tls?.peerAuthorized, false);
    });

    it(`take a self-signed client with ${version} and judge nothing`, async () => {
      const facts = await meet(device, {}, version);
      assert.deepEqual(facts.server.tls?.peerChain, device.certificateChain);
      assert.equal(facts.server.tls?.peerAuthorized, false);
    });

    it(`take a client without a certificate with ${version}`, async () => {
      const facts = await meet(undefined, {}, version);
      assert.deepEqual(facts.server.tls?.peerChain, []);
      assert.equal(facts.server.tls?.peerCertificate, undefined);
      assert.equal(facts.client.tls?.localCertificate.length, 0);
    });

    it(`are bound to the same value on both sides with ${version}, another one each time`, async () => {
      const values: string[] = [];
      for (let round = 0; round < 2; round++) {
        await meet(client, {}, version, (here, there) => {
          const binding = channelBinding(here);
          assert.deepEqual(binding, channelBinding(there));
          assert.equal(binding.type, version === 'TLSv1.2' ? 'tls-unique' : 'tls-exporter');
          assert.equal(binding.value.length, version === 'TLSv1.2' ? 12 : 32);
          values.push(Buffer.from(binding.value).toString('hex'));
        });
      }
      assert.notEqual(values[0], values[1]);
    });

    it(`export the same keying material on both sides with ${version}`, async () => {
      await meet(client, {}, version, (here, there) => {
        const [a, b] = [here.tls, there.tls];
        assert.ok(a !== undefined && b !== undefined);
        assert.deepEqual(a.exporter('EXPERIMENTAL-x', 40), b.exporter('EXPERIMENTAL-x', 40));
        const context = Uint8Array.of(1);
        assert.deepEqual(a.exporter('EXPERIMENTAL-x', 40, context), b.exporter('EXPERIMENTAL-x', 40, context));
        assert.notDeepEqual(a.exporter('EXPERIMENTAL-x', 40, context), b.exporter('EXPERIMENTAL-x', 40));
        assert.throws(() => a.exporter('x', 0), withCode('E_HTTP_ARGUMENT'));
      });
    });

    it(`never resume a session with ${version}, so that the certificates are always sent`, async () => {
      const server = await startTlsServer({
        host: '127.0.0.1',
        port: 0,
        ...identity,
        requestClientCertificate: true,
        handler: async ({ connection }) => {
          assert.equal(connection.tls?.peerChain.length, 1);
          return { ...empty(), close: true };
        },
      });
      const once = (session: Buffer | undefined) =>
        new Promise<{ session: Buffer | undefined; reused: boolean }>((resolve, reject) => {
          const socket: TLSSocket = connect({
            host: '127.0.0.1',
            port: server.port,
            rejectUnauthorized: false,
            maxVersion: version,
            key: device.key.export({ type: 'pkcs8', format: 'pem' }),
            cert: new X509Certificate(device.certificateChain[0] ?? '').toString(),
            ...(session === undefined ? {} : { session }),
          });
          let latest: Buffer | undefined;
          socket.on('session', (next: Buffer) => {
            latest = next;
          });
          let reused = false;
          socket.on('secureConnect', () => {
            reused = socket.isSessionReused();
            latest ??= socket.getSession();
            socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
          });
          socket.on('error', reject).resume();
          socket.on('close', () => resolve({ session: latest, reused }));
        });
      const first = await once(undefined);
      assert.ok(first.session !== undefined);
      const second = await once(first.session);
      assert.equal(second.reused, false);
      await server.close();
    });
  }

  it('name authorities to the client, and still hand on every chain whole and unjudged', async () => {
    const bare = { key: client.key, certificateChain: client.certificateChain.slice(0, 2) };
    for (const presented of [bare, client, device]) {
      const facts = await meet(presented, { clientAuthorities: [root] });
      assert.equal(facts.server.tls?.peerAuthorized, false);
      assert.deepEqual(facts.server.tls?.peerChain, presented.certificateChain);
    }
    const server = await startTlsServer({
      host: '127.0.0.1',
      port: 0,
      ...identity,
      requestClientCertificate: true,
      clientAuthorities: [root],
      handler: async () => empty(),
    });
    const report = await openssl('s_client', '-connect', `127.0.0.1:${server.port}`);
    assert.match(report, /Acceptable client certificate CA names\nCN ?= ?root\n/);
    await server.close();
  });

  it('keep the order in which an untidy client sent its chain', async () => {
    const untidy = { key: client.key, certificateChain: [client.certificateChain[0] ?? root, root, middle] };
    const facts = await meet(untidy);
    assert.deepEqual(facts.server.tls?.peerChain, untidy.certificateChain);
  });

  it('do not ask for a certificate unless told', async () => {
    const facts = await meet(client, { requestClientCertificate: false });
    assert.deepEqual(facts.server.tls?.peerChain, []);
  });

  it('refuse versions below the one configured', async () => {
    await assert.rejects(meet(client, { minVersion: 'TLSv1.3' }, 'TLSv1.2'), withCode('E_HTTP_TLS_FAILED'));
  });

  it('refuse TLS 1.1', async () => {
    const server = await startTlsServer({
      host: '127.0.0.1',
      port: 0,
      ...identity,
      requestClientCertificate: false,
      handler: async () => empty(),
    });
    const socket = connect({
      host: '127.0.0.1',
      port: server.port,
      minVersion: 'TLSv1.1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT:@SECLEVEL=0',
    });
    const error = await new Promise<Error>((resolve) => socket.once('error', resolve));
    assert.match(String(error), /version/i);
    await server.close();
  });

  it('agree on keys with the groups configured', async () => {
    await meet(client, { groups: 'P-384' });
    await assert.rejects(meet(client, { groups: 'nonsense' }), withCode('E_HTTP_TLS_IDENTITY'));
  });

  it('show the new certificate after it was replaced, without a restart', async () => {
    const server = await startTlsServer({
      host: '127.0.0.1',
      port: 0,
      ...identity,
      requestClientCertificate: true,
      handler: async ({ connection }) => ({
        ...empty(),
        headers: { 'x-hash': digest(connection.tls?.localCertificate) },
      }),
    });
    const next = shop.selfSigned('next');
    const connection = await PersistentConnection.open({ host: '127.0.0.1', port: server.port });
    server.replaceIdentity(next);
    const before = await connection.request({ path: '/' });
    assert.equal(before.headers['x-hash'], digest(identity.certificateChain[0]));
    assert.deepEqual(await connection.reconnect(), next.certificateChain);
    const after = await connection.request({ path: '/' });
    assert.equal(after.headers['x-hash'], digest(next.certificateChain[0]));
    assert.throws(() => server.replaceIdentity({ ...next, key: device.key }), withCode('E_HTTP_TLS_IDENTITY'));
    connection.close();
    await server.close();
  });

  it('have no channel binding without TLS, and none once they are gone', async () => {
    assert.throws(() => channelBinding({ id: 'x', remoteAddress: '', tls: undefined }), withCode('E_HTTP_ARGUMENT'));
    const facts = await meet(client);
    assert.throws(() => channelBinding(facts.server), withCode('E_HTTP_EXPORTER_UNAVAILABLE'));
    const older = await meet(client, {}, 'TLSv1.2');
    assert.equal(channelBinding(older.server).type, 'tls-unique');
  });
});

function openssl(...args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile('openssl', args, (error, stdout) => (error === null ? resolve(stdout) : reject(error)));
    child.stdin?.end();
  });
}

function digest(bytes: Uint8Array | undefined): string {
  return createHash('sha256')
    .update(bytes ?? '')
    .digest('hex');
}
