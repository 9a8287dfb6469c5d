import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { before, describe, it } from 'node:test';
import { CertificateAuthority, createRootCertificate, endEntityProfile, MemoryCertificateLedger } from '@sallyport/ca';
import { DAY, errorFactory, ManualClock, systemRandom } from '@sallyport/core';
import { basicConstraints, generateKeyPair, Name, type Signer, softwareSigner } from '@sallyport/pki';
import { OcspResponder, ocspErrorResponse } from '@sallyport/pki/ocsp';
import { ownStatus, type StatusExchange } from '../../src/brski/own-status.ts';
import { plainExchange } from '../../src/brski/plain-exchange.ts';
import type { Ownership } from '../../src/index.ts';

const OCSP = 'http://ca.example/ocsp';
const CRL = 'http://ca.example/ca.crl';
const silent = errorFactory({ E_TEST_SILENT: { fault: 'environment', hint: 'None.' } });

interface World {
  readonly authority: CertificateAuthority;
  readonly signer: Signer;
  readonly clock: ManualClock;
  readonly ownership: Ownership;
}

async function world(locations = { crl: [CRL], ocsp: [OCSP], caIssuers: [] }): Promise<World> {
  const clock = new ManualClock();
  const signer = softwareSigner(generateKeyPair('P-256').privateKey);
  const certificate = await createRootCertificate({
    subject: Name.of([['CN', 'Home']]),
    signer,
    random: systemRandom,
    notBefore: clock.now(),
    notAfter: 'never',
  });
  const common = { certificate, signer, clock, random: systemRandom, ledger: new MemoryCertificateLedger() };
  const authority = new CertificateAuthority({ ...common, statusLocations: () => locations });
  const profile = endEntityProfile<null>({
    name: 'ldevid',
    lifetime: 90 * DAY,
    describe: () => ({ subject: Name.of([['CN', 'd']]), extensions: [basicConstraints({ ca: false })] }),
  });
  const { publicKey } = generateKeyPair('P-256');
  const ldevid = await authority.issue({ profile, facts: null, publicKey });
  const ownership = {
    keyName: 'ldevid-1',
    ldevid,
    chain: [],
    anchors: [certificate],
    voucher: undefined,
    since: clock.now(),
  };
  return { authority, signer, clock, ownership };
}

/** The CA's own responder and list. */
function honest({ authority, signer, clock }: World): StatusExchange {
  const responder = new OcspResponder({
    issuer: authority.certificate,
    identity: () => ({ certificate: authority.certificate, signer }),
    statusOf: async (serialNumber) => {
      const entry = await authority.ledger.bySerialNumber(serialNumber);
      if (entry === undefined) return { status: 'unknown' };
      return entry.revocation === undefined ? { status: 'good' } : { status: 'revoked', at: entry.revocation.at };
    },
    clock,
    lifetime: DAY,
  });
  return async (url, body) => {
    if (url === OCSP) return (await responder.respond(body?.bytes ?? new Uint8Array(0))).der;
    return (await authority.issueRevocationList(DAY)).der;
  };
}

describe('whether a device’s certificate still counts', () => {
  let home: World;
  before(async () => {
    home = await world();
  });

  const ask = (exchange: StatusExchange, of: World = home) =>
    ownStatus({ ownership: of.ownership, clock: of.clock, random: systemRandom, exchange });

  const only = (of: World, wanted: string): StatusExchange => {
    const answer = honest(of);
    return (url, body) =>
      url === wanted ? answer(url, body) : Promise.reject(silent('E_TEST_SILENT', 'nobody answers'));
  };

  for (const [name, url] of [
    ['OCSP', OCSP],
    ['its list', CRL],
  ] as const) {
    it(`is said by the CA through ${name}`, async () => {
      const of = await world();
      assert.equal(await ask(only(of, url), of), 'good');
      await of.authority.revoke(of.ownership.ldevid.serialNumber, 'superseded');
      assert.equal(await ask(only(of, url), of), 'revoked');
    });
  }

  it('is not known when nobody answers, or the responder will not', async () => {
    assert.equal(await ask(() => Promise.reject(silent('E_TEST_SILENT', 'nobody answers'))), 'unknown');
    assert.equal(await ask(async () => ocspErrorResponse('tryLater')), 'unknown');
  });

  it('is not known where the certificate names no place, or its issuer is not at hand', async () => {
    const mute = await world({ crl: [], ocsp: [], caIssuers: [] });
    assert.equal(await ask(honest(mute), mute), 'unknown');
    const orphan = { ...home, ownership: { ...home.ownership, anchors: (await world()).ownership.anchors } };
    assert.equal(await ask(honest(home), orphan), 'unknown');
  });

  it('is for nobody else to say, above all not that it is revoked', async () => {
    const stranger = await world();
    const fake: World = { ...stranger, authority: stranger.authority };
    const list = await fake.authority.issueRevocationList(DAY);
    assert.equal(await ask(async (url) => (url === CRL ? list.der : ocspErrorResponse('tryLater'))), 'unknown');
    assert.equal(await ask(honest(fake)), 'unknown');
  });

  it('is not said good by a list that is out of date', async () => {
    const of = await world();
    const old = await of.authority.issueRevocationList(DAY);
    of.clock.advance(2 * DAY);
    assert.equal(await ask(async (url) => (url === CRL ? old.der : ocspErrorResponse('tryLater')), of), 'unknown');
  });
});

describe('the exchange over plain HTTP', () => {
  it('gives what a server sends, and refuses what is not 200, is too long, or leads elsewhere', async () => {
    const server = createServer((request, response) => {
      if (request.url === '/elsewhere') return response.writeHead(302, { location: '/' }).end();
      if (request.url === '/none') return response.writeHead(404).end();
      if (request.url === '/long') return response.end(Buffer.alloc((2 << 20) + 1));
      return response.end(`${request.method} ${request.headers['content-type'] ?? ''}`);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const address: AddressInfo | string | null = server.address();
      assert.ok(typeof address === 'object' && address !== null);
      const base = `http://127.0.0.1:${address.port}`;
      const exchange = plainExchange(new AbortController().signal);
      const text = async (...args: Parameters<StatusExchange>) => new TextDecoder().decode(await exchange(...args));
      assert.equal(await text(`${base}/`, undefined), 'GET ');
      assert.equal(await text(`${base}/`, { type: 'a/b', bytes: Uint8Array.of(1) }), 'POST a/b');
      for (const path of ['/none', '/long', '/elsewhere']) {
        await assert.rejects(exchange(base + path, undefined), { code: 'E_DEVICE_STATUS' });
      }
      const stopped = plainExchange(AbortSignal.abort());
      await assert.rejects(stopped(`${base}/`, undefined), { code: 'E_DEVICE_STATUS' });
    } finally {
      server.close();
      server.closeAllConnections();
    }
    await assert.rejects(plainExchange(new AbortController().signal)('http://127.0.0.1:1/', undefined), {
      code: 'E_DEVICE_STATUS',
    });
  });
});
