/** curl and openssl, and nothing of ours, on the client's side of a real TLS connection. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { Secret, systemClock } from '@sallyport/core';
import {
  anyAuthenticator,
  basicAuthenticator,
  CHALLENGE_PASSWORD,
  digestAuthenticator,
  type EstServerConfig,
  extensionRequestAttribute,
} from '@sallyport/est';
import type { DeviceIdentity } from '@sallyport/onboarding';
import { Certificate, CertificateRequest, subjectAltName } from '@sallyport/pki';
import { mustRun, unless, versionOf } from '../support/command.ts';
import { certify, lab, makeAuthority, type ServerOverrides } from '../support/lab.ts';
import { type RunningLab, startLab } from '../support/listener.ts';

const curlVersion = versionOf('curl', '--version');
const opensslVersion = versionOf('openssl', 'version');
const present = curlVersion !== undefined && opensslVersion !== undefined;
const SAN = subjectAltName([{ kind: 'dns', value: 'sensor.example' }]);

/** A device whose key and requests openssl makes. */
class Device {
  readonly running: RunningLab;

  constructor(running: RunningLab) {
    this.running = running;
  }

  openssl(args: string, input?: Uint8Array): Promise<Buffer> {
    const options = { cwd: this.running.folder, ...(input === undefined ? {} : { input }) };
    return mustRun('openssl', args.split(' '), options);
  }

  /** Makes a key and a request; returns the file with the request's base64. */
  async request(name: string, extra = ''): Promise<string> {
    await this.openssl(`genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out ${name}.key`);
    const subject = '-subj /CN=SN-0001';
    await this.openssl(`req -new -key ${name}.key ${subject} -outform DER -out ${name}.p10${extra}`);
    await this.openssl(`base64 -in ${name}.p10 -out ${name}.b64`);
    return `${name}.b64`;
  }

  /** Has the manufacturer of the lab certify a key made by openssl. */
  async birth(): Promise<void> {
    const { manufacturer } = await lab();
    await this.openssl('genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out birth.key');
    await this.openssl('req -new -key birth.key -subj /serialNumber=SN-0001 -out birth.csr');
    const csr = CertificateRequest.fromPem(readFileSync(this.running.file('birth.csr'), 'utf8'));
    const certificate = await certify(manufacturer, { subject: csr.subject, publicKey: csr.spki });
    this.running.write('birth.pem', certificate.toPem());
  }

  /** Asks with curl; headers land in `headers`, the body in `body`. */
  async curl(
    operation: string,
    args = '',
  ): Promise<{ readonly status: number; readonly body: Buffer; readonly headers: string }> {
    const { folder, port, file } = this.running;
    const url = `https://localhost:${port}/.well-known/est/${operation}`;
    const fixed = ['-sS', '--cacert', 'root.pem', '-D', 'headers', '-o', 'body', '-w', '%{http_code}'];
    this.running.write('body', '');
    const status = await mustRun('curl', [...fixed, ...args.split(' ').filter(Boolean), url], { cwd: folder });
    return {
      status: Number(status.toString()),
      body: readFileSync(file('body')),
      headers: readFileSync(file('headers'), 'latin1'),
    };
  }

  post(operation: string, name: string, identity = 'birth', extra = '') {
    const credentials = identity === '' ? '' : `--cert ${identity}.pem --key ${identity}.key`;
    return this.curl(
      operation,
      `${credentials} -H Content-Type:application/pkcs10 --data-binary @${name}.b64 ${extra}`,
    );
  }

  /** Takes the certificates out of a certs-only body, as openssl sees them. */
  async certificates(base64: Uint8Array, name: string): Promise<readonly Certificate[]> {
    const message = await this.openssl('base64 -d', base64);
    await this.openssl(`pkcs7 -inform DER -print_certs -out ${name}.pem`, message);
    return Certificate.allFromPem(readFileSync(this.running.file(`${name}.pem`), 'utf8'));
  }
}

async function withDevice(
  act: (device: Device) => Promise<void>,
  config: EstServerConfig = {},
  overrides: ServerOverrides = {},
): Promise<void> {
  await using running = await startLab(config, overrides);
  const device = new Device(running);
  await device.birth();
  await act(device);
}

