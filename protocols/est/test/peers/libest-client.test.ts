/** The client of libest against our server, by way of a listener old enough for it. */

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { systemClock, systemRandom } from '@sallyport/core';
import { decodeBody, decodeCertsOnly, type EstServerConfig } from '@sallyport/est';
import { extendedKeyUsage, Name, OID } from '@sallyport/pki';
import { type Outcome, run, unless } from '../support/command.ts';
import {
  type Identity,
  issueAsAsked,
  issueFrom,
  lab,
  makeServer,
  type ServerOverrides,
  type TestServer,
} from '../support/lab.ts';
import { startOldListener } from '../support/old-http.ts';
import { libestClient } from '../support/peers.ts';

const peer = libestClient();

interface Client {
  readonly server: TestServer;
  /** Runs the client with these options, as the lab's device or as `identity`. */
  estclient(options: string, identity?: Identity): Promise<Outcome>;
  /** What the client wrote into the file whose name begins so. */
  written(beginning: string): Buffer | undefined;
}

async function withClient(
  act: (client: Client) => Promise<void>,
  config: EstServerConfig = {},
  overrides: ServerOverrides = {},
): Promise<void> {
  const { root, tls, device } = await lab();
  const server = await makeServer(config, { realClock: systemClock, random: systemRandom, ...overrides });
  await using listener = await startOldListener(server.handle, tls);
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-libest-'));
  const write = (name: string, content: string) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const env = { EST_OPENSSL_CACERT: write('anchors', root.certificate.toPem()) };
  const pem = ({ keys }: Identity) => keys.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  const newKey = await issueFrom(root, { subject: Name.of([['CN', 'unused']]) });
  write('request', pem(newKey));
  try {
    await act({
      server,
      estclient(options, identity = device) {
        const files = [
          '-c',
          write('identity', identity.certificate.toPem()),
          '-k',
          write('identity.key', pem(identity)),
        ];
        const place = ['-s', 'localhost', '-p', String(listener.port), '-o', folder];
        return run(peer?.command ?? '', [...options.split(' '), ...place, ...files], { cwd: folder, env });
      },
      written(beginning) {
        const name = readdirSync(folder).find((each) => each.startsWith(beginning));
        return name === undefined ? undefined : readFileSync(join(folder, name));
      },
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function certificatesIn(body: Buffer | undefined, said: Outcome) {
  assert.ok(body, `${said.stdout}${said.stderr}`);
  return decodeCertsOnly(decodeBody(body));
}

describe(
  'the client of libest and our server',
  unless(peer !== undefined, 'estclient of libest (SALLYPORT_TEST_LIBEST_CLIENT)'),
  () => {
    it(`is ${peer?.version}`, () => assert.ok(peer));

    it('fetches the CA certificates', async () => {
      await withClient(async ({ estclient, written }) => {
        const said = await estclient('-g');
        assert.equal(certificatesIn(written('cacert'), said)[0]?.equals((await lab()).root.certificate), true);
      });
    });

    it('enrols with a request bound to its connection', async () => {
      await withClient(
        async ({ estclient, written, server }) => {
          const said = await estclient('-e -z -x request --common-name SN-0001');
          const [certificate] = certificatesIn(written('cert'), said);
          assert.equal(certificate?.subject.toString(), 'CN=SN-0001');
          assert.notEqual(server.requests[0]?.csr.challengePassword, undefined);
        },
        { channelBinding: 'required' },
        { csrAttributes: async () => [] },
      );
    });

    it('renews a certificate', async () => {
      const { root } = await lab();
      const subject = Name.of([['CN', 'SN-0001']]);
      const ldevid = await issueFrom(root, { subject, extensions: [extendedKeyUsage([OID.clientAuth])] });
      await withClient(async ({ estclient, written, server }) => {
        const said = await estclient('-r -x request', ldevid);
        assert.equal(
          server.requests[0]?.operation,
          'simplereenroll',
          server.events.map(({ message }) => message).join(),
        );
        assert.equal(certificatesIn(written('cert'), said)[0]?.subject.equals(subject), true);
      });
    });

    it('has the server make a key; RSA, as it takes shorter keys for damaged ones', async () => {
      await withClient(
        async ({ estclient, written }) => {
          const said = await estclient('-q -x request');
          assert.equal(certificatesIn(written('cert'), said).length, 1);
          assert.notEqual(written('key'), undefined);
        },
        { serverKeyType: 'RSA-2048' },
      );
    });

    it('comes back when it is told to', async () => {
      const { root } = await lab();
      let asked = 0;
      await withClient(
        async ({ estclient, written }) => {
          const said = await estclient('-e -x request');
          assert.equal(certificatesIn(written('cert'), said).length, 1);
          assert.equal(asked, 2);
        },
        {},
        {
          issue: async (request) => {
            asked += 1;
            return asked === 1 ? { outcome: 'deferred', retryAfter: 1_000 } : issueAsAsked(root, request);
          },
        },
      );
    });
  },
);
