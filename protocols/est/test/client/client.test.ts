import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ManualClock } from '@sallyport/core';
import {
  CHALLENGE_PASSWORD,
  decodeBody,
  EstClient,
  type EstClientOptions,
  type EstHttpRequest,
  type EstHttpResponse,
  encodeBody,
  encodeCertsOnly,
  extensionRequestAttribute,
  keyTemplateOf,
  templateAttribute,
} from '@sallyport/est';
import { buildRequest } from '@sallyport/http';
import {
  type Certificate,
  CertificateRequest,
  generateKeyPair,
  Name,
  softwareSigner,
  spkiOf,
  subjectAltName,
} from '@sallyport/pki';
import { connection, issueAsAsked, issueFrom, lab, makeServer, NOW, type TestServer } from '../support/lab.ts';

const SUBJECT = Name.of([['CN', 'SN-0001']]);
const SAN = subjectAltName([{ kind: 'dns', value: 'sensor.example' }]);
const BINDING = Uint8Array.of(1, 2, 3);

function key(type: 'P-256' | 'P-384' = 'P-256') {
  return softwareSigner(generateKeyPair(type).privateKey);
}

interface ClientSetup extends Partial<EstClientOptions> {
  readonly chain?: readonly Certificate[];
}

/** A client whose requests a server of the lab answers, without a network. */
async function clientOf(server: TestServer, setup: ClientSetup = {}) {
  const { device } = await lab();
  const { chain = [device.certificate], ...options } = setup;
  const sent: EstHttpRequest[] = [];
  const client = new EstClient({
    clock: new ManualClock(NOW),
    channelBinding: () => BINDING,
    send: (request) => {
      sent.push(request);
      return server.handle(
        buildRequest({
          method: request.method,
          target: request.path,
          headers: request.headers,
          ...(request.body === undefined ? {} : { body: request.body }),
          connection: connection({ chain, binding: BINDING }),
        }),
      );
    },
    ...options,
  });
  return { client, sent };
}

/** A client whose every request gets these answers in turn, the last one again and again. */
function scripted(answers: readonly EstHttpResponse[], options: Partial<EstClientOptions> = {}) {
  const sent: EstHttpRequest[] = [];
  const client = new EstClient({
    clock: new ManualClock(NOW),
    send: async (request) => {
      sent.push(request);
      const answer = answers[Math.min(sent.length, answers.length) - 1];
      assert.ok(answer);
      return answer;
    },
    ...options,
  });
  return { client, sent };
}

function answer(status: number, type?: string, body: Uint8Array | string = '', headers: Record<string, string> = {}) {
  return {
    status,
    headers: { ...(type === undefined ? {} : { 'content-type': type }), ...headers },
    body: Buffer.from(body),
  };
}

function certsOnly(...certificates: readonly Certificate[]): EstHttpResponse {
  return answer(200, 'application/pkcs7-mime; smime-type=certs-only', encodeBody(encodeCertsOnly(certificates)));
}

async function request(options: object = {}) {
  const { root } = await lab();
  return { subject: SUBJECT, signer: key(), trust: { anchors: [root.certificate] }, ...options };
}

