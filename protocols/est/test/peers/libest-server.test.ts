/**
 * Our client against the server of libest, which can only listen on every address: the tests run in a network
 * namespace of their own, into which this file starts itself.
 */

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { systemClock } from '@sallyport/core';
import { EstClient, type EstClientOptions, overConnection, requirementsOf } from '@sallyport/est';
import { PersistentConnection } from '@sallyport/http';
import { generateKeyPair, Name, softwareSigner } from '@sallyport/pki';
import { unless } from '../support/command.ts';
import { freePort, startForeign } from '../support/foreign-server.ts';
import { type Identity, issueFrom, lab } from '../support/lab.ts';
import { writeIdentity } from '../support/listener.ts';
import { canMakeNamespace, insideNamespace, runInNamespace } from '../support/namespace.ts';
import { libestServer } from '../support/peers.ts';

const peer = libestServer();
const SUBJECT = Name.of([['CN', 'SN-0001']]);
/** challengePassword, ecdsa-with-SHA256, and a key on P-256. */
const CSR_ATTRIBUTES = 'MCwGCSqGSIb3DQEJBwYIKoZIzj0EAwIwFQYHKoZIzj0CATEKBggqhkjOPQMBBw==';

const CA_CONFIG = `
[ca]
default_ca = lab
[lab]
dir = .
database = $dir/index.txt
new_certs_dir = $dir/new
certificate = $dir/ca.pem
private_key = $dir/ca.key
serial = $dir/serial
default_days = 30
default_md = sha256
policy = any
unique_subject = no
x509_extensions = device
[any]
commonName = optional
serialNumber = optional
[device]
basicConstraints = CA:FALSE
`;

interface Place {
  readonly ca: Identity;
  /** A client on a fresh connection; the server ends each connection after one answer. */
  client(identity?: Identity, options?: Partial<EstClientOptions>): Promise<EstClient>;
}

async function withServer(flags: readonly string[], act: (place: Place) => Promise<void>): Promise<void> {
  const { root, manufacturer, tls } = await lab();
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-libest-'));
  const write = (name: string, content: Uint8Array | string) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  writeIdentity({ write }, 'ca', root);
  const key = tls.keys.privateKey.export({ format: 'pem', type: 'sec1' });
  const server = write('tls.pem', `${tls.certificate.toPem()}${key}`);
  const trusted = write('trusted.pem', `${root.certificate.toPem()}${manufacturer.certificate.toPem()}`);
  mkdirSync(join(folder, 'new'));
  write('index.txt', '');
  write('serial', '1000\n');
  const env = {
    EST_TRUSTED_CERTS: trusted,
    EST_CACERTS_RESP: join(folder, 'ca.pem'),
    EST_OPENSSL_CACONFIG: write('ca.cnf', CA_CONFIG),
    EST_CSR_ATTR: CSR_ATTRIBUTES,
  };
  const port = await freePort();
  const args = ['-p', String(port), '-c', server, '-k', server, '-r', 'estrealm', ...flags];
  const open: PersistentConnection[] = [];
  try {
    await using running = await startForeign(peer?.command ?? '', args, port, { cwd: folder, env });
    assert.equal(running.port, port);
    await act({
      ca: root,
      async client(identity, options = {}) {
        const connection = await PersistentConnection.open({
          host: 'localhost',
          port,
          trust: { mode: 'verified', anchors: [root.certificate.der] },
          ...(identity === undefined
            ? {}
            : { identity: { key: identity.keys.privateKey, certificateChain: [identity.certificate.der] } }),
        });
        open.push(connection);
        return new EstClient({ ...overConnection(connection), clock: systemClock, ...options });
      },
    });
  } finally {
    for (const connection of open) connection.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function newKey(): Identity['signer'] {
  return softwareSigner(generateKeyPair('P-256').privateKey);
}

const runnable = peer !== undefined && canMakeNamespace();
const missing = peer === undefined ? 'estserver of libest (SALLYPORT_TEST_LIBEST_SERVER)' : 'network namespaces';

if (!insideNamespace) {
  describe('our client and the server of libest', unless(runnable, missing), () => {
    it('get on with each other', async () => {
      const { status, stdout, stderr } = await runInNamespace(fileURLToPath(import.meta.url));
      assert.equal(status, 0, `${stdout}${stderr}`);
      assert.match(stdout.toString(), /^# pass [1-9]/m);
    });
  });
} else {
  describe('inside the namespace', () => {
    it('CA certificates, CSR attributes, enrolment bound to the connection, renewal', async () => {
      const { device } = await lab();
      await withServer(['-o', '-t'], async ({ ca, client }) => {
        const trust = await (await client()).getCaCerts({ basis: 'pinned', certificate: ca.certificate });
        const csrAttributes = await (await client(device)).getCsrAttrs();
        assert.equal(requirementsOf(csrAttributes).challengePassword, true);
        const keys = generateKeyPair('P-256');
        const signer = softwareSigner(keys.privateKey);
        const enrolled = await (await client(device)).enroll({ subject: SUBJECT, signer, csrAttributes, trust });
        assert.equal(enrolled.certificate.subject.equals(SUBJECT), true);
        const ldevid = { certificate: enrolled.certificate, keys, signer };
        const renewing = await client(ldevid);
        const renewed = await renewing.reenroll({ current: ldevid.certificate, signer: newKey(), trust });
        assert.equal(renewed.certificate.subject.equals(SUBJECT), true);
      });
    });

    it('a request that is not bound to its connection is refused', async () => {
      const { device, root } = await lab();
      await withServer(['-o', '-t'], async ({ client }) => {
        const wrong = await client(device, { channelBinding: () => Uint8Array.of(1, 2, 3) });
        const trust = { anchors: [root.certificate] };
        await assert.rejects(wrong.enroll({ subject: SUBJECT, signer: newKey(), trust }), {
          code: 'E_EST_UNAUTHENTICATED',
          message: /Proof of Possession Mismatch/,
        });
      });
    });

    it('a decision that takes its time', async () => {
      const { device, root } = await lab();
      await withServer(['-o', '-m', '2'], async ({ client }) => {
        const trust = { anchors: [root.certificate] };
        await assert.rejects((await client(device)).enroll({ subject: SUBJECT, signer: newKey(), trust }), {
          code: 'E_EST_DEFERRED',
        });
      });
    });

    it('strangers are refused', async () => {
      const { root, stranger } = await lab();
      const unknown = await issueFrom(stranger, { subject: SUBJECT });
      await withServer([], async ({ client }) => {
        const trust = { anchors: [root.certificate] };
        const ask = async (identity?: Identity) =>
          (await client(identity)).enroll({ subject: SUBJECT, signer: newKey(), trust });
        await assert.rejects(ask(), { code: 'E_EST_UNAUTHENTICATED' });
        await assert.rejects(ask(unknown));
      });
    });
  });
}
