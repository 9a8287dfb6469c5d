/** OpenSSL and curl as relying parties of a running domain, and two replicas of it over PostgreSQL. */

import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { systemClock } from '@sallyport/core';
import { type Certificate, CertificateRevocationList } from '@sallyport/pki';
import { verifyOcspResponse } from '@sallyport/pki/ocsp';
import type { Domain } from '../../src/index.ts';
import { base, bytesOf, certify, keyOf, ocspRequest, post, startPublishing } from './support.ts';

const run = promisify(execFile);
const directory = mkdtempSync(join(tmpdir(), 'sallyport-peers-'));
after(() => rmSync(directory, { recursive: true, force: true }));
const path = (name: string): string => join(directory, name);

function missing(program: string, ...args: readonly string[]): string | false {
  return spawnSync(program, args).status === 0 ? false : `${program} is not installed: no such peer`;
}

/** What a program says on both outputs, whether it succeeds or not. */
async function said(
  program: string,
  ...args: readonly string[]
): Promise<{ readonly ok: boolean; readonly text: string }> {
  try {
    const { stdout, stderr } = await run(program, [...args], { cwd: directory });
    return { ok: true, text: `${stdout}${stderr}` };
  } catch (thrown) {
    const part = (name: 'stdout' | 'stderr') =>
      thrown instanceof Error ? (new Map(Object.entries(thrown)).get(name) ?? '') : '';
    return { ok: false, text: `${part('stdout')}${part('stderr')}` };
  }
}

describe('a running domain', { skip: missing('openssl', 'version') }, () => {
  let domain: Domain;
  let good: Certificate;
  let bad: Certificate;
  before(async () => {
    domain = await startPublishing();
    [good, bad] = [await certify(domain, 'GOOD'), await certify(domain, 'BAD')];
    await domain.authority.revoke(bad.serialNumber, 'keyCompromise');
    writeFileSync(path('ca.pem'), domain.authority.certificate.toPem());
    writeFileSync(path('good.pem'), good.toPem());
    writeFileSync(path('bad.pem'), bad.toPem());
  });
  after(() => domain.close());

  for (const hash of ['-sha1', '-sha256']) {
    for (const nonce of ['-nonce', '-no_nonce']) {
      it(`answers OpenSSL’s OCSP client over HTTP, with ${hash} and ${nonce}`, async () => {
        const [url = ''] = good.authorityInfoAccess?.ocsp ?? [];
        const { text } = await said(
          ...(['openssl', 'ocsp', nonce, hash, '-issuer', 'ca.pem', '-cert', 'good.pem', '-cert', 'bad.pem'] as const),
          ...['-url', url, '-CAfile', 'ca.pem'],
        );
        assert.match(text, /Response verify OK/);
        assert.match(text, /good.pem: good/);
        // The hash goes for the certificates named after it alone.
        assert.match(text, /bad.pem: revoked/);
        assert.match(text, /Reason: keyCompromise/);
      });
    }
  }

  it('is believed by OpenSSL when it fetches the list from where the certificate says', async () => {
    const check = (name: string) =>
      said('openssl', 'verify', '-crl_download', '-crl_check', '-x509_strict', '-CAfile', 'ca.pem', name);
    const accepted = await check('good.pem');
    assert.ok(accepted.ok, accepted.text);
    const refused = await check('bad.pem');
    assert.equal(refused.ok, false);
    assert.match(refused.text, /certificate revoked/);
  });

  it('gives curl a list that OpenSSL reads', { skip: missing('curl', '--version') }, async () => {
    const [url = ''] = good.crlDistributionPoints;
    assert.ok((await said('curl', '--silent', '--show-error', '--fail', '--output', 'ca.crl', url)).ok);
    const { text } = await said(
      ...(['openssl', 'crl', '-inform', 'DER', '-in', 'ca.crl', '-noout', '-text', '-CAfile', 'ca.pem'] as const),
    );
    assert.match(text, /verify OK/);
    assert.match(text, /X509v3 CRL Number/);
    assert.ok(text.includes(bad.serialNumber.toUpperCase()));
    const kept = CertificateRevocationList.parse(Uint8Array.from(readFileSync(path('ca.crl'))));
    assert.equal(kept.isRevoked(bad.serialNumber)?.reason, 'keyCompromise');
  });
});

const postgres = process.env['SALLYPORT_TEST_POSTGRES'];
const withoutPostgres =
  postgres === undefined ? 'SALLYPORT_TEST_POSTGRES names no PostgreSQL' : missing('psql', '--version');

describe('two replicas', { skip: withoutPostgres }, () => {
  /** A domain's schema has a fixed name, so that each run takes a database of its own. */
  const database = `sallyport_revocation_${process.pid}`;
  const sql = (statement: string) => run('psql', [postgres ?? '', '--quiet', '--command', statement]);
  before(() => sql(`CREATE DATABASE ${database}`));
  after(() => sql(`DROP DATABASE ${database} WITH (FORCE)`));

  it('serve the same list, know at once what the other revoked, and tell of it', async () => {
    const url = new URL(postgres ?? '');
    url.pathname = `/${database}`;
    const options = { postgres: url.href, revocation: { listen: { host: '127.0.0.1', port: 0 } } };
    const here = await startPublishing({ ...options, directory: path('here') });
    // Replicas have the same keys.
    cpSync(path('here'), path('there'), { recursive: true });
    const there = await startPublishing({ ...options, directory: path('there') });
    try {
      const list = async (of: Domain) =>
        CertificateRevocationList.parse(await bytesOf(await fetch(`${base(of)}/ca.crl`)));
      const certificate = await certify(here, 'D-1');
      assert.deepEqual((await list(there)).der, (await list(here)).der);
      const told = new Promise<string | undefined>((resolve) => {
        there.trust.onTrustChanged(({ deviceKey }) => resolve(deviceKey));
      });
      const answer = async () =>
        verifyOcspResponse(await bytesOf(await post(there, ocspRequest(there, certificate.serialNumber))), {
          certificate,
          issuer: there.authority.certificate,
          at: systemClock.now(),
        });
      assert.equal((await answer()).status, 'good');
      await here.authority.revoke(certificate.serialNumber, 'superseded');
      assert.equal((await answer()).status, 'revoked');
      const [one, other] = await Promise.all([list(here), list(there)]);
      assert.deepEqual(one.der, other.der);
      assert.ok(other.isRevoked(certificate.serialNumber));
      assert.equal(await told, keyOf('D-1'));
    } finally {
      await there.close();
      await here.close();
    }
  });
});
