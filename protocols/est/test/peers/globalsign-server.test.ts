/** Our client against GlobalSign's EST server, with the mock CA it brings. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { systemClock } from '@sallyport/core';
import { EstClient, type EstClientOptions, type EstHttpRequest, overConnection, requirementsOf } from '@sallyport/est';
import { PersistentConnection } from '@sallyport/http';
import { extendedKeyUsage, generateKeyPair, Name, OID, softwareSigner, subjectAltName } from '@sallyport/pki';
import { unless } from '../support/command.ts';
import { freePort, startForeign } from '../support/foreign-server.ts';
import { type Identity, issueFrom, lab } from '../support/lab.ts';
import { writeIdentity } from '../support/listener.ts';
import { globalsignServer } from '../support/peers.ts';

const peer = globalsignServer();
const SUBJECT = Name.of([['CN', 'SN-0001']]);
const SAN = subjectAltName([{ kind: 'dns', value: 'sensor.example' }]);

interface Place {
  readonly ca: Identity;
  /** A client for the server, on a connection with this certificate. */
  client(
    identity: Identity | undefined,
    options?: Partial<EstClientOptions>,
    rewrite?: (request: EstHttpRequest) => EstHttpRequest,
  ): Promise<EstClient>;
}

async function withServer(act: (place: Place) => Promise<void>): Promise<void> {
  const { root, tls } = await lab();
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-estserver-'));
  const write = (name: string, content: Uint8Array | string) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const port = await freePort();
  const ca = writeIdentity({ write }, 'ca', root);
  const server = writeIdentity({ write }, 'tls', tls);
  const config = {
    mock_ca: { certificates: ca.cert, private_key: ca.key },
    tls: {
      listen_address: `127.0.0.1:${port}`,
      certificates: server.cert,
      private_key: server.key,
      client_cas: [ca.cert],
    },
    allowed_hosts: ['localhost', '127.0.0.1'],
    healthcheck_password: 'x',
    rate_limit: 1000,
    timeout: 30,
    log_file: join(folder, 'log'),
  };
  const file = write('config.json', JSON.stringify(config));
  const open: PersistentConnection[] = [];
  try {
    await using running = await startForeign(peer?.command ?? '', ['-config', file], port, { cwd: folder });
    assert.equal(running.port, port);
    await act({
      ca: root,
      async client(identity, options = {}, rewrite = (request) => request) {
        const connection = await PersistentConnection.open({
          host: 'localhost',
          port,
          trust: { mode: 'verified', anchors: [root.certificate.der] },
          ...(identity === undefined
            ? {}
            : { identity: { key: identity.keys.privateKey, certificateChain: [identity.certificate.der] } }),
        });
        open.push(connection);
        const { send, channelBinding } = overConnection(connection);
        return new EstClient({
          send: (request) => send(rewrite(request)),
          channelBinding,
          clock: systemClock,
          ...options,
        });
      },
    });
  } finally {
    for (const connection of open) connection.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A certificate that the mock CA takes for a client's. */
async function ldevid(): Promise<Identity> {
  const { root } = await lab();
  return issueFrom(root, { subject: SUBJECT, extensions: [SAN, extendedKeyUsage([OID.clientAuth])] });
}

describe(
  `our client and GlobalSign's EST server`,
  unless(peer !== undefined, 'estserver of GlobalSign (SALLYPORT_TEST_ESTSERVER)'),
  () => {
    it(`is ${peer?.version}`, () => assert.ok(peer));

    it('fetches CA certificates and CSR attributes, enrols and renews', async () => {
      await withServer(async ({ ca, client }) => {
        const first = await client(await ldevid());
        const trust = await first.getCaCerts({ basis: 'pinned', certificate: ca.certificate });
        assert.equal(trust.anchors[0]?.equals(ca.certificate), true);
        assert.deepEqual(await first.getCsrAttrs(), []);

        const keys = generateKeyPair('P-256');
        const signer = softwareSigner(keys.privateKey);
        const { certificate } = await first.enroll({ subject: SUBJECT, signer, extensions: [SAN], trust });
        assert.equal(certificate.subject.equals(SUBJECT), true);

        const second = await client({ certificate, keys, signer });
        const next = softwareSigner(generateKeyPair('P-384').privateKey);
        const renewed = await second.reenroll({ current: certificate, signer: next, trust });
        assert.equal(renewed.certificate.subject.equals(SUBJECT), true);
        assert.notEqual(renewed.certificate.serialNumber, certificate.serialNumber);
      });
    });

    it('understands the CSR attributes of RFC 7030 at a label', async () => {
      await withServer(async ({ client }) => {
        // The mock CA answers so at a label that RFC 7030 §3.2.2 does not allow, and that our client will not ask at.
        await assert.rejects((await client(undefined, { label: 'csrattrs' })).getCsrAttrs(), { code: 'E_EST_CONFIG' });
        const path = '/.well-known/est/csrattrs/csrattrs';
        const elsewhere = await client(undefined, {}, (request) => ({ ...request, path }));
        const attributes = await elsewhere.getCsrAttrs();
        const requirements = requirementsOf(attributes);
        assert.equal(requirements.challengePassword, true);
        assert.deepEqual(requirements.signatureAlgorithms, [OID.ecdsaWithSha384]);
        assert.deepEqual(
          requirements.extensions.map(({ oid }) => oid),
          ['1.3.6.1.1.1.1.22'],
        );
      });
    });

    it('gets a key the server made', async () => {
      await withServer(async ({ ca, client }) => {
        const est = await client(await ldevid());
        const signer = softwareSigner(generateKeyPair('P-256').privateKey);
        const made = await est.serverKeygen({ subject: SUBJECT, signer, trust: { anchors: [ca.certificate] } });
        assert.ok(made.privateKey.length > 100);
      });
    });

    it('passes on refusals and deferrals', async () => {
      await withServer(async ({ ca, client }) => {
        const trust = { anchors: [ca.certificate] };
        const signer = softwareSigner(generateKeyPair('P-256').privateKey);
        const est = await client(await ldevid(), { label: 'triggererrors' });
        const ask = (name: string) => est.enroll({ subject: Name.of([['CN', name]]), signer, trust });
        await assert.rejects(ask('Trigger Error Forbidden'), {
          code: 'E_EST_STATUS',
          details: { status: 403, reason: '403 triggered forbidden response' },
        });
        await assert.rejects(ask('Trigger Error Deferred'), {
          code: 'E_EST_DEFERRED',
          details: { retryAfter: 600_000 },
        });
        await assert.rejects(ask('Trigger Error Unknown'), { code: 'E_EST_STATUS' });
        const { stranger } = await lab();
        const elsewhere = { anchors: [stranger.certificate] };
        const plain = await client(await ldevid());
        await assert.rejects(plain.enroll({ subject: SUBJECT, signer, trust: elsewhere }), { code: 'E_EST_UNTRUSTED' });
      });
    });
  },
);
