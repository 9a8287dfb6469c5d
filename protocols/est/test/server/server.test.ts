import assert from 'node:assert/strict';
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { describe, it } from 'node:test';
import { errorFactory, isSallyportError } from '@sallyport/core';
import { der, TAG } from '@sallyport/der';
import {
  bindingPassword,
  CHALLENGE_PASSWORD,
  changeSubjectName,
  decodeBody,
  decodeCertsOnly,
  decodeCsrAttributes,
  decodeMultipart,
  EST_OID,
  type EstHttpAuthenticator,
  extensionRequestAttribute,
} from '@sallyport/est';
import { CertificateRequest, generateKeyPair, Name, OID, softwareSigner, spkiOf, subjectAltName } from '@sallyport/pki';
import { bodyText, codeOf, get, issueFrom, lab, makeAuthority, makeRequest, makeServer, post } from '../support/lab.ts';

const SAN = subjectAltName([{ kind: 'dns', value: 'sensor.example' }]);

async function ldevid(names = [SAN]) {
  const { root } = await lab();
  return issueFrom(root, { subject: Name.of([['CN', 'SN-0001']]), extensions: names });
}

describe('EST server: places and methods', () => {
  it('gives the CA certificates to a client without a certificate', async () => {
    const server = await makeServer();
    const { root } = await lab();
    const response = await get(server, '/.well-known/est/cacerts');
    assert.equal(response.status, 200);
    assert.equal(response.headers['content-type'], 'application/pkcs7-mime');
    assert.equal(response.headers['content-transfer-encoding'], 'base64');
    const [certificate, ...more] = decodeCertsOnly(decodeBody(response.body));
    assert.equal(certificate?.equals(root.certificate), true);
    assert.equal(more.length, 0);
  });

  it('gives rollover certificates in the order configured', async () => {
    const { root } = await lab();
    const next = await makeAuthority('Example Domain Root');
    const oldWithNew = await makeAuthority('Example Domain Root', next, root.keys);
    const newWithOld = await makeAuthority('Example Domain Root', root, next.keys);
    const set = [root, next, oldWithNew, newWithOld].map(({ certificate }) => certificate);
    const server = await makeServer({}, { caCertificates: async () => set });
    const received = decodeCertsOnly(decodeBody((await get(server, '/.well-known/est/cacerts')).body));
    assert.deepEqual(
      received.map((each) => each.fingerprint()),
      set.map((each) => each.fingerprint()),
    );
  });

  for (const target of [
    '/',
    '/.well-known/est',
    '/.well-known/est/',
    '/.well-known/est/nothing',
    '/.well-known/est/a/b/cacerts',
  ]) {
    it(`answers 404 at ${target}`, async () => {
      const response = await get(await makeServer(), target);
      assert.equal(response.status, 404);
      assert.equal(codeOf(response), 'E_EST_NOT_FOUND');
      assert.equal(response.headers['content-type'], 'text/plain; charset=utf-8');
    });
  }

  it('serves a configured label and no other', async () => {
    const seen: (string | undefined)[] = [];
    const { root } = await lab();
    const server = await makeServer(
      { labels: ['meters'] },
      {
        caCertificates: async (label) => {
          seen.push(label);
          return [root.certificate];
        },
      },
    );
    assert.equal((await get(server, '/.well-known/est/meters/cacerts')).status, 200);
    assert.equal((await get(server, '/.well-known/est/cacerts')).status, 200);
    assert.equal((await get(server, '/.well-known/est/lamps/cacerts')).status, 404);
    assert.deepEqual(seen, ['meters', undefined]);
  });

  it('refuses a label that is the name of an operation', async () => {
    await assert.rejects(makeServer({ labels: ['cacerts'] }), { code: 'E_EST_CONFIG' });
  });

  it('answers 405 with Allow to another method', async () => {
    const server = await makeServer();
    const posted = await get(server, '/.well-known/est/cacerts', { method: 'POST' });
    assert.equal(posted.status, 405);
    assert.equal(posted.headers['allow'], 'GET, HEAD');
    const got = await get(server, '/.well-known/est/simpleenroll');
    assert.equal(got.status, 405);
    assert.equal(got.headers['allow'], 'POST');
  });

  it('answers 501 to fullcmc with the reason', async () => {
    const response = await post(await makeServer(), 'fullcmc', undefined);
    assert.equal(response.status, 501);
    assert.equal(codeOf(response), 'E_EST_NOT_IMPLEMENTED');
    assert.match(bodyText(response), /Full CMC/);
  });
});

