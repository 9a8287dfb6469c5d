/** Ways into the domain that avoid the voucher or the review of a device's history (RFC 8995 §5.8.3, §5.9). */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Domain } from '@sallyport/app-domain';
import type { Manufacturer } from '@sallyport/app-manufacturer';
import { domainHistoryPolicy, PATHS } from '@sallyport/brski';
import { isSallyportError, systemClock, utf8 } from '@sallyport/core';
import { EstClient, overConnection } from '@sallyport/est';
import { generateKeyPair, Name, softwareSigner } from '@sallyport/pki';
import { askForVoucher, type Hand, handOf, introduce, Lab, openProvisional, post, sell } from '../../src/index.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const SUCCESS = utf8('{"version":1,"status":true}');

const isForbidden = (thrown: unknown) => isSallyportError(thrown, 'E_EST_STATUS') && thrown.details['status'] === 403;

/** simpleenroll by the birth certificate on a connection of its own. */
async function enrol(hand: Hand, domain: Domain) {
  const connection = await openProvisional(domain.port ?? 0, hand.tls);
  try {
    const client = new EstClient({ clock: systemClock, ...overConnection(connection) });
    const subject = Name.of([['serialNumber', hand.serialNumber]]);
    const signer = softwareSigner(generateKeyPair('P-256').privateKey);
    return await client.enroll({ subject, signer, trust: { anchors: [domain.authority.certificate] } });
  } finally {
    connection.close();
  }
}

describe('a device without a voucher', () => {
  const lab = new Lab();
  let manufacturer: Manufacturer;
  let domain: Domain;
  let maker: string;

  before(async () => {
    manufacturer = await lab.startManufacturer();
    domain = await lab.startDomain();
    maker = await introduce(manufacturer, domain);
  });
  after(() => lab.close());

  async function assertNothingGiven(serialNumber: string): Promise<void> {
    assert.deepEqual((await domain.authority.ledger.byDevice(`${maker}/${serialNumber}`)).entries, []);
    assert.equal(await domain.devices.find({ manufacturer: maker, serialNumber }), undefined);
  }

  it('gets no certificate, though its maker is accepted', async () => {
    const hand = await handOf(await lab.bear(manufacturer, 'BARE-1'));
    await assert.rejects(enrol(hand, domain), isForbidden);
    await assertNothingGiven('BARE-1');
  });

  for (const [what, path] of [
    ['a voucher', PATHS.voucherStatus],
    ['an enrolment', PATHS.enrollStatus],
  ] as const) {
    it(`gets none by telling of ${what} that never was`, async () => {
      const serialNumber = `BARE-${what.length}`;
      const hand = await handOf(await lab.bear(manufacturer, serialNumber));
      await manufacturer.records.block(serialNumber, 'stolen');
      await post(domain.port ?? 0, hand.tls, SUCCESS, JSON_TYPE, path);
      await assert.rejects(enrol(hand, domain), isForbidden);
      await assertNothingGiven(serialNumber);
    });
  }
});

describe('a device whose history nobody has looked at', () => {
  const directory = mkdtempSync(join(tmpdir(), 'sallyport-history-'));
  const lab = new Lab();
  after(async () => {
    await lab.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const start = (policy = domainHistoryPolicy()) =>
    lab.startDomain({ directory: join(directory, 'domain'), audit: { policy } });

  it('is reviewed at its enrolment, though the registrar was started anew in between', async () => {
    const manufacturer = await lab.startManufacturer();
    const elsewhere = await lab.startDomain({ owner: 'Elsewhere' });
    await introduce(manufacturer, elsewhere);
    const device = await lab.bear(manufacturer, 'PAST-1');
    await lab.bringAboard(device, elsewhere);
    await device.reset();

    const home = await start();
    const maker = await sell(manufacturer, home, ['PAST-1']);
    assert.equal((await askForVoucher(device, home.port ?? 0, home.registrarCertificate)).status, 200);
    await home.close();

    const again = await start();
    await assert.rejects(enrol(await handOf(device), again), isForbidden);
    assert.match((await again.devices.flag({ manufacturer: maker, serialNumber: 'PAST-1' })) ?? '', /not accepted/);
    assert.deepEqual((await again.authority.ledger.byDevice(`${maker}/PAST-1`)).entries, []);
  });

  it('and is found in order goes on after such a restart', async () => {
    const manufacturer = await lab.startManufacturer();
    const home = await lab.startDomain({ directory: join(directory, 'other') });
    await introduce(manufacturer, home);
    const device = await lab.bear(manufacturer, 'PAST-2');
    assert.equal((await askForVoucher(device, home.port ?? 0, home.registrarCertificate)).status, 200);
    await home.close();
    const again = await lab.startDomain({ directory: join(directory, 'other') });
    assert.equal((await enrol(await handOf(device), again)).certificate.subject.attribute('serialNumber'), 'PAST-2');
  });
});