describe('curl and openssl as an EST client', unless(present, 'curl and openssl'), () => {
  it(`are there: ${curlVersion?.split(' ').slice(0, 2).join(' ')}, ${opensslVersion}`, () => {
    assert.ok(present);
  });

  it('fetch the CA certificates, rollover included', async () => {
    const { root } = await lab();
    const next = await makeAuthority('Example Domain Root');
    const set = [root, next, await makeAuthority('Example Domain Root', root, next.keys)];
    await withDevice(
      async (device) => {
        const { status, body, headers } = await device.curl('cacerts');
        assert.equal(status, 200);
        assert.match(headers, /^content-type: application\/pkcs7-mime\r$/im);
        const received = await device.certificates(body, 'cacerts');
        assert.deepEqual(
          received.map((each) => each.fingerprint()),
          set.map(({ certificate }) => certificate.fingerprint()),
        );
      },
      {},
      { caCertificates: async () => set.map(({ certificate }) => certificate) },
    );
  });

  it('fetch the CSR attributes', async () => {
    await withDevice(
      async (device) => {
        const { status, body, headers } = await device.curl('csrattrs');
        assert.equal(status, 200);
        assert.match(headers, /^content-type: application\/csrattrs\r$/im);
        const parsed = await device.openssl('asn1parse -inform DER', await device.openssl('base64 -d', body));
        assert.match(parsed.toString(), /OBJECT +:challengePassword/);
        assert.match(parsed.toString(), /OBJECT +:X509v3 Subject Alternative Name/);
      },
      {},
      { csrAttributes: async () => [CHALLENGE_PASSWORD, extensionRequestAttribute([SAN])] },
    );
  });

  it('get 204 when there are none', async () => {
    await withDevice(async (device) => assert.equal((await device.curl('csrattrs')).status, 204));
  });

  for (const version of ['1.2', '1.3']) {
    it(`enrol over TLS ${version}, and renew with the certificate they got`, async () => {
      await withDevice(async (device) => {
        await device.request('new', ' -addext subjectAltName=DNS:sensor.example');
        const tls = `--tlsv${version} --tls-max ${version}`;
        const enrolled = await device.post('simpleenroll', 'new', 'birth', tls);
        assert.equal(enrolled.status, 200, enrolled.body.toString());
        assert.match(enrolled.headers, /^content-type: application\/pkcs7-mime; smime-type=certs-only\r$/im);
        assert.equal((await device.certificates(enrolled.body, 'new')).length, 1);
        assert.match((await device.openssl('verify -CAfile root.pem new.pem')).toString(), /new\.pem: OK/);

        await device.request('newer', ' -addext subjectAltName=DNS:sensor.example');
        const renewed = await device.post('simplereenroll', 'newer', 'new', tls);
        assert.equal(renewed.status, 200, renewed.body.toString());
        const [certificate] = await device.certificates(renewed.body, 'newer');
        assert.equal(certificate?.subject.toString(), 'CN=SN-0001');
        assert.match((await device.openssl('verify -CAfile root.pem newer.pem')).toString(), /newer\.pem: OK/);
        assert.deepEqual(
          device.running.server.requests.map(({ operation, renews }) => [operation, renews !== undefined]),
          [
            ['simpleenroll', false],
            ['simplereenroll', true],
          ],
        );
      });
    });
  }

  it('have the server make a key that fits its certificate', async () => {
    await withDevice(
      async (device) => {
        await device.request('dummy');
        const { status, body, headers } = await device.post('serverkeygen', 'dummy');
        assert.equal(status, 200, body.toString());
        const boundary = /^content-type: multipart\/mixed; boundary=(\S+)\r$/im.exec(headers)?.[1] ?? assert.fail();
        const [, keyPart = '', certificatePart = ''] = body.toString('latin1').split(`--${boundary}`);
        assert.match(keyPart, /^\r\nContent-Type: application\/pkcs8\r\n/);
        const bodyOf = (part: string) => Buffer.from(`${part.slice(part.indexOf('\r\n\r\n') + 4).trimEnd()}\n`);
        await device.certificates(bodyOf(certificatePart), 'made');
        const key = await device.openssl('base64 -d', bodyOf(keyPart));
        const fromKey = await device.openssl('pkey -inform DER -pubout', key);
        const fromCertificate = await device.openssl('x509 -in made.pem -noout -pubkey');
        assert.equal(fromKey.toString(), fromCertificate.toString());
      },
      { serverKeyType: 'RSA-2048' },
    );
  });

  it('are told to come back later', async () => {
    await withDevice(
      async (device) => {
        await device.request('new');
        const { status, headers } = await device.post('simpleenroll', 'new');
        assert.equal(status, 202);
        assert.match(headers, /^retry-after: 30\r$/im);
      },
      {},
      { issue: async () => ({ outcome: 'deferred', retryAfter: 30_000 }) },
    );
  });

  it('are refused with the right status and a reason in plain text', async () => {
    await withDevice(
      async (device) => {
        await device.request('new');
        device.running.write('pem.b64', await device.openssl('req -new -key birth.key -subj /CN=x'));
        device.running.write('big.b64', 'A'.repeat(70_000));
        await device.openssl(
          'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout fake.key -subj /serialNumber=SN-0001 -out fake.pem',
        );
        const check = async (what: string, expected: number, asked: ReturnType<Device['curl']>) => {
          const { status, headers, body } = await asked;
          assert.equal(status, expected, `${what}: ${body}`);
          assert.match(headers, /^content-type: text\/plain; charset=utf-8\r$/im, what);
          assert.notEqual(body.length, 0, what);
        };
        await check('PEM body', 400, device.post('simpleenroll', 'pem'));
        await check('no certificate', 403, device.post('simpleenroll', 'new', ''));
        await check('own certificate', 403, device.post('simpleenroll', 'new', 'fake'));
        await check('renewal with a birth certificate', 403, device.post('simplereenroll', 'new'));
        await check('another operation', 404, device.curl('simpleenrol'));
        await check('another label', 404, device.curl('lamps/cacerts'));
        await check('GET', 405, device.curl('simpleenroll'));
        await check('large body', 413, device.post('simpleenroll', 'big'));
        const json = '--cert birth.pem --key birth.key -H Content-Type:application/json --data-binary @new.b64';
        await check('media type', 415, device.curl('simpleenroll', json));
        await check('full CMC', 501, device.post('fullcmc', 'new'));
        await check('no server keys', 501, device.post('serverkeygen', 'new'));
        assert.equal(device.running.server.requests.length, 0);
      },
      { channelBinding: 'if-present' },
    );
  });

  it('authenticate with a password, Basic and Digest, where that is offered', async () => {
    const person: DeviceIdentity = {
      serialNumber: 'SN-0001',
      manufacturer: undefined,
      model: undefined,
      credential: undefined,
      assurance: 'claimed',
    };
    const password = Secret.of('secret');
    const httpAuthenticator = anyAuthenticator(
      digestAuthenticator({
        realm: 'est',
        clock: systemClock,
        nonceKey: Secret.of('0123456789abcdef0123456789abcdef'),
        find: async (username) => (username === 'joe' ? { password, device: person } : undefined),
      }),
      basicAuthenticator({
        realm: 'est',
        verify: async (username, given) => (username === 'joe' && given.equals(password) ? person : undefined),
      }),
    );
    await withDevice(
      async (device) => {
        await device.request('new');
        const unknown = await device.post('simpleenroll', 'new', '');
        assert.equal(unknown.status, 401);
        assert.match(unknown.headers, /^www-authenticate: Digest .*Basic /im);
        assert.equal((await device.post('simpleenroll', 'new', '', '--digest -u joe:wrong')).status, 401);
        assert.equal((await device.post('simpleenroll', 'new', '', '--basic -u joe:wrong')).status, 401);
        assert.equal(device.running.server.requests.length, 0);
        assert.equal((await device.post('simpleenroll', 'new', '', '--digest -u joe:secret')).status, 200);
        assert.equal((await device.post('simpleenroll', 'new', '', '--basic -u joe:secret')).status, 200);
        assert.equal((await device.post('simpleenroll', 'new', '', '--anyauth -u joe:secret')).status, 200);
      },
      {},
      { httpAuthenticator },
    );
  });
});