describe('EST server: csrattrs', () => {
  it('answers 204 when nothing is asked for', async () => {
    assert.equal((await get(await makeServer(), '/.well-known/est/csrattrs')).status, 204);
    const empty = await makeServer({}, { csrAttributes: async () => [] });
    assert.equal((await get(empty, '/.well-known/est/csrattrs')).status, 204);
  });

  it('gives the attributes configured for the device that asks', async () => {
    const { device } = await lab();
    const seen: (string | undefined)[] = [];
    const server = await makeServer(
      {},
      {
        csrAttributes: async (asking) => {
          seen.push(asking?.serialNumber);
          return [CHALLENGE_PASSWORD];
        },
      },
    );
    const response = await get(server, '/.well-known/est/csrattrs', { chain: [device.certificate] });
    await get(server, '/.well-known/est/csrattrs');
    assert.equal(response.headers['content-type'], 'application/csrattrs');
    assert.deepEqual(decodeCsrAttributes(decodeBody(response.body)), [CHALLENGE_PASSWORD]);
    assert.deepEqual(seen, ['SN-0001', undefined]);
  });

  it('asks for the challengePassword where the binding is required, whatever the port says', async () => {
    const sources = [undefined, [], [{ kind: 'oid', oid: OID.ecdsaWithSha256 }]] as const;
    for (const source of sources) {
      const server = await makeServer({ channelBinding: 'required' }, { csrAttributes: async () => source });
      const response = await get(server, '/.well-known/est/csrattrs');
      assert.deepEqual(decodeCsrAttributes(decodeBody(response.body)), [CHALLENGE_PASSWORD, ...(source ?? [])]);
    }
  });

  it('can insist on an authenticated device', async () => {
    const server = await makeServer(
      { csrAttributesNeedDevice: true },
      { csrAttributes: async () => [CHALLENGE_PASSWORD] },
    );
    const response = await get(server, '/.well-known/est/csrattrs');
    assert.equal(response.status, 403);
    assert.equal(codeOf(response), 'E_EST_CERTIFICATE_REQUIRED');
  });
});

