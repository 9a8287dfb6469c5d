/** GlobalSign's EST client against our server. */

import assert from 'node:assert/strict';
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { Secret } from '@sallyport/core';
import {
  basicAuthenticator,
  CHALLENGE_PASSWORD,
  type EstServerConfig,
  extensionRequestAttribute,
} from '@sallyport/est';
import { Certificate, subjectAltName } from '@sallyport/pki';
import { type Outcome, run, unless } from '../support/command.ts';
import { lab, makeAuthority, type ServerOverrides } from '../support/lab.ts';
import { type RunningLab, startLab, writeIdentity } from '../support/listener.ts';
import { globalsignClient } from '../support/peers.ts';

const peer = globalsignClient();
const SAN = subjectAltName([{ kind: 'dns', value: 'sensor.example' }]);

interface Client {
  readonly running: RunningLab;
  /** Runs a command of the client as the lab's device, or with the options given. */
  estclient(command: string, options?: string): Promise<Outcome>;
  certificates(name: string): readonly Certificate[];
}

async function withClient(
  act: (client: Client) => Promise<void>,
  config: EstServerConfig = {},
  overrides: ServerOverrides = {},
): Promise<void> {
  await using running = await startLab(config, overrides);
  const { device } = await lab();
  writeIdentity(running, 'device', device);
  const fixed = ['-server', `localhost:${running.port}`, '-explicit', 'root.pem'];
  await act({
    running,
    estclient: (command, options = '-certs device.pem -key device.key') =>
      run(peer?.command ?? '', [command, ...fixed, ...options.split(' ').filter(Boolean)], { cwd: running.folder }),
    certificates: (name) => Certificate.allFromPem(readFileSync(running.file(name), 'utf8')),
  });
}

describe(
  `GlobalSign's EST client and our server`,
  unless(peer !== undefined, 'estclient of GlobalSign (SALLYPORT_TEST_ESTCLIENT)'),
  () => {
    it(`is ${peer?.version}`, () => assert.ok(peer));

    it('fetches the CA certificates', async () => {
      const { root } = await lab();
      const second = await makeAuthority('Second Root');
      await withClient(
        async ({ estclient, certificates }) => {
          const { status, stderr } = await estclient('cacerts', '-out ca.pem');
          assert.equal(status, 0, stderr);
          assert.deepEqual(
            certificates('ca.pem').map((each) => each.fingerprint()),
            [root, second].map(({ certificate }) => certificate.fingerprint()),
          );
        },
        {},
        { caCertificates: async () => [root.certificate, second.certificate] },
      );
    });

    it('asks for CSR attributes, and understands that there are none', async () => {
      await withClient(
        async ({ estclient }) => {
          const { status, stdout, stderr } = await estclient('csrattrs');
          assert.equal(status, 0, stderr);
          assert.match(stdout.toString(), /challenge ?password|1\.2\.840\.113549\.1\.9\.7/i);
        },
        {},
        { csrAttributes: async () => [CHALLENGE_PASSWORD, extensionRequestAttribute([SAN])] },
      );
      await withClient(async ({ estclient }) => assert.equal((await estclient('csrattrs')).status, 0));
    });

    it('enrols, renews what it got, and at a label', async () => {
      await withClient(
        async ({ running, estclient, certificates }) => {
          const names = '-cn SN-0001 -dnsnames sensor.example';
          const enrolled = await estclient('enroll', `-certs device.pem -key device.key ${names} -out ldevid.pem`);
          assert.equal(enrolled.status, 0, enrolled.stderr);
          const [ldevid] = certificates('ldevid.pem');
          assert.equal(ldevid?.isSignedBy((await lab()).root.certificate), true);
          const renewed = await estclient('reenroll', '-certs ldevid.pem -key device.key -out renewed.pem');
          assert.equal(renewed.status, 0, renewed.stderr);
          assert.equal(certificates('renewed.pem')[0]?.subject.toString(), 'CN=SN-0001');
          const atLabel = await estclient('enroll', `-aps meters -certs device.pem -key device.key ${names}`);
          assert.equal(atLabel.status, 0, atLabel.stderr);
          assert.deepEqual(
            running.server.requests.map(({ operation, label, renews }) => [operation, label, renews !== undefined]),
            [
              ['simpleenroll', undefined, false],
              ['simplereenroll', undefined, true],
              ['simpleenroll', 'meters', false],
            ],
          );
        },
        { labels: ['meters'] },
      );
    });

    it('has the server make a key', async () => {
      await withClient(
        async ({ estclient, certificates, running }) => {
          const options = '-certs device.pem -key device.key -cn SN-0001 -out made.pem -keyout made.key';
          const { status, stderr } = await estclient('serverkeygen', options);
          assert.equal(status, 0, stderr);
          const made = createPublicKey(createPrivateKey(readFileSync(running.file('made.key'), 'utf8')));
          assert.equal(certificates('made.pem')[0]?.publicKey.equals(made), true);
        },
        { serverKeyType: 'P-256' },
      );
    });

    it('authenticates by HTTP Basic', async () => {
      const { device } = await lab();
      const password = Secret.of('secret');
      const identity = {
        serialNumber: 'SN-0001',
        manufacturer: undefined,
        model: undefined,
        credential: device.certificate.der,
        assurance: 'claimed',
      } as const;
      const httpAuthenticator = basicAuthenticator({
        realm: 'est',
        verify: async (username, given) => (username === 'joe' && given.equals(password) ? identity : undefined),
      });
      await withClient(
        async ({ estclient }) => {
          const right = await estclient('enroll', '-key device.key -cn SN-0001 -user joe -pass secret');
          assert.equal(right.status, 0, right.stderr);
          const wrong = await estclient('enroll', '-key device.key -cn SN-0001 -user joe -pass guess');
          assert.notEqual(wrong.status, 0);
          assert.match(wrong.stderr, /E_EST_UNAUTHORIZED/);
        },
        {},
        { httpAuthenticator },
      );
    });

    it('shows its user why it was refused, and that it was put off', async () => {
      await withClient(
        async ({ estclient }) => {
          const { status, stderr } = await estclient('enroll', '-certs device.pem -key device.key -cn SN-0001');
          assert.notEqual(status, 0);
          assert.match(stderr, /E_EST_CSR_ATTRIBUTES.*2\.5\.29\.17/s);
        },
        {},
        { csrAttributes: async () => [extensionRequestAttribute([SAN])] },
      );
      await withClient(
        async ({ estclient }) => {
          const { status, stderr } = await estclient('enroll', '-certs device.pem -key device.key -cn SN-0001');
          assert.notEqual(status, 0);
          assert.match(stderr, /Accepted/);
        },
        {},
        { issue: async () => ({ outcome: 'deferred', retryAfter: 30_000 }) },
      );
    });
  },
);
