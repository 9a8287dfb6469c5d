import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { didKeySigner, makeClaim, signJose } from '@sallyport/assurance-claims';
import { type Mail, signIdentityRequest } from '@sallyport/assurance-identities';
import { DAY, fromUtf8, isJsonObject, type JsonObject, type JsonValue, utf8 } from '@sallyport/core';
import { type ClientResponse, PersistentConnection, type TlsIdentity } from '@sallyport/http';
import { buildCertificateRequest, Certificate, generateKeyPair, Name, softwareSigner } from '@sallyport/pki';
import {
  clientProfile,
  type Domain,
  type DomainAssuranceOptions,
  ldevidProfile,
  routerProfile,
} from '../../src/index.ts';
import { lamp } from '../admission/support/network.ts';
import { startDomain } from '../support.ts';
import { claim, lampFor, objectsOf, outcomeAt, run, textOf } from './support.ts';

const JOSE = 'application/vc+jwt';
let domain: Domain;
const errors: unknown[] = [];

async function start(assurance: DomainAssuranceOptions = {}): Promise<void> {
  errors.length = 0;
  domain = await startDomain({ assurance, onError: (error) => errors.push(error) });
}

afterEach(async () => {
  await domain.close();
  assert.deepEqual(errors, []);
});

async function certify(profile: 'client' | 'router' | 'ldevid'): Promise<TlsIdentity> {
  const { publicKey, privateKey } = generateKeyPair('P-256');
  const { authority } = domain;
  const certificate =
    profile === 'client'
      ? await authority.issue({ profile: clientProfile, facts: { owner: 'Home', name: 'a desk' }, publicKey })
      : profile === 'router'
        ? await authority.issue({ profile: routerProfile, facts: { owner: 'Home', serialNumber: 'R-1' }, publicKey })
        : await authority.issue({ profile: ldevidProfile(DAY), facts: { device: lamp, network: 'n' }, publicKey });
  return { key: privateKey, certificateChain: [certificate.der] };
}

async function ask(
  identity: TlsIdentity | undefined,
  method: string,
  path: string,
  content?: { readonly type: string; readonly body: Uint8Array },
): Promise<ClientResponse> {
  const connection = await PersistentConnection.open({
    host: '127.0.0.1',
    port: domain.port ?? 0,
    trust: { mode: 'provisional' },
    ...(identity === undefined ? {} : { identity }),
  });
  try {
    const headers = content === undefined ? {} : { 'content-type': content.type };
    return await connection.request({
      method,
      path,
      headers,
      ...(content === undefined ? {} : { body: content.body }),
    });
  } finally {
    connection.close();
  }
}

function jsonOf({ body }: ClientResponse): JsonObject {
  const value: JsonValue = JSON.parse(fromUtf8(body));
  assert.ok(isJsonObject(value));
  return value;
}

const stranger = () => didKeySigner(softwareSigner(generateKeyPair('Ed25519').privateKey));

/** What somebody says whom nobody knows. */
async function strangersClaim(signer = stranger()): Promise<Uint8Array> {
  const document = makeClaim({
    type: 'Trust',
    issuer: signer.issuer,
    validFrom: domain.now(),
    subject: {
      id: 'ni:///sha-256;qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqo',
      role: 'device',
      truster: signer.issuer,
    },
  });
  return utf8(await signJose(document, { signer }));
}

describe('claims over HTTPS', () => {
  beforeEach(() => start());

  it('are taken from whom the domain certified, but from no device, and logged without a look at them', async () => {
    const body = await strangersClaim();
    for (const identity of [undefined, await certify('ldevid')]) {
      assert.equal((await ask(identity, 'POST', '/claims', { type: JOSE, body })).status, 403);
    }
    const answer = await ask(await certify('router'), 'POST', '/claims', { type: JOSE, body });
    assert.equal(answer.status, 202);
    assert.equal(domain.assurance.host.isRunning, false);
    const shown = await run(domain, 'claims.show', { id: textOf(jsonOf(answer), 'id') });
    assert.deepEqual([shown['type'], shown['origin'], shown['from']], ['Trust', 'received', '127.0.0.1']);
    assert.deepEqual(isJsonObject(shown['outcome']) && shown['outcome']['counts'], false);
  });

  it('are read by clients that the owner certified for it, and by no device and no stranger', async () => {
    const body = await strangersClaim();
    const client = await certify('client');
    const { id } = jsonOf(await ask(client, 'POST', '/claims', { type: JOSE, body }));
    const listed = objectsOf(jsonOf(await ask(client, 'GET', '/claims')), 'claims');
    assert.deepEqual(
      listed.map((each) => each['id']),
      [id],
    );
    const shown = jsonOf(await ask(client, 'GET', `/claims/${String(id)}`));
    assert.ok(isJsonObject(shown['outcome']));
    for (const identity of [undefined, await certify('ldevid'), await certify('router')]) {
      assert.equal((await ask(identity, 'GET', '/claims')).status, 403);
      assert.equal((await ask(identity, 'GET', `/claims/${String(id)}`)).status, 403);
    }
  });

  it('are not read with a certificate that was revoked', async () => {
    const client = await certify('client');
    const [der = new Uint8Array()] = client.certificateChain;
    await domain.authority.revoke(Certificate.parse(der).serialNumber, 'keyCompromise');
    assert.equal((await ask(client, 'GET', '/claims')).status, 403);
  });

  it('leave the paths of devices as they are', async () => {
    const answer = await ask(undefined, 'GET', '/.well-known/est/cacerts');
    assert.equal(answer.status, 200);
    assert.equal((await ask(undefined, 'GET', '/claimsomething')).status, 404);
  });
});

