/** Bouncy Castle's EST client (Java) against our server, with its own TLS and with that of the JDK. */

import assert from 'node:assert/strict';
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Secret } from '@sallyport/core';
import {
  basicAuthenticator,
  CHALLENGE_PASSWORD,
  type EstServerConfig,
  extensionRequestAttribute,
} from '@sallyport/est';
import type { TlsTuning } from '@sallyport/http';
import type { DeviceIdentity } from '@sallyport/onboarding';
import { Certificate, Name, subjectAltName } from '@sallyport/pki';
import { mustRun, type Outcome, run, unless } from '../support/command.ts';
import { issueAsAsked, issueFrom, lab, makeAuthority, type ServerOverrides } from '../support/lab.ts';
import { type RunningLab, startLab, writeIdentity } from '../support/listener.ts';
import { bouncyCastleClient } from '../support/peers.ts';

const peer = bouncyCastleClient();
const SOURCE = fileURLToPath(new URL('bouncy-castle/EstPeer.java', import.meta.url));
const SAN = subjectAltName([{ kind: 'dns', value: 'sensor.example' }]);
const AS_DEVICE = 'certificate=device.pem key=device.key';
/** For programs that live a second. */
const JVM = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];
const TLS_1_2 = { maxVersion: 'TLSv1.2' } as const;
const TLS_1_3 = { minVersion: 'TLSv1.3' } as const;

/** Whose TLS, what the server speaks, and what the client is told to speak. */
const TRANSPORTS = [
  ['BCJSSE', TLS_1_2, 'TLSv1.2'],
  ['BCJSSE', TLS_1_3, 'TLSv1.3'],
  ['SunJSSE', TLS_1_2, 'TLSv1.2'],
  ['SunJSSE', TLS_1_3, 'TLSv1.3'],
] as const;

let classes = '';

interface Client {
  readonly running: RunningLab;
  /** Runs an operation with these options; certificates land in `out.pem` and a key in `out.pem.key`. */
  est(operation: string, options?: string): Promise<Outcome>;
  /** As `est`, and insists that it went well. */
  mustEst(operation: string, options?: string): Promise<string>;
  received(): readonly Certificate[];
}

async function withClient(
  act: (client: Client) => Promise<void>,
  config: EstServerConfig = {},
  overrides: ServerOverrides = {},
  tls: TlsTuning = {},
): Promise<void> {
  await using running = await startLab(config, overrides, tls);
  writeIdentity(running, 'device', (await lab()).device);
  const est = (operation: string, options = AS_DEVICE) => {
    const fixed = [`server=localhost:${running.port}`, 'anchors=root.pem', 'out=out.pem'];
    const path = [peer?.command ?? '', classes].join(delimiter);
    return run('java', [...JVM, '-cp', path, 'EstPeer', operation, ...fixed, ...options.split(' ').filter(Boolean)], {
      cwd: running.folder,
    });
  };
  await act({
    running,
    est,
    async mustEst(operation, options) {
      const { status, stdout, stderr } = await est(operation, options);
      assert.equal(status, 0, stderr);
      return stdout.toString();
    },
    received: () => Certificate.allFromPem(readFileSync(running.file('out.pem'), 'utf8')),
  });
}

/** Asserts that an operation failed, and that the library gave its user the status and our reason. */
function assertRefused({ status, stderr }: Outcome, httpStatus: number, code: string): void {
  assert.equal(status, 1, stderr);
  assert.match(stderr, new RegExp(`HTTP Status Code: ${httpStatus}\\b`));
  assert.match(stderr, new RegExp(`^${code}:`, 'm'));
}

