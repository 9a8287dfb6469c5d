import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Domain } from '@sallyport/app-domain';
import type { Manufacturer } from '@sallyport/app-manufacturer';
import { JOURNEYS, type OnboardingEvent, STEPS } from '@sallyport/onboarding';
import { type KeyType, keyTypeOf, validatePath } from '@sallyport/pki';
import { introduce, Lab, type Reporter } from '../src/index.ts';

const ROLES = { device: 'device', domain: 'onboarder', manufacturer: 'authority' } as const satisfies Record<
  Reporter,
  string
>;

const ALL_STEPS = JOURNEYS.brski;

/** A registrar also tells what it learns of a device's steps, and both sides of the audit log that follows the voucher. */
function isOwnStep({ facts }: OnboardingEvent): boolean {
  return facts['source'] !== 'telemetry' && facts['part'] !== 'audit-log';
}

describe('a device on its way aboard', () => {
  const lab = new Lab();
  let manufacturer: Manufacturer;
  let domain: Domain;

  before(async () => {
    manufacturer = await lab.startManufacturer();
    domain = await lab.startDomain();
    await introduce(manufacturer, domain);
  });
  after(() => lab.close());

  it('takes each step once, and the right party takes it', async () => {
    lab.events.length = 0;
    const device = await lab.bear(manufacturer, 'STEPS-1', { model: 'sensor' });
    await lab.bringAboard(device, domain);
    const taken = lab.events.filter(isOwnStep);
    assert.deepEqual(
      taken.filter(({ ok }) => !ok),
      [],
    );
    const counted = Object.fromEntries(
      ALL_STEPS.map((step) => [step, taken.filter((event) => event.step === step).map(({ by }) => ROLES[by])]),
    );
    assert.deepEqual(counted, Object.fromEntries(ALL_STEPS.map((step) => [step, [STEPS[step].role]])));
  });

  it('takes its own steps, the registrar’s and the MASA’s in the order of their numbers', async () => {
    lab.events.length = 0;
    const device = await lab.bear(manufacturer, 'STEPS-2');
    await lab.bringAboard(device, domain);
    for (const by of ['device', 'domain', 'manufacturer'] as const) {
      const taken = lab.events.filter((event) => event.by === by && isOwnStep(event)).map(({ step }) => step);
      assert.deepEqual(
        taken,
        ALL_STEPS.filter((step) => taken.includes(step)),
        by,
      );
    }
  });

  it('tells the registrar how it went, and the registrar looks into its history', async () => {
    lab.events.length = 0;
    const device = await lab.bear(manufacturer, 'STEPS-3');
    const { isReported } = await lab.bringAboard(device, domain);
    assert.equal(isReported, true);
    const told = lab.events.filter(({ facts }) => facts['source'] === 'telemetry');
    assert.deepEqual(
      told.map(({ by, step, ok, facts }) => [by, step, ok, facts['matchingCertificate']]),
      [
        ['domain', 'C.10', true, false],
        ['domain', 'D.7', true, true],
      ],
    );
    const reviewed = lab.events.filter(({ facts }) => facts['part'] === 'audit-log');
    assert.deepEqual(
      reviewed.map(({ by, step, ok }) => [by, step, ok]),
      [
        ['manufacturer', 'C.5', true],
        ['domain', 'C.8', true],
      ],
    );
  });

  it('leaves the same picture in every register', async () => {
    const device = await lab.bear(manufacturer, 'BOOKS-1', { model: 'camera' });
    const { ownership, voucher } = await lab.bringAboard(device, domain);
    const [maker] = domain.manufacturers.known;
    const row = await domain.devices.find({ manufacturer: maker?.id ?? '', serialNumber: 'BOOKS-1' });
    assert.equal(row?.state, 'aboard');
    assert.equal(row.certificateSerial, ownership.ldevid.serialNumber);
    const entry = await domain.authority.ledger.bySerialNumber(ownership.ldevid.serialNumber);
    assert.equal(entry?.profile, 'ldevid');
    assert.deepEqual(entry.der, ownership.ldevid.der);
    assert.equal(entry.device, `${maker?.id}/BOOKS-1`);
    const vouchers = await manufacturer.records.vouchers('BOOKS-1');
    assert.equal(vouchers.length, 1);
    assert.deepEqual(ownership.voucher, voucher);
    assert.equal((await manufacturer.records.find('BOOKS-1'))?.ownedBy, 'claimed');
    assert.equal(ownership.ldevid.subject.attribute('CN'), 'example-network');
    assert.equal(ownership.ldevid.subject.attribute('OU'), 'camera');
    assert.deepEqual(lab.failures, []);
  });
});

describe('devices of every kind come aboard', () => {
  const lab = new Lab();
  let manufacturer: Manufacturer;
  let domain: Domain;

  before(async () => {
    manufacturer = await lab.startManufacturer();
    domain = await lab.startDomain();
    await introduce(manufacturer, domain);
  });
  after(() => lab.close());

  const KEY_TYPES: readonly KeyType[] = ['P-256', 'P-384', 'RSA-2048'];
  const VERSIONS = ['TLSv1.2', 'TLSv1.3'] as const;
  for (const keyType of KEY_TYPES) {
    for (const version of VERSIONS) {
      it(`with a birth key of type ${keyType} over ${version}`, async () => {
        const device = await lab.bear(manufacturer, `KIND-${keyType}-${version}`, { keyType });
        assert.equal(keyTypeOf(device.birth?.idevid.publicKey ?? domain.authority.certificate.publicKey), keyType);
        const { ownership } = await lab.bringAboard(device, domain, {
          tls: { minVersion: version, maxVersion: version },
        });
        const { ldevid, chain, anchors } = ownership;
        validatePath({ leaf: ldevid, intermediates: chain, anchors, at: new Date() });
      });
    }
  }

  for (const keyType of ['P-384', 'RSA-2048', 'Ed25519'] satisfies KeyType[]) {
    it(`with a domain key of type ${keyType}`, async () => {
      const device = await lab.bear(manufacturer, `DOMAIN-KEY-${keyType}`);
      const { ownership } = await lab.bringAboard(device, domain, { ldevidKeyType: keyType });
      assert.equal(keyTypeOf(ownership.ldevid.publicKey), keyType);
    });
  }

  it('twenty at the same time, each with its own certificate', async () => {
    const serialNumbers = Array.from({ length: 20 }, (_, index) => `CROWD-${index}`);
    const devices = await Promise.all(serialNumbers.map((serialNumber) => lab.bear(manufacturer, serialNumber)));
    const aboard = await Promise.all(devices.map((device) => lab.bringAboard(device, domain)));
    assert.deepEqual(
      aboard.map(({ ownership }) => ownership.ldevid.subject.attribute('serialNumber')),
      serialNumbers,
    );
    assert.equal(new Set(aboard.map(({ ownership }) => ownership.ldevid.serialNumber)).size, 20);
    const page = await domain.devices.page({ state: 'aboard', limit: 1000 });
    const listed = page.entries.map(({ row }) => row.serialNumber);
    for (const serialNumber of serialNumbers) assert.ok(listed.includes(serialNumber), serialNumber);
  });
});
