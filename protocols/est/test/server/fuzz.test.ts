import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { changeSubjectName, encodeBody, extensionRequestAttribute } from '@sallyport/est';
import { Name, OID, subjectAltName } from '@sallyport/pki';
import fc from 'fast-check';
import { bodyText, get, issueFrom, lab, makeRequest, makeServer, post } from '../support/lab.ts';
import { damaged, RUNS } from '../support/mutations.ts';

const SAN = subjectAltName([{ kind: 'dns', value: 'sensor.example' }]);

describe('EST server: hostile input', () => {
  it('answers every damaged request as a fault of its sender, and issues for none that is not signed', async () => {
    const { root } = await lab();
    const subject = Name.of([['CN', 'SN-0001']]);
    const current = await issueFrom(root, { subject, extensions: [SAN] });
    const change = changeSubjectName({ subject: Name.of([['CN', 'new']]) });
    const csr = await makeRequest({ subject, extensions: [SAN], challengePassword: 'AQID', attributes: [change] });
    const server = await makeServer(
      { allowSubjectChange: true },
      { csrAttributes: async () => [extensionRequestAttribute([SAN]), { kind: 'oid', oid: OID.ecdsaWithSha256 }] },
    );
    await fc.assert(
      fc.asyncProperty(damaged(csr.der), fc.constantFrom('simpleenroll', 'simplereenroll'), async (copy, operation) => {
        const response = await post(server, operation, undefined, {
          body: encodeBody(copy),
          chain: [current.certificate],
        });
        assert.ok([200, 400, 403].includes(response.status), `${response.status}: ${bodyText(response)}`);
        // Only the signature itself may have been rewritten into an equally good one, which cannot happen by chance.
        assert.equal(response.status === 200, Buffer.compare(copy, csr.der) === 0);
      }),
      RUNS,
    );
    assert.deepEqual(server.errors, []);
  });

  it('answers damaged text as a fault of its sender', async () => {
    const server = await makeServer();
    const body = encodeBody((await makeRequest()).der);
    await fc.assert(
      fc.asyncProperty(damaged(body), async (copy) => {
        const response = await post(server, 'simpleenroll', undefined, { body: copy });
        assert.ok([200, 400].includes(response.status));
      }),
      RUNS,
    );
    assert.deepEqual(server.errors, []);
  });

  it('answers damaged client certificates as unknown ones', async () => {
    const { device } = await lab();
    const server = await makeServer();
    const csr = await makeRequest();
    const { connection } = await import('../support/lab.ts');
    const { buildRequest } = await import('@sallyport/http');
    await fc.assert(
      fc.asyncProperty(damaged(device.certificate.der), async (copy) => {
        const base = connection();
        assert.ok(base.tls);
        const request = buildRequest({
          method: 'POST',
          target: '/.well-known/est/simpleenroll',
          headers: { 'content-type': 'application/pkcs10' },
          body: encodeBody(csr.der),
          connection: { ...base, tls: { ...base.tls, peerChain: [copy] } },
        });
        const response = await server.handle(request);
        const unchanged = Buffer.compare(copy, device.certificate.der) === 0;
        assert.equal(response.status, unchanged ? 200 : 403, bodyText(response));
      }),
      RUNS,
    );
    assert.deepEqual(server.errors, []);
  });

  it('answers any path and method', async () => {
    const server = await makeServer();
    const segment = fc.constantFrom(
      '.well-known',
      'est',
      'cacerts',
      'simpleenroll',
      '..',
      '',
      '%2e',
      'label',
      '\u0000',
    );
    const path = fc.array(segment, { maxLength: 6 }).map((segments) => `/${segments.join('/')}`);
    await fc.assert(
      fc.asyncProperty(path, fc.constantFrom('GET', 'POST', 'PUT', 'HEAD', 'BREW'), async (target, method) => {
        const { status } = await get(server, target, { method });
        assert.ok([200, 403, 404, 405, 415].includes(status), `${method} ${target}: ${status}`);
      }),
      RUNS,
    );
    assert.deepEqual(server.errors, []);
  });
});