describe('EST server: simpleenroll', () => {
  it('issues the certificate a device asks for, and it alone', async () => {
    const server = await makeServer();
    const csr = await makeRequest();
    const response = await post(server, 'simpleenroll', csr);
    assert.equal(response.status, 200, bodyText(response));
    assert.equal(response.headers['content-type'], 'application/pkcs7-mime; smime-type=certs-only');
    const [certificate, ...more] = decodeCertsOnly(decodeBody(response.body));
    assert.equal(more.length, 0);
    assert.deepEqual(certificate?.spki, csr.spki);
    assert.equal(server.requests[0]?.operation, 'simpleenroll');
    assert.equal(server.requests[0]?.renews, undefined);
  });

  it('reports the steps D.4, D.5 and D.6 with device and duration', async () => {
    const server = await makeServer({ protocol: 'brski' });
    await post(server, 'simpleenroll', await makeRequest());
    assert.deepEqual(
      server.events.map(({ step, ok, protocol, session, device, facts }) => ({
        step,
        ok,
        protocol,
        session,
        serial: device?.serialNumber,
        facts,
      })),
      ['D.4', 'D.5', 'D.6'].map((step) => ({
        step,
        ok: true,
        protocol: 'brski',
        session: 'est-c1',
        serial: 'SN-0001',
        facts: { operation: 'simpleenroll' },
      })),
    );
    assert.equal(
      server.events.every(({ ms }) => ms !== undefined && ms >= 0),
      true,
    );
  });

  it('takes a body in lines, in one line, and with blanks and tabs in it', async () => {
    const csr = await makeRequest();
    const base64 = Buffer.from(csr.der).toString('base64');
    const shapes = [
      base64,
      `\r\n${base64.replace(/.{76}/g, '$&\r\n')}\r\n`,
      base64.replace(/.{10}/g, '$& \t'),
      `${base64}\n`,
    ];
    for (const shape of shapes) {
      const response = await post(await makeServer(), 'simpleenroll', undefined, { body: Buffer.from(shape) });
      assert.equal(response.status, 200, bodyText(response));
    }
  });

  it('does not look at Content-Transfer-Encoding', async () => {
    const headers = { 'content-transfer-encoding': 'binary' };
    const response = await post(await makeServer(), 'simpleenroll', await makeRequest(), { headers });
    assert.equal(response.status, 200);
  });

  it('takes a media type with parameters and in capitals', async () => {
    const type = 'Application/PKCS10; charset=utf-8';
    assert.equal((await post(await makeServer(), 'simpleenroll', await makeRequest(), { type })).status, 200);
  });

  it('answers 202 with Retry-After while the issuer has not decided', async () => {
    const server = await makeServer({}, { issue: async () => ({ outcome: 'deferred', retryAfter: 4_200 }) });
    const response = await post(server, 'simpleenroll', await makeRequest());
    assert.equal(response.status, 202);
    assert.equal(response.headers['retry-after'], '5');
    assert.equal(response.body.length, 0, 'Bouncy Castle takes no other');
    assert.equal(server.issued.length, 0);
    assert.deepEqual(
      server.events.map(({ step }) => step),
      ['D.4'],
      'nothing was issued, so no step says so',
    );
  });

  it('passes on the reason of an issuer that refuses', async () => {
    const server = await makeServer({}, { issue: async () => ({ outcome: 'refused', reason: 'no licence left' }) });
    const response = await post(server, 'simpleenroll', await makeRequest());
    assert.equal(response.status, 403);
    assert.equal(codeOf(response), 'E_EST_ISSUER_REFUSED');
    assert.match(bodyText(response), /no licence left/);
  });

  it('says nothing of what broke behind it, and tells whoever runs it', async () => {
    const server = await makeServer(
      {},
      {
        issue: () => {
          throw new Error('disk /dev/sda is full');
        },
      },
    );
    const response = await post(server, 'simpleenroll', await makeRequest());
    assert.equal(response.status, 500);
    assert.doesNotMatch(bodyText(response), /disk/);
    assert.equal(server.errors.length, 1);
    assert.deepEqual(
      server.events.map(({ step, ok }) => [step, ok]),
      [
        ['D.4', true],
        ['D.5', false],
      ],
    );
  });

  it('keeps the errors of its ports to itself, whatever status they carry', async () => {
    const failing = errorFactory({ E_CA_BUSY: { fault: 'environment', hint: 'See rack 7.', http: 418 } });
    const server = await makeServer({}, { issue: () => Promise.reject(failing('E_CA_BUSY', 'the HSM is gone')) });
    const response = await post(server, 'simpleenroll', await makeRequest());
    assert.equal(response.status, 500);
    assert.equal(bodyText(response), 'internal error\n');
    assert.equal(isSallyportError(server.errors[0], 'E_CA_BUSY'), true);
  });

  it('never passes on a certificate for another key', async () => {
    const { root } = await lab();
    const other = await issueFrom(root, { subject: Name.of([['CN', 'other']]) });
    const server = await makeServer(
      {},
      {
        issue: async () => ({ outcome: 'issued', certificate: other.certificate }),
      },
    );
    const response = await post(server, 'simpleenroll', await makeRequest());
    assert.equal(response.status, 500);
    assert.deepEqual(
      server.errors.map((error) => error instanceof Error && 'code' in error && error.code),
      ['E_EST_ISSUER_MISMATCH'],
    );
  });
});