describe(
  `Bouncy Castle's EST client and our server`,
  unless(peer !== undefined, 'EST client of Bouncy Castle (SALLYPORT_TEST_BC_JARS, java and javac)'),
  () => {
    before(async () => {
      classes = mkdtempSync(join(tmpdir(), 'sallyport-bc-'));
      await mustRun('javac', ['-cp', peer?.command ?? '', '-d', classes, SOURCE]);
    });
    after(() => rmSync(classes, { recursive: true, force: true }));

    it(`is ${peer?.version}`, () => assert.ok(peer));

    it('fetches the CA certificates, rollover included', async () => {
      const { root } = await lab();
      const next = await makeAuthority('Example Domain Root');
      const set = [root, next, await makeAuthority('Example Domain Root', root, next.keys)];
      await withClient(
        async ({ mustEst, received }) => {
          await mustEst('cacerts', '');
          assert.deepEqual(
            received().map((each) => each.fingerprint()),
            set.map(({ certificate }) => certificate.fingerprint()),
          );
        },
        {},
        { caCertificates: async () => set.map(({ certificate }) => certificate) },
      );
    });

    it('fetches the CSR attributes', async () => {
      await withClient(
        async ({ mustEst }) =>
          assert.equal(await mustEst('csrattrs', ''), '1.2.840.113549.1.9.14 with values\n1.2.840.113549.1.9.7\n'),
        {},
        { csrAttributes: async () => [CHALLENGE_PASSWORD, extensionRequestAttribute([SAN])] },
      );
    });

    it('understands 204 as no attributes', async () => {
      await withClient(async ({ mustEst }) => assert.equal(await mustEst('csrattrs', ''), 'none\n'));
    });

    // The library takes 404 for no attributes when it has no body. Ours has one, with the reason (RFC 8951 §5).
    it('tells its user of 404 for the CSR attributes of a label that is not there', async () => {
      await withClient(async ({ est }) => {
        const { status, stderr } = await est('csrattrs', 'label=meters');
        assert.equal(status, 1);
        assert.match(stderr, /HTTP Status Code: 404\b/);
      });
    });

    for (const [provider, tls, version] of TRANSPORTS) {
      it(`enrols and renews what it got, with ${provider} over ${version}`, async () => {
        const { root } = await lab();
        await withClient(
          async ({ running, mustEst, received }) => {
            const how = `provider=${provider} tls=${version} dns=sensor.example`;
            await mustEst('enroll', `${AS_DEVICE} ${how} out=ldevid.pem`);
            await mustEst('reenroll', `certificate=ldevid.pem key=ldevid.pem.key ${how}`);
            const [renewed, ...others] = received();
            assert.equal(others.length, 0);
            assert.equal(renewed?.isSignedBy(root.certificate), true);
            assert.equal(renewed?.subject.toString(), 'CN=SN-0001');
            assert.deepEqual(renewed?.subjectAltNames, [{ kind: 'dns', value: 'sensor.example' }]);
            assert.deepEqual(
              running.server.requests.map(({ operation, renews }) => [operation, renews !== undefined]),
              [
                ['simpleenroll', false],
                ['simplereenroll', true],
              ],
            );
          },
          {},
          {},
          tls,
        );
      });
    }

    it('proves possession of its key by tls-unique, enrolling and renewing', async () => {
      await withClient(
        async ({ running, mustEst }) => {
          await mustEst('enroll', `${AS_DEVICE} bound=yes out=ldevid.pem`);
          await mustEst('reenroll', 'certificate=ldevid.pem key=ldevid.pem.key bound=yes');
          const passwords = running.server.requests.map(({ csr }) => csr.challengePassword);
          assert.equal(passwords.length, 2);
          assert.equal(new Set(passwords).size, 2, 'each connection has a binding of its own');
        },
        { channelBinding: 'required' },
        {},
        TLS_1_2,
      );
    });

    it('enrols at a label', async () => {
      await withClient(
        async ({ running, mustEst }) => {
          await mustEst('enroll', `${AS_DEVICE} label=meters`);
          assert.deepEqual(
            running.server.requests.map(({ label }) => label),
            ['meters'],
          );
        },
        { labels: ['meters'] },
      );
    });

    it('has the server make a key', async () => {
      await withClient(
        async ({ running, mustEst, received }) => {
          await mustEst('serverkeygen');
          const made = createPublicKey(createPrivateKey(readFileSync(running.file('out.pem.key'), 'utf8')));
          assert.equal(received()[0]?.publicKey.equals(made), true);
        },
        { serverKeyType: 'P-256' },
      );
    });

    it('comes back when it is told to', async () => {
      const { root } = await lab();
      let asked = 0;
      await withClient(
        async ({ mustEst, received }) => {
          assert.match(await mustEst('enroll'), /^deferred by \d+ ms\n$/);
          assert.equal(received().length, 1);
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

    it('enrols by HTTP Basic, and is refused with a wrong password', async () => {
      const device: DeviceIdentity = {
        serialNumber: 'SN-0001',
        manufacturer: undefined,
        model: undefined,
        credential: undefined,
        assurance: 'claimed',
      };
      const password = Secret.of('secret');
      const httpAuthenticator = basicAuthenticator({
        realm: 'est',
        verify: async (username, given) => (username === 'joe' && given.equals(password) ? device : undefined),
      });
      await withClient(
        async ({ est, mustEst, received, running }) => {
          await mustEst('enroll', 'basic=joe:secret');
          assert.equal(received().length, 1);
          assertRefused(await est('enroll', 'basic=joe:guess'), 401, 'E_EST_UNAUTHORIZED');
          assert.equal(running.server.requests.length, 1);
        },
        {},
        { httpAuthenticator },
      );
    });

    it('shows its user why it was refused', async () => {
      const stranger = await issueFrom((await lab()).stranger, { subject: Name.of([['serialNumber', 'SN-0001']]) });
      await withClient(
        async ({ running, est }) => {
          assertRefused(await est('enroll'), 400, 'E_EST_BINDING_MISSING');
          assertRefused(await est('reenroll', `${AS_DEVICE} bound=yes tls=TLSv1.2`), 403, 'E_EST_NOT_RENEWABLE');
          writeIdentity(running, 'stranger', stranger);
          assertRefused(
            await est('enroll', 'certificate=stranger.pem key=stranger.key'),
            403,
            'E_EST_CERTIFICATE_REFUSED',
          );
          assertRefused(await est('enroll', `${AS_DEVICE} label=meters`), 404, 'E_EST_NOT_FOUND');
          assertRefused(await est('serverkeygen'), 501, 'E_EST_NOT_IMPLEMENTED');
          assert.equal(running.server.requests.length, 0);
        },
        { channelBinding: 'required' },
      );
    });

    it('does not speak to a server that its anchor does not vouch for', async () => {
      const { manufacturer } = await lab();
      await withClient(async ({ running, est }) => {
        running.write('other.pem', manufacturer.certificate.toPem());
        const { status, stderr } = await est('enroll', `${AS_DEVICE} anchors=other.pem`);
        assert.equal(status, 1);
        assert.match(stderr, /certificate/i);
        assert.equal(running.server.requests.length, 0);
      });
    });
  },
);