describe('EST client: with a server', () => {
  it('fetches CA certificates, asks what is wanted, and enrols', async () => {
    const { root } = await lab();
    const server = await makeServer(
      { channelBinding: 'required' },
      {
        csrAttributes: async () => [CHALLENGE_PASSWORD, extensionRequestAttribute([SAN])],
      },
    );
    const { client } = await clientOf(server);
    const ca = await client.getCaCerts({ basis: 'pinned', certificate: root.certificate });
    const csrAttributes = await client.getCsrAttrs();
    const signer = key();
    const { certificate, path } = await client.enroll({ subject: SUBJECT, signer, csrAttributes, trust: ca });
    assert.deepEqual(certificate.spki, spkiOf(signer.publicKey));
    assert.equal(path.anchor.equals(root.certificate), true);
    assert.deepEqual(certificate.subjectAltNames, [{ kind: 'dns', value: 'sensor.example' }]);
  });

  it('takes 204 and 404 for no attributes', async () => {
    const { client } = await clientOf(await makeServer());
    assert.deepEqual(await client.getCsrAttrs(), []);
    assert.deepEqual(await scripted([answer(404, 'text/plain', 'no')]).client.getCsrAttrs(), []);
  });

  it('renews with the subject and subjectAltName of the current certificate', async () => {
    const { root } = await lab();
    const current = await issueFrom(root, { subject: SUBJECT, extensions: [SAN] });
    const server = await makeServer();
    const { client } = await clientOf(server, { chain: [current.certificate] });
    const trust = { anchors: [root.certificate] };
    const { certificate } = await client.reenroll({ current: current.certificate, signer: key(), trust });
    assert.equal(certificate.subject.equals(SUBJECT), true);
    assert.equal(server.requests[0]?.renews?.equals(current.certificate), true);
  });

  it('has the server make a key, and holds it as a secret', async () => {
    const { client } = await clientOf(await makeServer({ serverKeyType: 'P-256' }));
    const { privateKey, certificate } = await client.serverKeygen(await request());
    assert.equal(String(privateKey), '[secret]');
    assert.ok(privateKey.length > 100);
    assert.equal(certificate.subject.equals(SUBJECT), true);
  });

  it('asks at the label it is given', async () => {
    const { client, sent } = await clientOf(await makeServer({ labels: ['meters'] }), { label: 'meters' });
    await client.enroll(await request());
    assert.equal(sent[0]?.path, '/.well-known/est/meters/simpleenroll');
  });

  it('follows a template: subject, key and extensions', async () => {
    const template = templateAttribute({
      subject: [[{ oid: '2.5.4.10', value: organization('Example') }], [{ oid: '2.5.4.3', value: undefined }]],
      key: keyTemplateOf('P-384'),
      extensions: [{ oid: SAN.oid, critical: false, value: undefined }],
      attributes: [],
    });
    const server = await makeServer({}, { csrAttributes: async () => [template] });
    const { client } = await clientOf(server);
    const csrAttributes = await client.getCsrAttrs();
    const wishes = await request({ csrAttributes, extensions: [SAN] });
    await assert.rejects(client.enroll(wishes), { code: 'E_EST_KEY_UNSUITABLE' });
    const { certificate } = await client.enroll({ ...wishes, signer: key('P-384') });
    assert.equal(certificate.subject.toString(), 'CN=SN-0001,O=Example');
  });

  function organization(name: string): Uint8Array {
    const value = Name.of([['O', name]]).rdns[0]?.[0]?.valueDer;
    assert.ok(value);
    return value;
  }
});