describe('claims from anybody', () => {
  it('are taken where the owner wants them, and read by nobody for that', async () => {
    await start({ claimsFrom: 'anybody' });
    const body = await strangersClaim();
    assert.equal((await ask(undefined, 'POST', '/claims', { type: JOSE, body })).status, 202);
    assert.equal((await ask(undefined, 'GET', '/claims')).status, 403);
  });

  it('are as many as one client may bring, and no more', async () => {
    await start({ claimsFrom: 'anybody', claimsLimit: { requests: 2, span: DAY } });
    const client = await certify('client');
    const bring = async (identity?: TlsIdentity) =>
      (await ask(identity, 'POST', '/claims', { type: JOSE, body: await strangersClaim() })).status;
    assert.deepEqual([await bring(), await bring(), await bring()], [202, 202, 429]);
    // A certificate tells clients apart that have one address.
    assert.equal(await bring(client), 202);
  });

  it('are taken from nobody where the owner wants none', async () => {
    await start({ claimsFrom: 'nobody' });
    const body = await strangersClaim();
    assert.equal((await ask(await certify('client'), 'POST', '/claims', { type: JOSE, body })).status, 403);
  });

  it('count when they are of somebody whom the owner gave the right', async () => {
    await start({ claimsFrom: 'anybody' });
    const own = await lampFor(domain);
    await run(domain, 'policy.adopt', { policy: 'cahn-manufacturer' });
    await outcomeAt(domain, own.device, 'C.3');
    const signer = stranger();
    const document = makeClaim({
      type: 'Trust',
      issuer: signer.issuer,
      validFrom: domain.now(),
      subject: {
        id: await domain.assurance.names.manufacturerUri('Maker'),
        role: 'manufacturer',
        truster: signer.issuer,
      },
    });
    const body = utf8(await signJose(document, { signer }));
    await ask(undefined, 'POST', '/claims', { type: JOSE, body });
    assert.equal(await outcomeAt(domain, own.device, 'C.3'), 'deny');
    await claim(domain, 'Trust', { id: signer.issuer, role: 'person', rights: ['trust-manufacturers'] });
    assert.equal(await outcomeAt(domain, own.device, 'C.3'), 'permit');
  });
});

describe('flows over HTTPS', () => {
  it('are taken from routers and clients of the domain, and from no device', async () => {
    await start();
    const type = 'application/x-ndjson';
    const at = domain.now().toISOString();
    const flow = { at, source: '192.0.2.7', destination: '198.51.100.1', destinationPort: 443, protocol: 'tcp' };
    const body = utf8(JSON.stringify(flow));
    for (const profile of ['router', 'client'] as const) {
      const answer = await ask(await certify(profile), 'POST', '/flows', { type, body });
      assert.deepEqual([answer.status, jsonOf(answer)['accepted']], [202, 1]);
    }
    for (const identity of [undefined, await certify('ldevid')]) {
      assert.equal((await ask(identity, 'POST', '/flows', { type, body })).status, 403);
    }
  });
});

describe('the authentication server of a domain', () => {
  it('binds a key to a mailbox, so that the owner can trust the person', async () => {
    const mails: Mail[] = [];
    await start({ claimsFrom: 'anybody', identities: { outbox: { send: async (mail) => void mails.push(mail) } } });
    const own = await lampFor(domain);
    await run(domain, 'policy.adopt', { policy: 'cahn-manufacturer' });
    await outcomeAt(domain, own.device, 'C.3');
    const signer = stranger();
    const audience = `https://registrar.example:${domain.port ?? 0}/identities`;
    const request = await signIdentityRequest('nick@example.com', { audience, signer, at: domain.now() });
    const asked = await ask(undefined, 'POST', '/identities', { type: 'application/jwt', body: utf8(request) });
    assert.equal(asked.status, 202, fromUtf8(asked.body));
    const link = new URL(mails[0]?.link ?? '');
    const page = await ask(undefined, 'GET', `${link.pathname}${link.search}`);
    assert.equal(page.status, 200);
    const form = new URLSearchParams(link.search).toString();
    const confirmed = await ask(undefined, 'POST', link.pathname, {
      type: 'application/x-www-form-urlencoded',
      body: utf8(form),
    });
    assert.equal(confirmed.status, 200, fromUtf8(confirmed.body));
    await claim(domain, 'Trust', { id: 'nick@example.com', role: 'person', rights: ['trust-manufacturers'] });
    const document = makeClaim({
      type: 'Trust',
      issuer: signer.issuer,
      validFrom: domain.now(),
      subject: {
        id: await domain.assurance.names.manufacturerUri('Maker'),
        role: 'manufacturer',
        truster: 'mailto:nick@example.com',
      },
    });
    await ask(undefined, 'POST', '/claims', { type: JOSE, body: utf8(await signJose(document, { signer })) });
    assert.equal(await outcomeAt(domain, own.device, 'C.3'), 'permit');
    const bound = objectsOf(await run(domain, 'claims.list', { origin: 'issued' }), 'claims');
    assert.deepEqual(
      bound.map(({ type }) => type),
      ['IdentityBinding'],
    );
  });
});

describe('a certificate for a client', () => {
  it('is issued on request, and names it', async () => {
    await start();
    const signer = softwareSigner(generateKeyPair('P-256').privateKey);
    const csr = (await buildCertificateRequest({ subject: Name.of([['CN', 'whatever']]), signer })).toPem();
    const { certificate } = await run(domain, 'ca.issue', { profile: 'client', csr, name: 'the gateway' });
    assert.match(String(certificate), /BEGIN CERTIFICATE/);
    await assert.rejects(run(domain, 'ca.issue', { profile: 'client', csr }), { code: 'E_DOMAIN_ARGUMENT' });
  });
});