describe('EST server: who is refused', () => {
  async function refused(server: Awaited<ReturnType<typeof makeServer>>, status: number, code: string, options = {}) {
    const response = await post(server, 'simpleenroll', await makeRequest(), options);
    assert.equal(response.status, status, bodyText(response));
    assert.equal(codeOf(response), code);
    assert.equal(response.headers['content-type'], 'text/plain; charset=utf-8');
    assert.equal(server.requests.length, 0);
    assert.equal(server.issued.length, 0);
    return response;
  }

  it('a client without a certificate', async () => {
    await refused(await makeServer(), 403, 'E_EST_CERTIFICATE_REQUIRED', { chain: [] });
  });

  it('a client whose certificate nobody here vouches for', async () => {
    const { stranger } = await lab();
    const device = await issueFrom(stranger, { subject: Name.of([['serialNumber', 'SN-0001']]) });
    const server = await makeServer();
    await refused(server, 403, 'E_EST_CERTIFICATE_REFUSED', { chain: [device.certificate] });
    assert.deepEqual(
      server.events.map(({ step, ok, code }) => [step, ok, code]),
      [['D.4', false, 'E_EST_CERTIFICATE_REFUSED']],
    );
  });

  it('a client whose certificate has expired', async () => {
    const { manufacturer } = await lab();
    const device = await issueFrom(manufacturer, {
      subject: Name.of([['serialNumber', 'SN-0001']]),
      notAfter: new Date('2026-05-31T00:00:00Z'),
    });
    await refused(await makeServer(), 403, 'E_EST_CERTIFICATE_REFUSED', { chain: [device.certificate] });
  });

  it('a device that the gate keeps out', async () => {
    const reason = 'the owner refuses it';
    const server = await makeServer({}, { gate: { mayEnrol: async () => ({ allowed: false, reason }) } });
    const response = await refused(server, 403, 'E_EST_FORBIDDEN');
    // Why is the owner's to know.
    assert.doesNotMatch(bodyText(response), /the owner refuses it/);
    assert.deepEqual(
      server.events.map(({ step, message, device }) => [step, message, device?.serialNumber]),
      [['D.4', reason, 'SN-0001']],
    );
  });

  it('every device while the gate cannot answer', async () => {
    const server = await makeServer({}, { gate: { mayEnrol: () => Promise.reject(new Error('no log')) } });
    await refused(server, 403, 'E_EST_FORBIDDEN');
    assert.equal(server.errors.length, 1);
  });

  it('a request without TLS', async () => {
    const server = await makeServer();
    const request = {
      method: 'POST',
      target: '/.well-known/est/simpleenroll',
      headers: { 'content-type': 'application/pkcs10' },
    };
    const { buildRequest } = await import('@sallyport/http');
    const response = await server.handle(buildRequest(request));
    assert.equal(response.status, 403);
    assert.equal(codeOf(response), 'E_EST_TLS_REQUIRED');
  });

  it('a body of another media type', async () => {
    await refused(await makeServer(), 415, 'E_EST_MEDIA_TYPE', { type: 'application/json' });
    await refused(await makeServer(), 415, 'E_EST_MEDIA_TYPE', { type: undefined });
  });

  it('a body that is too large', async () => {
    await refused(await makeServer({ maxBodyBytes: 100 }), 413, 'E_EST_REQUEST_TOO_LARGE');
  });

  it('a body that is no base64, PEM, bare DER, or no request', async () => {
    const csr = await makeRequest();
    const bodies: [Uint8Array, RegExp][] = [
      [new Uint8Array(0), /empty/],
      [Buffer.from('!!!!'), /not base64/],
      [Buffer.from(csr.toPem()), /PEM/],
      [csr.der, /bare DER/],
      [Buffer.from('AAAA'), /no certification request/],
      [Buffer.from(Buffer.from(csr.der.subarray(0, 100)).toString('base64')), /no certification request/],
    ];
    for (const [body, reason] of bodies) {
      const response = await refused(await makeServer(), 400, 'E_EST_CSR_SYNTAX', { body });
      assert.match(bodyText(response), reason);
    }
  });

  it('a request signed with another key than its own', async () => {
    const csr = await makeRequest();
    const { publicKey } = generateKeyPair('P-256');
    const own = Buffer.from(csr.spki);
    const forged = Buffer.from(csr.der);
    Buffer.from(spkiOf(publicKey)).copy(forged, forged.indexOf(own));
    const response = await refused(await makeServer(), 400, 'E_EST_CSR_SIGNATURE', {
      body: Buffer.from(forged.toString('base64')),
    });
    assert.match(bodyText(response), /not signed/);
  });

  it('a key of a type that is not supported', async () => {
    const { generateKeyPairSync, sign } = await import('node:crypto');
    const keys = generateKeyPairSync('ec', { namedCurve: 'secp256k1' });
    const info = der.sequence(
      der.integer(0),
      Name.of([['CN', 'x']]).der,
      Uint8Array.from(keys.publicKey.export({ format: 'der', type: 'spki' })),
      der.setOf([], 0xa0),
    );
    const signature = Uint8Array.from(sign('sha256', info, keys.privateKey));
    const csr = der.sequence(info, der.sequence(der.objectIdentifier(OID.ecdsaWithSha256)), der.bitString(signature));
    const body = Buffer.from(Buffer.from(csr).toString('base64'));
    await refused(await makeServer(), 400, 'E_EST_CSR_KEY', { body });
  });
});