describe('EST client: deferred decisions', () => {
  it('waits as asked and sends the very same request again', async () => {
    const { root } = await lab();
    const waits: number[] = [];
    let decisions = 0;
    const server = await makeServer(
      {},
      {
        issue: async (asked) => {
          decisions += 1;
          return decisions < 3 ? { outcome: 'deferred', retryAfter: 7_000 } : issueAsAsked(root, asked);
        },
      },
    );
    const { client, sent } = await clientOf(server, { wait: async (span) => void waits.push(span) });
    await client.enroll(await request());
    assert.deepEqual(waits, [7_000, 7_000]);
    assert.deepEqual(sent[0]?.body, sent[2]?.body);
  });

  it('makes a new request when the connection changed meanwhile', async () => {
    let current = BINDING;
    const { client, sent } = scripted([answer(202, undefined, '', { 'retry-after': '1' }), answer(500)], {
      channelBinding: () => current,
      wait: async () => {
        current = Uint8Array.of(9, 9);
      },
    });
    await assert.rejects(client.enroll(await request()), { code: 'E_EST_STATUS' });
    const passwords = sent.map(
      ({ body }) => CertificateRequest.parse(decodeBody(body ?? new Uint8Array(0))).challengePassword,
    );
    assert.deepEqual(passwords, ['AQID', 'CQk=']);
  });

  it('reads a date in Retry-After', async () => {
    const waits: number[] = [];
    const later = { 'retry-after': 'Mon, 01 Jun 2026 12:01:00 GMT' };
    const { client } = scripted([answer(202, undefined, '', later), answer(500)], {
      wait: async (span) => void waits.push(span),
    });
    await assert.rejects(client.enroll(await request()), { code: 'E_EST_STATUS' });
    assert.deepEqual(waits, [60_000]);
  });

  it('tells the caller when it cannot wait', async () => {
    const { client } = scripted([answer(202, undefined, '', { 'retry-after': '30' })]);
    await assert.rejects(client.enroll(await request()), { code: 'E_EST_DEFERRED', details: { retryAfter: 30_000 } });
  });

  it('gives up after the attempts it is allowed', async () => {
    const { client, sent } = scripted([answer(202, undefined, '', { 'retry-after': '1' })], {
      wait: async () => undefined,
      maxAttempts: 4,
    });
    await assert.rejects(client.enroll(await request()), { code: 'E_EST_DEFERRED' });
    assert.equal(sent.length, 4);
  });

  it('does not wait longer than it is allowed', async () => {
    const { client, sent } = scripted([answer(202, undefined, '', { 'retry-after': '999999999' })], {
      wait: async () => assert.fail('waited'),
    });
    await assert.rejects(client.enroll(await request()), { code: 'E_EST_DEFERRED' });
    assert.equal(sent.length, 1);
  });

  it('refuses 202 without Retry-After', async () => {
    for (const headers of [{}, { 'retry-after': 'soon' }, { 'retry-after': '-5' }]) {
      const { client } = scripted([answer(202, undefined, '', headers)]);
      await assert.rejects(client.enroll(await request()), { code: 'E_EST_RETRY_AFTER' });
    }
  });
});

describe('EST client: when to bind', () => {
  const asked = [CHALLENGE_PASSWORD];
  for (const { bind, csrAttributes, bound } of [
    { bind: 'always', csrAttributes: [], bound: true },
    { bind: 'when-asked', csrAttributes: [], bound: false },
    { bind: 'when-asked', csrAttributes: asked, bound: true },
  ] as const) {
    it(`${bound ? 'binds' : 'does not bind'} ${bind} with ${csrAttributes.length} attributes`, async () => {
      const { client, sent } = await clientOf(await makeServer(), { bind });
      await client.enroll(await request({ csrAttributes }));
      const csr = CertificateRequest.parse(decodeBody(sent[0]?.body ?? new Uint8Array(0)));
      assert.equal(csr.challengePassword, bound ? 'AQID' : undefined);
    });
  }
});

