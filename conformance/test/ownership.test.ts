import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Device } from '@sallyport/app-device';
import type { Domain } from '@sallyport/app-domain';
import { keyOf, type Manufacturer } from '@sallyport/app-manufacturer';
import { domainHistoryPolicy, domainIdText } from '@sallyport/brski';
import { isSallyportError, Secret } from '@sallyport/core';
import { permit } from '@sallyport/onboarding';
import { type Answer, askForVoucher, introduce, Lab, sell } from '../src/index.ts';

const FORBIDDEN_BY_MASA = 'E_BRSKI_REGISTRAR_MASA_FORBIDDEN: The manufacturer service refused a voucher.\n';

const ask = (device: Device, domain: Domain): Promise<Answer> =>
  askForVoucher(device, domain.port ?? 0, domain.registrarCertificate);

async function assertForbidden(device: Device, domain: Domain): Promise<void> {
  const { status, type, text } = await ask(device, domain);
  assert.deepEqual([status, type, text], [403, 'text/plain; charset=utf-8', FORBIDDEN_BY_MASA]);
}

/** A device that was turned away by every candidate. */
function isTurnedAway(thrown: unknown): boolean {
  return (
    isSallyportError(thrown, 'E_DEVICE_NO_OWNER') &&
    isSallyportError(thrown.cause, 'E_BRSKI_PLEDGE_REFUSED') &&
    thrown.cause.details['status'] === 403
  );
}

describe('a device belongs to', () => {
  const lab = new Lab();
  let manufacturer: Manufacturer;
  let home: Domain;
  let thief: Domain;

  before(async () => {
    manufacturer = await lab.startManufacturer();
    home = await lab.startDomain({ owner: 'Home' });
    thief = await lab.startDomain({ owner: 'Thief' });
    await introduce(manufacturer, home);
    await introduce(manufacturer, thief);
  });
  after(() => lab.close());

  const vouchersOf = async (serialNumber: string) => (await manufacturer.records.vouchers(serialNumber)).length;

  it('the first who claims it, and nobody takes it from there', async () => {
    const device = await lab.bear(manufacturer, 'TOFU-1');
    const { ownership } = await lab.bringAboard(device, home);
    await device.reset();
    await assert.rejects(lab.bringAboard(device, thief), isTurnedAway);
    assert.equal(device.ownership, undefined);
    await assertForbidden(device, thief);
    assert.equal(await vouchersOf('TOFU-1'), 1);
    assert.equal((await manufacturer.records.find('TOFU-1'))?.ownedBy, 'claimed');
    const again = await lab.bringAboard(device, home);
    assert.notEqual(again.ownership.ldevid.serialNumber, ownership.ldevid.serialNumber);
    assert.equal(await vouchersOf('TOFU-1'), 2);
  });

  it('the one it was sold to, though another comes first', async () => {
    const device = await lab.bear(manufacturer, 'SOLD-1');
    await sell(manufacturer, home, ['SOLD-1']);
    await assertForbidden(device, thief);
    assert.equal(await vouchersOf('SOLD-1'), 0);
    lab.events.length = 0;
    await lab.bringAboard(device, home);
    const judged = lab.events.find(({ by, step }) => by === 'manufacturer' && step === 'C.5');
    assert.equal(judged?.facts['ownership'], 'verified');
    assert.equal(judged?.facts['assertion'], 'proximity');
  });

  it('the one it was sold to, though another had it before', async () => {
    const device = await lab.bear(manufacturer, 'SOLD-2');
    await lab.bringAboard(device, thief);
    await device.reset();
    await sell(manufacturer, home, ['SOLD-2']);
    await assertForbidden(device, thief);
    assert.equal((await ask(device, home)).status, 200);
  });

  it('the first who claims it, where the sales record does not say which domain is the buyer’s', async () => {
    const device = await lab.bear(manufacturer, 'SOLD-3');
    await manufacturer.sell(['SOLD-3'], { name: 'Home' });
    await lab.bringAboard(device, home);
    await assertForbidden(device, thief);
    const row = await manufacturer.records.find('SOLD-3');
    assert.equal(row?.ownerName, 'Home');
    assert.notEqual(row.domainKey, null);
  });

  it('nobody while it is blocked, and its owner again when it is cleared', async () => {
    const device = await lab.bear(manufacturer, 'BLOCKED-1');
    await lab.bringAboard(device, home);
    await device.reset();
    await manufacturer.records.block('BLOCKED-1', 'reported stolen');
    await assertForbidden(device, home);
    await assertForbidden(device, thief);
    await assert.rejects(lab.bringAboard(device, home), isTurnedAway);
    assert.equal(await vouchersOf('BLOCKED-1'), 1);
    await manufacturer.records.clear('BLOCKED-1', false);
    await assertForbidden(device, thief);
    await lab.bringAboard(device, home);
  });

  it('the next owner after a resale, who sees whose it was', async () => {
    const device = await lab.bear(manufacturer, 'RESOLD-1');
    await lab.bringAboard(device, home);
    await device.reset();
    await manufacturer.records.clear('RESOLD-1', true);
    const former = new Set([domainIdText(home.authority.certificate)]);
    const buyer = await lab.startDomain({
      owner: 'Buyer',
      audit: { policy: domainHistoryPolicy({ acceptedDomains: former }) },
    });
    await introduce(manufacturer, buyer);
    lab.events.length = 0;
    await lab.bringAboard(device, buyer);
    const history = lab.events.find(({ facts }) => facts['auditLog'] === true);
    assert.deepEqual([history?.ok, history?.facts['auditEntries']], [true, 2]);
    await device.reset();
    await assertForbidden(device, home);
  });

  it('nobody yet, when its history names a domain that the next owner does not know', async () => {
    const device = await lab.bear(manufacturer, 'RESOLD-2');
    await lab.bringAboard(device, home);
    await device.reset();
    await manufacturer.records.clear('RESOLD-2', true);
    await assert.rejects(lab.bringAboard(device, thief));
    const [maker] = thief.manufacturers.known;
    const named = { manufacturer: maker?.id ?? '', serialNumber: 'RESOLD-2' };
    assert.equal(await thief.devices.flag(named), 'the device belonged to a domain that is not accepted');
    assert.equal((await thief.devices.find(named))?.certificateSerial, null);
    assert.deepEqual((await thief.authority.ledger.byDevice(`${named.manufacturer}/RESOLD-2`)).entries, []);
  });
});