describe('EST server: HTTP authentication', () => {
  const http: EstHttpAuthenticator = {
    challenges: () => ['Basic realm="est"', 'Digest realm="est", nonce="n"'],
    authenticate: async (request) =>
      request.headers.get('authorization') === 'Basic good'
        ? {
            serialNumber: 'SN-0009',
            manufacturer: undefined,
            model: undefined,
            credential: undefined,
            assurance: 'claimed',
          }
        : undefined,
  };

  it('answers 401 with the challenges, and nothing else, to a client without a certificate', async () => {
    const server = await makeServer({}, { httpAuthenticator: http });
    const response = await post(server, 'simpleenroll', await makeRequest(), { chain: [] });
    assert.equal(response.status, 401);
    assert.equal(response.body.length, 0, 'Bouncy Castle takes no other');
    assert.equal(server.events[0]?.code, 'E_EST_UNAUTHORIZED');
    assert.equal(response.headers['www-authenticate'], 'Basic realm="est", Digest realm="est", nonce="n"');
  });

  it('answers 401 with a reason to wrong credentials', async () => {
    const server = await makeServer({}, { httpAuthenticator: http });
    const options = { chain: [], headers: { authorization: 'Basic bad' } };
    const response = await post(server, 'simpleenroll', await makeRequest(), options);
    assert.equal(response.status, 401);
    assert.equal(codeOf(response), 'E_EST_UNAUTHORIZED');
  });

  it('issues to a device that authenticates by HTTP', async () => {
    const server = await makeServer({}, { httpAuthenticator: http });
    const options = { chain: [], headers: { authorization: 'Basic good' } };
    assert.equal((await post(server, 'simpleenroll', await makeRequest(), options)).status, 200);
    assert.equal(server.events[0]?.device?.serialNumber, 'SN-0009');
  });

  it('does not renew on HTTP credentials alone', async () => {
    const server = await makeServer({}, { httpAuthenticator: http });
    const options = { chain: [], headers: { authorization: 'Basic good' } };
    const response = await post(server, 'simplereenroll', await makeRequest(), options);
    assert.equal(response.status, 403);
    assert.equal(codeOf(response), 'E_EST_NOT_RENEWABLE');
  });
});

