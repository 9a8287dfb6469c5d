import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { BroughtAboard, Device } from '@sallyport/app-device';
import type { Domain } from '@sallyport/app-domain';
import type { Manufacturer } from '@sallyport/app-manufacturer';
import { isJsonObject, parseJson } from '@sallyport/core';
import type { Certificate } from '@sallyport/pki';
import { handOf, introduce, Lab, OpensslBench, pledgeRequest, WITHOUT_OPENSSL } from '../src/index.ts';

describe('openssl accepts', { skip: WITHOUT_OPENSSL }, () => {
  const lab = new Lab();
  const bench = new OpensslBench();
  let manufacturer: Manufacturer;
  let domain: Domain;
  let device: Device;
  let aboard: BroughtAboard;

  before(async () => {
    manufacturer = await lab.startManufacturer();
    domain = await lab.startDomain();
    await introduce(manufacturer, domain);
    device = await lab.bear(manufacturer, 'OPENSSL-1', { model: 'sensor' });
    aboard = await lab.bringAboard(device, domain);
  });
  after(async () => {
    bench.dispose();
    await lab.close();
  });

  function assertLeads(leaf: Certificate | undefined, anchors: readonly Certificate[], ...options: string[]): void {
    assert.ok(leaf !== undefined);
    const root = bench.put('root.pem', anchors.map((anchor) => anchor.toPem()).join(''));
    const file = bench.put('leaf.pem', leaf.toPem());
    const { status, out, complaint } = bench.run('verify', '-x509_strict', ...options, '-CAfile', root, file);
    assert.equal(status, 0, `${out}${complaint}`);
  }

  it('the birth certificate', () => {
    assertLeads(device.birth?.idevid, manufacturer.idevidAnchors);
  });

  it('the domain’s certificate, for a TLS client', () => {
    assertLeads(aboard.ownership.ldevid, aboard.ownership.anchors, '-purpose', 'sslclient');
  });

  it('the registrar’s certificate, for a TLS server of this name', () => {
    const { registrar, ownership } = aboard;
    assertLeads(registrar, ownership.anchors, '-purpose', 'sslserver', '-verify_hostname', 'localhost');
    assertLeads(registrar, ownership.anchors, '-purpose', 'sslserver', '-verify_ip', '127.0.0.1');
  });

  it('the domain’s certificate beside a list of what was revoked, until it stands on it', async () => {
    const other = await lab.bear(manufacturer, 'OPENSSL-2');
    const { ownership } = await lab.bringAboard(other, domain);
    await domain.authority.revoke(ownership.ldevid.serialNumber, 'keyCompromise');
    const list = await domain.authority.issueRevocationList(86_400_000);
    const crl = bench.put('crl.pem', list.toPem());
    assertLeads(aboard.ownership.ldevid, ownership.anchors, '-crl_check', '-CRLfile', crl);
    const root = bench.put('root.pem', domain.authority.certificate.toPem());
    const revoked = bench.put('revoked.pem', ownership.ldevid.toPem());
    const { status, complaint } = bench.run('verify', '-crl_check', '-CRLfile', crl, '-CAfile', root, revoked);
    assert.notEqual(status, 0);
    assert.match(complaint, /certificate revoked/);
  });

  it('the voucher, and reads in it what the device read', () => {
    const root = bench.put('voucher-ca.pem', manufacturer.voucherAnchors.map((anchor) => anchor.toPem()).join(''));
    const file = bench.put('voucher.cms', aboard.voucher);
    const args = ['cms', '-verify', '-inform', 'DER', '-in', file, '-CAfile', root, '-purpose', 'any'];
    const { status, out, complaint } = bench.run(...args);
    assert.equal(status, 0, complaint);
    const content = parseJson(out, { maxBytes: 65_536, maxDepth: 4 });
    assert.ok(isJsonObject(content) && isJsonObject(content['ietf-voucher:voucher']));
    assert.equal(content['ietf-voucher:voucher']['serial-number'], 'OPENSSL-1');
    const stranger = bench.put('stranger.pem', domain.authority.certificate.toPem());
    assert.notEqual(bench.run(...args.with(args.indexOf(root), stranger)).status, 0);
  });

  it('the device’s voucher-request, under the maker’s anchor', async () => {
    const root = bench.put('idevid-ca.pem', manufacturer.idevidAnchors.map((anchor) => anchor.toPem()).join(''));
    const file = bench.put('pvr.cms', await pledgeRequest(await handOf(device), domain.registrarCertificate.der));
    const { status, complaint } = bench.run(
      ...['cms', '-verify', '-inform', 'DER', '-in', file, '-CAfile', root, '-purpose', 'any', '-out', 'pvr.json'],
    );
    assert.equal(status, 0, complaint);
  });

  it('the hand-over file', async () => {
    const root = bench.put('office-ca.pem', manufacturer.masaTlsAnchors.map((anchor) => anchor.toPem()).join(''));
    const file = bench.put('hand-over.cms', await manufacturer.sell(['OPENSSL-1'], { name: 'Somebody' }));
    const { status, complaint } = bench.run(
      ...['cms', '-verify', '-inform', 'DER', '-in', file, '-CAfile', root, '-purpose', 'any', '-out', 'list.json'],
    );
    assert.equal(status, 0, complaint);
  });

  it('every signature as well-formed DER', () => {
    const file = bench.put('voucher.der', aboard.voucher);
    assert.equal(bench.run('asn1parse', '-inform', 'DER', '-in', file).status, 0);
  });
});
