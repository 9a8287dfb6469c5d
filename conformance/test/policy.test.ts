import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Device } from '@sallyport/app-device';
import type { Domain } from '@sallyport/app-domain';
import type { Manufacturer } from '@sallyport/app-manufacturer';
import { isSallyportError } from '@sallyport/core';
import { type Decision, deny, permit } from '@sallyport/onboarding';
import { askForVoucher, introduce, Lab, sell } from '../src/index.ts';

const DENIED_FOR_NOW = 'E_BRSKI_REGISTRAR_DENIED_FOR_NOW: An administrator has to accept the device first.\n';
const DENIED = 'E_BRSKI_REGISTRAR_DENIED: The device is not accepted here.\n';

describe('an owner’s lists', () => {
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

  const ask = (device: Device) => askForVoucher(device, domain.port ?? 0, domain.registrarCertificate);

  /** Refused with this status, and neither side has given the device anything. */
  async function assertRefused(device: Device, status: number, reason: string): Promise<void> {
    const serialNumber = device.birth?.idevid.subject.attribute('serialNumber') ?? '';
    const answer = await ask(device);
    assert.deepEqual([answer.status, answer.text], [status, reason]);
    await assertNothingGiven(serialNumber, 0);
    assert.equal(await domain.devices.find({ manufacturer: maker, serialNumber }), undefined);
  }

  async function assertNothingGiven(serialNumber: string, vouchers: number): Promise<void> {
    assert.deepEqual((await domain.authority.ledger.byDevice(`${maker}/${serialNumber}`)).entries, []);
    assert.equal((await manufacturer.records.vouchers(serialNumber)).length, vouchers);
  }

  it('keep out a maker that is known and not accepted, until it is', async () => {
    const device = await lab.bear(manufacturer, 'LIST-1');
    await domain.lists.remove('manufacturers', maker);
    await assertRefused(device, 403, DENIED_FOR_NOW);
    await domain.lists.add('manufacturers', maker, undefined);
    await lab.bringAboard(device, domain);
  });

  it('keep out models that do not stand on them, and devices that name none', async () => {
    await domain.lists.add('models', 'lamp', undefined);
    const camera = await lab.bear(manufacturer, 'LIST-CAMERA', { model: 'camera' });
    const nameless = await lab.bear(manufacturer, 'LIST-NAMELESS');
    const lamp = await lab.bear(manufacturer, 'LIST-LAMP', { model: 'lamp' });
    await assertRefused(camera, 403, DENIED_FOR_NOW);
    await assertRefused(nameless, 403, DENIED_FOR_NOW);
    await lab.bringAboard(lamp, domain);
    await domain.lists.lift('models');
    await lab.bringAboard(camera, domain);
  });

  it('keep out devices that were not in the delivery', async () => {
    const bought = await lab.bear(manufacturer, 'LIST-BOUGHT');
    const other = await lab.bear(manufacturer, 'LIST-OTHER');
    await sell(manufacturer, domain, ['LIST-BOUGHT'], { onlyThese: true });
    await assertRefused(other, 403, DENIED_FOR_NOW);
    await lab.bringAboard(bought, domain);
    await domain.lists.lift('devices');
  });

  it('keep out what the owner refuses, whatever else is accepted', async () => {
    const device = await lab.bear(manufacturer, 'LIST-REFUSED');
    await domain.lists.add('refused', `${maker}/LIST-REFUSED`, 'found in the bin');
    await assertRefused(device, 403, DENIED_FOR_NOW);
  });

  it('count once more when the certificate is asked for', async () => {
    const device = await lab.bear(manufacturer, 'LIST-LATE');
    lab.events.length = 0;
    await assert.rejects(
      lab.bringAboard(device, domain, {
        authorizer: {
          async decide({ point }) {
            // The voucher has arrived, and the owner has second thoughts.
            if (point === 'C.10') await domain.lists.add('refused', `${maker}/LIST-LATE`, undefined);
            return permit('the device has nothing against it');
          },
        },
      }),
      (thrown) => isSallyportError(thrown, 'E_DEVICE_NO_OWNER') && isSallyportError(thrown.cause, 'E_EST_STATUS'),
    );
    const refused = lab.events.find(({ by, step, ok }) => by === 'domain' && step === 'D.4' && !ok);
    assert.equal(refused?.code, 'E_EST_FORBIDDEN');
    assert.equal(
      lab.events.some(({ step }) => step === 'D.5'),
      false,
    );
    await assertNothingGiven('LIST-LATE', 1);
    assert.equal(device.ownership, undefined);
    const row = await domain.devices.find({ manufacturer: maker, serialNumber: 'LIST-LATE' });
    assert.equal(row?.state, 'failed');
  });
});

describe('whoever answers at the enforcement points', () => {
  const lab = new Lab();
  let manufacturer: Manufacturer;
  let domain: Domain;
  let decide: (point: string) => Promise<Decision>;

  before(async () => {
    manufacturer = await lab.startManufacturer();
    domain = await lab.startDomain({ authorizer: { decide: ({ point }) => decide(point) } });
    await introduce(manufacturer, domain);
  });
  after(() => lab.close());

  const refusal = async (serialNumber: string) => {
    const device = await lab.bear(manufacturer, serialNumber);
    const { status, text } = await askForVoucher(device, domain.port ?? 0, domain.registrarCertificate);
    return { status, text };
  };

  it('turns a device away for good with 404, before the MASA hears of it', async () => {
    decide = async () => deny('it is on fire');
    assert.deepEqual(await refusal('POINT-1'), { status: 404, text: DENIED });
    assert.deepEqual(await manufacturer.records.vouchers('POINT-1'), []);
  });

  it('turns a device away after the voucher, which then stays in the house', async () => {
    decide = async (point) => (point === 'C.8' ? deny('the history is odd') : permit('so far'));
    assert.deepEqual(await refusal('POINT-2'), {
      status: 406,
      text: 'E_BRSKI_REGISTRAR_UNACCEPTABLE: The device is not accepted here.\n',
    });
    assert.equal((await domain.devices.page()).entries.length, 0);
  });

  it('lets nobody in by failing', async () => {
    decide = () => Promise.reject(new Error('the policy engine at /opt/secret is gone'));
    const { status, text } = await refusal('POINT-3');
    assert.equal(status, 403);
    assert.doesNotMatch(text, /secret|opt/);
    assert.deepEqual(await manufacturer.records.vouchers('POINT-3'), []);
  });
});