describe('EST server: channel binding', () => {
  const binding = Uint8Array.from({ length: 32 }, (_, index) => index);

  for (const protocol of ['TLSv1.2', 'TLSv1.3'] as const) {
    it(`accepts the binding of its own connection over ${protocol}`, async () => {
      const server = await makeServer({ channelBinding: 'required' });
      const csr = await makeRequest({ challengePassword: bindingPassword(binding) });
      const response = await post(server, 'simpleenroll', csr, await device({ protocol, binding }));
      assert.equal(response.status, 200, bodyText(response));
    });

    it(`refuses the binding of another connection over ${protocol}`, async () => {
      const server = await makeServer({ channelBinding: 'if-present' });
      const csr = await makeRequest({ challengePassword: bindingPassword(Uint8Array.of(9)) });
      const response = await post(server, 'simpleenroll', csr, await device({ protocol, binding }));
      assert.equal(response.status, 400);
      assert.equal(codeOf(response), 'E_EST_BINDING_MISMATCH');
      assert.equal(server.requests.length, 0);
    });
  }

  it('refuses a request without binding where one is required, and only there', async () => {
    const strict = await post(await makeServer({ channelBinding: 'required' }), 'simpleenroll', await makeRequest());
    assert.equal(strict.status, 400);
    assert.equal(codeOf(strict), 'E_EST_BINDING_MISSING');
    const lax = await post(await makeServer({ channelBinding: 'if-present' }), 'simpleenroll', await makeRequest());
    assert.equal(lax.status, 200);
  });

  it('leaves the challengePassword alone where the policy is none', async () => {
    const csr = await makeRequest({ challengePassword: 'something else' });
    assert.equal((await post(await makeServer({ channelBinding: 'none' }), 'simpleenroll', csr)).status, 200);
  });

  async function device(options: object) {
    return { chain: [(await lab()).device.certificate], ...options };
  }
});

describe('EST server: what requests must contain', () => {
  const attributes = [extensionRequestAttribute([SAN]), { kind: 'oid', oid: OID.ecdsaWithSha256 }] as const;

  it('issues to a request that contains it', async () => {
    const server = await makeServer({}, { csrAttributes: async () => attributes });
    const response = await post(server, 'simpleenroll', await makeRequest({ extensions: [SAN] }));
    assert.equal(response.status, 200, bodyText(response));
  });

  it('refuses a request that lacks it before any CA hears of it, and names what is missing', async () => {
    const server = await makeServer({}, { csrAttributes: async () => attributes });
    const response = await post(server, 'simpleenroll', await makeRequest({ keyType: 'P-384' }));
    assert.equal(response.status, 400);
    assert.equal(codeOf(response), 'E_EST_CSR_ATTRIBUTES');
    assert.match(bodyText(response), /2\.5\.29\.17/);
    assert.match(bodyText(response), /not signed with/);
    assert.equal(server.requests.length, 0);
  });

  it('can be told to leave that to the CA', async () => {
    const server = await makeServer({ enforceCsrAttributes: false }, { csrAttributes: async () => attributes });
    assert.equal((await post(server, 'simpleenroll', await makeRequest())).status, 200);
  });
});

describe('EST server: simplereenroll', () => {
  it('renews with a new key and with the old one', async () => {
    const current = await ldevid();
    for (const signer of [softwareSigner(generateKeyPair('P-256').privateKey), current.signer]) {
      const server = await makeServer();
      const csr = await makeRequest({ subject: current.certificate.subject, extensions: [SAN], signer });
      const response = await post(server, 'simplereenroll', csr, { chain: [current.certificate] });
      assert.equal(response.status, 200, bodyText(response));
      assert.equal(server.requests[0]?.renews?.equals(current.certificate), true);
    }
  });

  it('refuses another subject', async () => {
    const current = await ldevid();
    const csr = await makeRequest({ subject: Name.of([['CN', 'SN-0002']]), extensions: [SAN] });
    const response = await post(await makeServer(), 'simplereenroll', csr, { chain: [current.certificate] });
    assert.equal(response.status, 400);
    assert.equal(codeOf(response), 'E_EST_SUBJECT_DIFFERS');
  });

  it('refuses another subjectAltName, a missing one, and one where there was none', async () => {
    const other = subjectAltName([{ kind: 'dns', value: 'other.example' }]);
    const cases = [
      { held: [SAN], asked: [other] },
      { held: [SAN], asked: [] },
      { held: [], asked: [SAN] },
    ];
    for (const { held, asked } of cases) {
      const current = await ldevid(held);
      const csr = await makeRequest({ subject: current.certificate.subject, extensions: asked });
      const response = await post(await makeServer(), 'simplereenroll', csr, { chain: [current.certificate] });
      assert.equal(codeOf(response), 'E_EST_SUBJECT_DIFFERS');
    }
  });

  it('refuses a connection authenticated with a birth certificate', async () => {
    const response = await post(await makeServer(), 'simplereenroll', await makeRequest());
    assert.equal(response.status, 403);
    assert.equal(codeOf(response), 'E_EST_NOT_RENEWABLE');
  });

  it('refuses to change the name unless it is allowed, and then passes the wish on', async () => {
    const current = await ldevid();
    const subject = Name.of([['CN', 'SN-0001-renamed']]);
    const change = changeSubjectName({ subject, subjectAltNames: [{ kind: 'dns', value: 'new.example' }] });
    const csr = await makeRequest({ subject: current.certificate.subject, extensions: [SAN], attributes: [change] });
    const refused = await post(await makeServer(), 'simplereenroll', csr, { chain: [current.certificate] });
    assert.equal(refused.status, 403);
    assert.equal(codeOf(refused), 'E_EST_SUBJECT_CHANGE');
    const server = await makeServer({ allowSubjectChange: true });
    assert.equal((await post(server, 'simplereenroll', csr, { chain: [current.certificate] })).status, 200);
    assert.equal(server.requests[0]?.changeSubject?.subject?.equals(subject), true);
    assert.deepEqual(
      server.requests[0]?.changeSubject?.subjectAltName,
      subjectAltName([{ kind: 'dns', value: 'new.example' }]).value,
    );
  });
});

