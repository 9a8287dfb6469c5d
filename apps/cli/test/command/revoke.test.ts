/** What the owner's people do about certificates that must not count any more, on a running domain and on its books. */

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { DAY, isJsonObject, type JsonObject, parseJson, utf8 } from '@sallyport/core';
import {
  buildCertificateRequest,
  Certificate,
  CertificateRevocationList,
  generateKeyPair,
  Name,
  softwareSigner,
} from '@sallyport/pki';
import { runProgram } from '../../src/program.ts';
import { testContext } from '../support/context.ts';
import { RunningCommand } from '../support/sallyport.ts';

describe('sallyport revoke', () => {
  const root = mkdtempSync(join(tmpdir(), 'sallyport-revoke-'));
  const data = join(root, 'home');
  const environment = { SALLYPORT_PASSPHRASE: 'correct horse battery staple' };
  const csr = join(root, 'x.csr');
  let registrar: RunningCommand;

  const start = async (...options: string[]) => {
    const argv = ['registrar', '--data-dir', data, '--no-announce', ...options];
    const running = new RunningCommand(argv, { environment });
    await running.wrote('Ctrl-C');
    return running;
  };

  before(async () => {
    const signer = softwareSigner(generateKeyPair('P-256').privateKey);
    writeFileSync(csr, (await buildCertificateRequest({ subject: Name.of([['CN', 'x']]), signer })).toPem());
    registrar = await start('--port', '0', '--revocation-port', '0', '--crl-days', '2');
  });
  after(async () => {
    await registrar.kill('SIGKILL');
    rmSync(root, { recursive: true, force: true });
  });

  async function command(...argv: string[]) {
    const context = testContext(environment, 100);
    await runProgram([...argv, '--data-dir', data], context);
    const status = process.exitCode ?? 0;
    process.exitCode = 0;
    return { status, ...context.written };
  }
  async function json(...argv: string[]): Promise<JsonObject> {
    const { status, out, note } = await command(...argv, '--json');
    assert.deepEqual([status, note], [0, ''], out);
    const value = parseJson(utf8(out), { maxBytes: 1 << 20, maxDepth: 10 });
    assert.ok(isJsonObject(value));
    return value;
  }
  async function issue(): Promise<Certificate> {
    const { certificate } = await json('ca', 'issue', csr, '--profile', 'radius', '--host', 'radius.example');
    return Certificate.fromPem(String(certificate));
  }
  async function published(of: Certificate): Promise<CertificateRevocationList> {
    const response = await fetch(of.crlDistributionPoints[0] ?? '');
    return CertificateRevocationList.parse(new Uint8Array(await response.arrayBuffer()));
  }

  it('takes back a certificate by its serial number, and whoever looks sees it at once', async () => {
    const certificate = await issue();
    const { serialNumber } = certificate;
    assert.equal((await json('ca', 'status', serialNumber))['status'], 'good');
    assert.equal((await published(certificate)).isRevoked(serialNumber), undefined);
    const answer = await json('revoke', serialNumber.toUpperCase(), '--reason', 'keyCompromise');
    assert.equal(answer['revoked'], serialNumber);
    const list = await published(certificate);
    assert.equal(list.isRevoked(serialNumber)?.reason, 'keyCompromise');
    assert.equal(String(list.crlNumber), answer['crlNumber']);
    const status = await json('ca', 'status', serialNumber);
    assert.deepEqual([status['status'], status['reason']], ['revoked', 'keyCompromise']);
  });

  it('writes the very list that is published', async () => {
    const file = join(root, 'list.pem');
    await json('ca', 'crl', '--out', file);
    const written = CertificateRevocationList.fromPem(readFileSync(file, 'utf8'));
    assert.deepEqual(written.der, (await published(await issue())).der);
  });

  it('says in one sentence what it cannot do', async () => {
    const { serialNumber } = await issue();
    for (const [argv, what] of [
      [['revoke', 'LAMP-9'], /it is not clear which device LAMP-9 is/],
      [['revoke', '40ffffffffffffffffffffffffffffff'], /it is not clear which device/],
      [['revoke', serialNumber, '--refuse'], /is a certificate: name the device/],
      [['revoke', serialNumber, '--note', 'x'], /--note goes with --refuse/],
      [['revoke', serialNumber, '--reason', 'boredom'], /boredom/],
      [['registrar', '--revocation-url', 'https://x.example'], /begins with http/],
    ] satisfies [string[], RegExp][]) {
      const { status, note } = await command(...argv);
      assert.notEqual(status, 0);
      assert.match(note, what);
    }
    assert.equal((await json('ca', 'status', serialNumber))['status'], 'good');
    assert.equal((await json('ca', 'status', 'ff'))['status'], 'unknown');
  });

  it('works on the books while the domain is down, and names the same place as before', async () => {
    const before = await issue();
    await registrar.kill('SIGTERM');
    const certificate = await issue();
    assert.deepEqual(certificate.crlDistributionPoints, before.crlDistributionPoints);
    assert.deepEqual(certificate.authorityInfoAccess, before.authorityInfoAccess);
    await json('revoke', certificate.serialNumber);
    registrar = await start();
    await registrar.wrote('the revocation list is at http:');
    const list = await published(before);
    assert.ok(list.isRevoked(certificate.serialNumber));
    assert.equal((list.nextUpdate?.getTime() ?? 0) - list.thisUpdate.getTime(), 2 * DAY);
  });
});