describe('two domains that claim a device at the same moment', () => {
  const lab = new Lab();
  let manufacturer: Manufacturer;
  /** Held back until both claims have been judged. */
  let waiting: (() => void)[] = [];

  before(async () => {
    manufacturer = await lab.startManufacturer({
      authorizer: {
        decide: () =>
          new Promise((resolve) => {
            waiting.push(() => resolve(permit('both were judged')));
            if (waiting.length === 2) for (const go of waiting.splice(0)) go();
          }),
      },
    });
  });
  after(() => lab.close());

  it('are judged alike, and only one of them gets a voucher', async () => {
    const one = await lab.startDomain({ owner: 'One' });
    const two = await lab.startDomain({ owner: 'Two' });
    await introduce(manufacturer, one);
    await introduce(manufacturer, two);
    for (let round = 0; round < 5; round++) {
      waiting = [];
      const serialNumber = `RACE-${round}`;
      const device = await lab.bear(manufacturer, serialNumber);
      const answers = await Promise.all([ask(device, one), ask(device, two)]);
      assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 403]);
      assert.equal(answers.find(({ status }) => status === 403)?.text, FORBIDDEN_BY_MASA);
      assert.equal((await manufacturer.records.vouchers(serialNumber)).length, 1);
    }
    const verdicts = lab.events.filter(({ by, step }) => by === 'manufacturer' && step === 'C.5');
    assert.ok(verdicts.every(({ facts }) => facts['ownership'] === 'unknown'));
    const refused = lab.events.filter(({ by, step, ok }) => by === 'manufacturer' && step === 'C.7' && !ok);
    assert.deepEqual(
      refused.map(({ code }) => code),
      Array.from({ length: 5 }, () => 'E_BRSKI_MASA_NOT_OWNER'),
    );
  });
});

describe('a maker that wants a proof of every owner', () => {
  const lab = new Lab();
  const PASSWORD = Secret.of('of the buyer');
  let manufacturer: Manufacturer;

  before(async () => {
    manufacturer = await lab.startManufacturer({
      requireOwnership: true,
      customers: [{ name: 'ACME', username: 'acme', password: PASSWORD }],
    });
  });
  after(() => lab.close());

  async function domainOf(owner: string, username: string, password: Secret): Promise<Domain> {
    const origin = `https://localhost:${manufacturer.masaPort}`;
    const masaCredentials = [{ scheme: 'basic' as const, origin, username, password }];
    const domain = await lab.startDomain({ owner, masaCredentials });
    await introduce(manufacturer, domain);
    return domain;
  }

  it('gives a device that was sold to the buyer who logs in, and knows the buyer’s domain from then on', async () => {
    const device = await lab.bear(manufacturer, 'ACCOUNT-1');
    await manufacturer.sell(['ACCOUNT-1'], { name: 'ACME' });
    const stranger = await domainOf('Stranger', 'acme', Secret.of('a guess'));
    await assertForbidden(device, stranger);
    const acme = await domainOf('ACME', 'acme', PASSWORD);
    lab.events.length = 0;
    await lab.bringAboard(device, acme);
    const judged = lab.events.find(({ by, step }) => by === 'manufacturer' && step === 'C.5');
    assert.deepEqual([judged?.facts['ownership'], judged?.facts['customer']], ['verified', 'ACME']);
    const row = await manufacturer.records.find('ACCOUNT-1');
    assert.deepEqual([row?.ownedBy, row?.ownerName], ['sold', 'ACME']);
    assert.equal(row?.domainKey, keyOf(acme.authority.certificate));
    await assertForbidden(device, stranger);
  });

  it('gives nobody a device that it did not sell', async () => {
    const device = await lab.bear(manufacturer, 'ACCOUNT-2');
    await assertForbidden(device, await domainOf('ACME', 'acme', PASSWORD));
    assert.deepEqual(await manufacturer.records.vouchers('ACCOUNT-2'), []);
  });
});