describe('EST server: serverkeygen', () => {
  it('answers 501 where it is not configured', async () => {
    const response = await post(await makeServer(), 'serverkeygen', await makeRequest());
    assert.equal(response.status, 501);
    assert.equal(codeOf(response), 'E_EST_NOT_IMPLEMENTED');
  });

  it('returns a PKCS #8 key and the certificate for it', async () => {
    const server = await makeServer({ serverKeyType: 'P-384' });
    const csr = await makeRequest();
    const response = await post(server, 'serverkeygen', csr);
    assert.equal(response.status, 200, bodyText(response));
    assert.equal(response.headers['cache-control'], 'no-store');
    const parts = decodeMultipart(response.headers['content-type'] ?? '', response.body);
    assert.deepEqual(
      parts.map(({ contentType }) => contentType),
      ['application/pkcs8', 'application/pkcs7-mime; smime-type=certs-only'],
    );
    const [key, certificates] = parts.map(({ body }) => decodeBody(body));
    const [certificate] = decodeCertsOnly(certificates ?? new Uint8Array(0));
    const privateKey = createPrivateKey({ key: Buffer.from(key ?? []), format: 'der', type: 'pkcs8' });
    assert.deepEqual(certificate?.spki, spkiOf(createPublicKey(privateKey)));
    assert.notDeepEqual(certificate?.spki, csr.spki);
  });

  it('does not look at key, signature and binding of the request', async () => {
    const csr = await makeRequest({ challengePassword: 'nothing' });
    const broken = Buffer.from(csr.der);
    broken[broken.length - 1] = (broken.at(-1) ?? 0) ^ 1;
    const server = await makeServer({ serverKeyType: 'P-256', channelBinding: 'required' });
    const parsed = CertificateRequest.parse(broken);
    assert.equal(parsed.verifySignature(), false);
    assert.equal((await post(server, 'serverkeygen', parsed)).status, 200);
  });

  for (const oid of [EST_OID.smimeCapabilities, EST_OID.decryptKeyIdentifier, EST_OID.asymmetricDecryptKeyIdentifier]) {
    it(`refuses to encrypt the key as attribute ${oid} asks`, async () => {
      const attributes = [{ oid, values: [der.string(TAG.UTF8_STRING, 'x')] }];
      const server = await makeServer({ serverKeyType: 'P-256' });
      const response = await post(server, 'serverkeygen', await makeRequest({ attributes }));
      assert.equal(response.status, 501);
      assert.equal(codeOf(response), 'E_EST_KEY_ENCRYPTION');
      assert.equal(server.requests.length, 0);
    });
  }
});
