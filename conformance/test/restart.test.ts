import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { isSallyportError, Secret } from '@sallyport/core';
import { askForVoucher, introduce, Lab } from '../src/index.ts';

describe('a restart', () => {
  const directory = mkdtempSync(join(tmpdir(), 'sallyport-restart-'));
  const lab = new Lab();
  after(async () => {
    await lab.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const start = async () => ({
    manufacturer: await lab.startManufacturer({ directory: join(directory, 'manufacturer') }),
    domain: await lab.startDomain({ directory: join(directory, 'domain') }),
  });

  it('keeps keys, devices, owners, vouchers, certificates, lists and refusals', async () => {
    const before = await start();
    const maker = await introduce(before.manufacturer, before.domain);
    const device = await lab.bear(before.manufacturer, 'KEPT-1', { model: 'sensor' });
    const blocked = await lab.bear(before.manufacturer, 'KEPT-2');
    const { ownership } = await lab.bringAboard(device, before.domain);
    await before.domain.lists.add('models', 'sensor', 'all we bought');
    await before.domain.lists.add('refused', `${maker}/KEPT-3`, 'lost');
    await before.domain.authority.revoke(ownership.ldevid.serialNumber, 'superseded');
    await before.manufacturer.records.block('KEPT-2', 'scrapped');
    const picture = async ({ manufacturer, domain }: typeof before) => ({
      made: (await manufacturer.records.page()).entries,
      vouchers: await manufacturer.records.vouchers('KEPT-1'),
      devices: (await domain.devices.page()).entries,
      lists: domain.lists.current(),
      makers: domain.manufacturers.known.map(({ id, trust }) => [id, trust.name, trust.anchors.length]),
      certificates: (await domain.authority.ledger.byDevice(`${maker}/KEPT-1`)).entries,
      authority: domain.authority.certificate.fingerprint(),
      registrar: domain.registrarCertificate.fingerprint(),
      anchors: [...manufacturer.idevidAnchors, ...manufacturer.voucherAnchors].map((anchor) => anchor.fingerprint()),
      office: manufacturer.handOverSigner.fingerprint(),
    });
    const seen = await picture(before);
    assert.equal(seen.devices.length, 1);
    assert.equal(seen.vouchers.length, 1);
    await lab.close();

    const next = await start();
    assert.deepEqual(await picture(next), seen);
    // The device's IDevID names a MASA at a port that is gone; the owner tells the registrar where it is now.
    await introduce(next.manufacturer, next.domain);
    await device.reset();
    const again = await lab.bringAboard(device, next.domain);
    assert.equal((await next.manufacturer.records.vouchers('KEPT-1')).length, 2);
    assert.equal(again.ownership.anchors[0]?.fingerprint(), seen.authority);
    const answer = await askForVoucher(blocked, next.domain.port ?? 0, next.domain.registrarCertificate);
    assert.equal(answer.status, 403);
    await lab.close();
  });

  it('with another passphrase opens nothing and harms nothing', async () => {
    const wrong = { passphrase: Secret.of('not the passphrase') };
    const isWrong = (thrown: unknown) => isSallyportError(thrown, 'E_KEYSTORE_PASSPHRASE');
    await assert.rejects(lab.startManufacturer({ directory: join(directory, 'manufacturer'), ...wrong }), isWrong);
    await assert.rejects(lab.startDomain({ directory: join(directory, 'domain'), ...wrong }), isWrong);
    const { domain } = await start();
    assert.equal((await domain.devices.page()).entries.length, 1);
    await lab.close();
  });
});