describe('EST client: answers it does not take', () => {
  async function rejects(response: EstHttpResponse, code: string, options: object = {}) {
    await assert.rejects(scripted([response]).client.enroll(await request(options)), { code });
  }

  it('a refusal, whose reason it passes on without control characters', async () => {
    const response = answer(403, 'text/plain', 'no\u0007 room\u202e');
    await assert.rejects(scripted([response]).client.enroll(await request()), {
      code: 'E_EST_STATUS',
      message: 'the server answered 403: no room',
      details: { status: 403, reason: 'no room' },
    });
  });

  it('a reason without a media type is text, a web page is not', async () => {
    await assert.rejects(scripted([answer(400, undefined, 'bad')]).client.enroll(await request()), {
      details: { status: 400, reason: 'bad' },
    });
    await assert.rejects(scripted([answer(400, 'text/html', '<p>')]).client.enroll(await request()), {
      details: { status: 400, reason: '' },
    });
  });

  it('401', async () => {
    await rejects(answer(401, 'text/plain', 'who?'), 'E_EST_UNAUTHENTICATED');
  });

  it('another media type', async () => {
    const { root } = await lab();
    const right = certsOnly(root.certificate);
    await rejects({ ...right, headers: { 'content-type': 'text/html' } }, 'E_EST_RESPONSE_TYPE');
    await rejects({ ...right, headers: {} }, 'E_EST_RESPONSE_TYPE');
  });

  it('no base64, no certs-only message, an oversize body', async () => {
    await rejects(answer(200, 'application/pkcs7-mime', '%%'), 'E_EST_BASE64');
    await rejects(answer(200, 'application/pkcs7-mime', 'MAA='), 'E_EST_CERTS_ONLY');
    await rejects(answer(200, 'application/pkcs7-mime', new Uint8Array(600_000)), 'E_EST_RESPONSE_TOO_LARGE');
  });

  it('no certificate', async () => {
    await rejects(certsOnly(), 'E_EST_CERTIFICATE_MISSING');
  });

  it('a certificate for another key', async () => {
    const { tls } = await lab();
    await rejects(certsOnly(tls.certificate), 'E_EST_KEY_MISMATCH');
  });

  it('a certificate of another issuer, or one that has expired', async () => {
    const { root, stranger } = await lab();
    const keys = generateKeyPair('P-256');
    const signer = softwareSigner(keys.privateKey);
    const foreign = await issueFrom(stranger, { subject: SUBJECT, keys });
    await rejects(certsOnly(foreign.certificate), 'E_EST_UNTRUSTED', { signer });
    const old = await issueFrom(root, { subject: SUBJECT, keys, notAfter: new Date('2026-05-01T00:00:00Z') });
    await rejects(certsOnly(old.certificate), 'E_EST_UNTRUSTED', { signer });
    const { client } = scripted([certsOnly(old.certificate)], { ignoreValidity: true });
    await client.enroll(await request({ signer }));
  });

  it('a key that does not belong to the certificate, or is none', async () => {
    const { root, tls } = await lab();
    const type = 'multipart/mixed; boundary=b';
    const part = (contentType: string, body: Uint8Array) =>
      `--b\r\nContent-Type: ${contentType}\r\n\r\n${Buffer.from(encodeBody(body))}\r\n`;
    const certificate = part('application/pkcs7-mime; smime-type=certs-only', encodeCertsOnly([tls.certificate]));
    const other = generateKeyPair('P-256').privateKey.export({ format: 'der', type: 'pkcs8' });
    const run = async (body: string) =>
      scripted([answer(200, type, `${body}--b--\r\n`)]).client.serverKeygen(await request());
    await assert.rejects(run(part('application/pkcs8', other) + certificate), { code: 'E_EST_KEY_MISMATCH' });
    await assert.rejects(run(part('application/pkcs8', root.certificate.der) + certificate), {
      code: 'E_EST_SERVER_KEY',
    });
    await assert.rejects(run(certificate), { code: 'E_EST_MULTIPART' });
    await assert.rejects(run(part('application/pkcs8', other) + part('application/pkcs8', other) + certificate), {
      code: 'E_EST_MULTIPART',
    });
    const right = tls.keys.privateKey.export({ format: 'der', type: 'pkcs8' });
    const made = await run(certificate + part('application/pkcs8', right));
    assert.equal(made.certificate.equals(tls.certificate), true);
  });
});

describe('EST client: redirections', () => {
  it('follows a path on the same server', async () => {
    const { root } = await lab();
    const { client, sent } = scripted([
      answer(307, undefined, '', { location: '/est/cacerts' }),
      certsOnly(root.certificate),
    ]);
    await client.getCaCerts({ basis: 'connection' });
    assert.deepEqual(
      sent.map(({ path }) => path),
      ['/.well-known/est/cacerts', '/est/cacerts'],
    );
  });

  for (const location of ['https://other.example/est', '//other.example/est', '', 'est', '/a b', '/a\r\nx: y']) {
    it(`leaves ${JSON.stringify(location)} to its caller`, async () => {
      const { client } = scripted([answer(302, undefined, '', { location })]);
      await assert.rejects(client.getCaCerts({ basis: 'connection' }), {
        code: 'E_EST_REDIRECTED',
        details: { status: 302, location },
      });
    });
  }

  it('does not run in circles', async () => {
    const { client, sent } = scripted([answer(302, undefined, '', { location: '/x' })]);
    await assert.rejects(client.getCaCerts({ basis: 'connection' }), { code: 'E_EST_REDIRECTED' });
    assert.equal(sent.length, 4);
  });
});
