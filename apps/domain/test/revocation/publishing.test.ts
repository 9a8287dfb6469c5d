import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { DAY, HOUR, type ManualClock, MINUTE } from '@sallyport/core';
import { Certificate, CertificateRevocationList, OID } from '@sallyport/pki';
import { ocspGetUrl, parseOcspResponse, verifyOcspResponse } from '@sallyport/pki/ocsp';
import { type Domain, runDomainOperation } from '../../src/index.ts';
import { startDomain } from '../support.ts';
import { base, bytesOf, certify, clockFromNow, ocspRequest, post, startPublishing } from './support.ts';

const directory = mkdtempSync(join(tmpdir(), 'sallyport-revocation-'));
after(() => rmSync(directory, { recursive: true, force: true }));

async function fetchList(domain: Domain): Promise<CertificateRevocationList> {
  const response = await fetch(`${base(domain)}/ca.crl`);
  assert.equal(response.status, 200);
  return CertificateRevocationList.parse(await bytesOf(response));
}

async function statusOf(domain: Domain, certificate: Certificate, at: Date) {
  const response = await post(domain, ocspRequest(domain, certificate.serialNumber));
  return verifyOcspResponse(await bytesOf(response), { certificate, issuer: domain.authority.certificate, at });
}

describe('a domain that publishes', () => {
  let clock: ManualClock;
  let domain: Domain;
  before(async () => {
    clock = clockFromNow();
    domain = await startPublishing({ clock });
  });
  after(() => domain.close());

  it('writes into every certificate where its status can be asked, but for that of its OCSP responder', async () => {
    const { crl, ocsp, caIssuers } = domain.revocation.locations ?? { crl: [], ocsp: [], caIssuers: [] };
    for (const certificate of [await certify(domain, 'D-0'), domain.registrarCertificate]) {
      assert.deepEqual(certificate.crlDistributionPoints, crl);
      assert.deepEqual(certificate.authorityInfoAccess, { ocsp, caIssuers });
    }
    assert.equal(crl[0], `http://127.0.0.1:${domain.revocation.port}/ca.crl`);
  });

  it('serves its own certificate', async () => {
    const served = await fetch(domain.registrarCertificate.authorityInfoAccess?.caIssuers[0] ?? '');
    assert.equal(served.headers.get('content-type'), 'application/pkix-cert');
    assert.ok(Certificate.parse(await bytesOf(served)).equals(domain.authority.certificate));
  });

  it('serves the list in force, the same until something is revoked, and another at once', async () => {
    const certificate = await certify(domain, 'D-1');
    const first = await fetchList(domain);
    assert.ok(first.isSignedBy(domain.authority.certificate));
    assert.deepEqual((await fetchList(domain)).der, first.der);
    await domain.authority.revoke(certificate.serialNumber, 'keyCompromise');
    const second = await fetchList(domain);
    assert.equal(second.isRevoked(certificate.serialNumber)?.reason, 'keyCompromise');
    assert.equal(second.crlNumber, (first.crlNumber ?? 0n) + 1n);
  });

  it('tells caches to ask each time, and that nothing is new where nothing is', async () => {
    const url = `${base(domain)}/ca.crl`;
    const first = await fetch(url);
    assert.equal(first.headers.get('content-type'), 'application/pkix-crl');
    assert.equal(first.headers.get('cache-control'), 'no-cache');
    const etag = first.headers.get('etag') ?? '';
    const again = await fetch(url, { headers: { 'if-none-match': etag } });
    assert.deepEqual([again.status, (await bytesOf(again)).length], [304, 0]);
    await domain.authority.revoke((await certify(domain, 'D-2')).serialNumber, 'superseded');
    assert.equal((await fetch(url, { headers: { 'if-none-match': etag } })).status, 200);
    assert.equal((await fetch(url, { method: 'HEAD' })).status, 200);
  });

  for (const [method, path] of [
    ['POST', '/ca.crl'],
    ['DELETE', '/ca.crl'],
    ['POST', '/ca.cer'],
    ['PUT', '/ocsp'],
    ['GET', '/ocsp'],
    ['POST', '/ocsp/AAAA'],
  ] as const) {
    it(`takes no ${method} of ${path}`, async () => {
      const response = await fetch(base(domain) + path, { method });
      assert.equal(response.status, 405);
      assert.ok(response.headers.get('allow'));
    });
  }

  it('serves nothing else, and no large bodies', async () => {
    assert.equal((await fetch(`${base(domain)}/.well-known/est/cacerts`)).status, 404);
    assert.equal((await post(domain, new Uint8Array(17 << 10))).status, 413);
    assert.equal((await post(domain, new Uint8Array(1), 'text/plain')).status, 415);
  });

  it('answers by OCSP from the ledger: good, revoked, and unknown what it never issued', async () => {
    const certificate = await certify(domain, 'D-3');
    assert.equal((await statusOf(domain, certificate, clock.now())).status, 'good');
    await domain.authority.revoke(certificate.serialNumber, 'cessationOfOperation');
    const status = await statusOf(domain, certificate, clock.now());
    assert.deepEqual([status.status, status.reason], ['revoked', 'cessationOfOperation']);
    const stranger = { serialNumber: '40ffffffffffffffffffffffffffffffff' };
    const response = await post(domain, ocspRequest(domain, stranger.serialNumber));
    const options = { certificate: stranger, issuer: domain.authority.certificate, at: clock.now() };
    assert.equal(verifyOcspResponse(await bytesOf(response), options).status, 'unknown');
  });

  it('answers with a responder that the domain CA certified for a short time', async () => {
    const { responder } = await statusOf(domain, await certify(domain, 'D-4'), clock.now());
    assert.equal(responder.subject.toString(), 'CN=OCSP responder,O=Home');
    assert.deepEqual(responder.extendedKeyUsage, [OID.ocspSigning]);
    assert.ok(responder.extension(OID.ocspNoCheck) !== undefined);
    assert.deepEqual(responder.crlDistributionPoints, []);
    assert.ok(responder.notAfter.getTime() - clock.now().getTime() <= 7 * DAY);
    assert.equal((await domain.authority.ledger.bySerialNumber(responder.serialNumber))?.profile, 'ocsp-responder');
  });

  it('lets caches keep an answer to GET for its time, and no other', async () => {
    const certificate = await certify(domain, 'D-5');
    const request = ocspRequest(domain, certificate.serialNumber);
    const url = ocspGetUrl(certificate.authorityInfoAccess?.ocsp[0] ?? '', request) ?? '';
    const got = await fetch(url);
    assert.equal(got.headers.get('content-type'), 'application/ocsp-response');
    assert.match(got.headers.get('cache-control') ?? '', /^max-age=3[56]\d\d, public, no-transform, must-revalidate$/);
    assert.ok(new Date(got.headers.get('expires') ?? '') > clock.now());
    assert.ok(got.headers.get('etag') !== null && got.headers.get('last-modified') !== null);
    const nonced = ocspGetUrl(`${base(domain)}/ocsp`, ocspRequest(domain, certificate.serialNumber, Uint8Array.of(1)));
    assert.equal((await fetch(nonced ?? '')).headers.get('cache-control'), 'no-store');
    assert.equal((await post(domain, request)).headers.get('cache-control'), 'no-store');
  });

  it('says malformedRequest to what is none, by POST and by GET', async () => {
    const responses = [await post(domain, Uint8Array.of(1, 2)), await fetch(`${base(domain)}/ocsp/%25%25`)];
    responses.push(await fetch(`${base(domain)}/ocsp/AAAA`));
    for (const response of responses) {
      assert.deepEqual([response.status, response.headers.get('cache-control')], [200, 'no-store']);
      assert.deepEqual(parseOcspResponse(await bytesOf(response)), { status: 'malformedRequest' });
    }
  });

  it('gives a signed answer again while nothing changed, and signs anew when half its time is over', async () => {
    const certificate = await certify(domain, 'D-6');
    const request = ocspRequest(domain, certificate.serialNumber);
    const ask = async () => bytesOf(await post(domain, request));
    const first = await ask();
    assert.deepEqual(await ask(), first);
    clock.advance(29 * MINUTE);
    assert.deepEqual(await ask(), first);
    clock.advance(2 * MINUTE);
    const second = await ask();
    assert.notDeepEqual(second, first);
    await domain.authority.revoke(certificate.serialNumber, 'superseded');
    assert.notDeepEqual(await ask(), second);
  });

  it('renews its responder before anybody finds it expired', async () => {
    const certificate = await certify(domain, 'D-7', 300 * DAY);
    const seen = new Set<string>();
    for (let day = 0; day < 20; day++) {
      const { responder } = await statusOf(domain, certificate, clock.now());
      assert.ok(responder.notAfter.getTime() - clock.now().getTime() > 3 * DAY);
      seen.add(responder.serialNumber);
      clock.advance(DAY);
    }
    assert.ok(seen.size >= 5 && seen.size <= 7, String(seen.size));
  });

  it('rolls its list before it ends', async () => {
    for (let day = 0; day < 20; day++) {
      const { nextUpdate } = await fetchList(domain);
      assert.ok(nextUpdate !== undefined && nextUpdate.getTime() - clock.now().getTime() > 3 * DAY);
      clock.advance(DAY);
    }
  });
});

describe('what a domain publishes', () => {
  it('is the same list after a restart, and the same responder', async () => {
    const clock = clockFromNow();
    const open = () => startPublishing({ directory, clock });
    const first = await open();
    const certificate = await certify(first, 'D-1');
    await first.authority.revoke(certificate.serialNumber, 'superseded');
    const list = await fetchList(first);
    const { responder } = await statusOf(first, certificate, clock.now());
    await first.close();
    clock.advance(HOUR);
    const second = await open();
    assert.deepEqual((await fetchList(second)).der, list.der);
    assert.ok((await statusOf(second, certificate, clock.now())).responder.equals(responder));
    await second.close();
  });

  it('is nothing where nothing was asked for, and then no certificate names a place', async () => {
    const domain = await startDomain({ listen: undefined });
    assert.deepEqual([domain.revocation.port, domain.revocation.url], [undefined, undefined]);
    const certificate = await certify(domain, 'D-1');
    assert.deepEqual([certificate.crlDistributionPoints, certificate.authorityInfoAccess], [[], undefined]);
    assert.equal((await domain.revocation.currentList()).crlNumber, 1n);
    await domain.close();
  });

  it('is named by work on the books as well, which does not listen', async () => {
    const domain = await startDomain({ listen: undefined, revocation: { url: 'http://status.example/pki/' } });
    assert.equal(domain.revocation.port, undefined);
    const { crlDistributionPoints } = await certify(domain, 'D-1');
    assert.deepEqual(crlDistributionPoints, ['http://status.example/pki/ca.crl']);
    await domain.close();
  });

  it('makes the registrar’s certificate anew when the place is another', async () => {
    const options = (url: string) => ({ directory: join(directory, 'moved'), listen: undefined, revocation: { url } });
    const first = await startDomain(options('http://one.example'));
    const before = first.registrarCertificate;
    await first.close();
    const same = await startDomain(options('http://one.example'));
    assert.ok(same.registrarCertificate.equals(before));
    await same.close();
    const moved = await startDomain(options('http://two.example'));
    assert.deepEqual(moved.registrarCertificate.crlDistributionPoints, ['http://two.example/ca.crl']);
    await moved.close();
  });

  it('keeps a port that is taken from going unnoticed', async () => {
    const first = await startPublishing();
    const listen = { host: '127.0.0.1', port: first.revocation.port ?? 0 };
    await assert.rejects(startPublishing({ revocation: { listen } }), { code: 'E_HTTP_PORT_IN_USE' });
    await first.close();
  });

  it('is rolled by the operations that revoke', async () => {
    const domain = await startPublishing();
    const certificate = await certify(domain, 'D-1');
    assert.equal((await fetchList(domain)).crlNumber, 1n);
    const { serialNumber } = certificate;
    const answer = await runDomainOperation(domain, 'ca.revoke', { serialNumber });
    assert.deepEqual(answer, { revoked: serialNumber, subject: certificate.subject.toString(), crlNumber: '2' });
    await domain.close();
  });
});
