import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { bearDevice, Device } from '@sallyport/app-device';
import type { Domain } from '@sallyport/app-domain';
import { isSallyportError } from '@sallyport/core';
import { empty, text } from '@sallyport/http';
import { Lab, party, type Script, ScriptedMasa } from '../src/index.ts';

describe('a device comes aboard', { concurrency: true }, () => {
  const lab = new Lab();
  const masas: ScriptedMasa[] = [];
  let domain: Domain;

  before(async () => {
    domain = await lab.startDomain({ audit: { when: 'never' } });
  });
  after(async () => {
    await lab.close();
    for (const masa of masas) await masa.close();
  });

  /** A device of a maker whose MASA answers by `script`. */
  async function deviceOf(name: string, script: Script): Promise<Device> {
    const masa = await ScriptedMasa.start(name);
    masas.push(masa);
    masa.script = script;
    await domain.lists.add('manufacturers', await domain.manufacturers.introduce(masa.introduction), undefined);
    const device = await Device.open({ storage: 'memory' });
    await bearDevice({ device, line: masa.line, serialNumber: name, session: name });
    return device;
  }

  const stepsOf = (serialNumber: string) =>
    lab.events.filter(({ device }) => device?.serialNumber === serialNumber).map(({ by, step }) => `${by} ${step}`);

  it('when the MASA asks for patience twice', async () => {
    let asked = 0;
    const device = await deviceOf('PATIENT', (request, masa) =>
      ++asked < 3 ? text(202, 'not yet', { 'retry-after': '1' }) : masa.voucherFor(request),
    );
    await lab.bringAboard(device, domain);
    assert.equal(asked, 3);
    assert.equal(stepsOf('PATIENT').filter((step) => step === 'domain C.4').length, 3);
    assert.equal(stepsOf('PATIENT').filter((step) => step === 'domain C.9').length, 1);
  });

  it('when the MASA thinks for longer than a device is left waiting', async () => {
    let asked = 0;
    const device = await deviceOf('THOUGHTFUL', async (request, masa) => {
      asked++;
      await sleep(4500);
      return masa.voucherFor(request);
    });
    await lab.bringAboard(device, domain);
    assert.equal(asked, 1, 'the work went on while the device was away');
  });

  it('when the MASA is repaired in time', async () => {
    let asked = 0;
    const device = await deviceOf('REPAIRED', (request, masa) => (++asked < 2 ? empty(500) : masa.voucherFor(request)));
    await lab.bringAboard(device, domain, {
      persistence: 'until-aboard',
      scheduling: { backOff: { initial: 200, max: 1000, jitter: 0 } },
      signal: AbortSignal.timeout(8000),
    });
    assert.equal(asked, 2);
  });

  it('never on a voucher that its maker’s anchors do not stand behind, though a registrar without anchors passes it', async () => {
    const thief = await party({ name: 'Thief of a voucher key' });
    const masa = await ScriptedMasa.start('ROBBED');
    masas.push(masa);
    masa.script = (request) => masa.voucherFor(request, {}, thief);
    const introduction = { ...masa.introduction, voucherAnchors: [] };
    await domain.lists.add('manufacturers', await domain.manufacturers.introduce(introduction), undefined);
    const device = await Device.open({ storage: 'memory' });
    await bearDevice({ device, line: masa.line, serialNumber: 'ROBBED', session: 'ROBBED' });
    await assert.rejects(
      lab.bringAboard(device, domain),
      (thrown) => isSallyportError(thrown, 'E_DEVICE_NO_OWNER') && isSallyportError(thrown.cause, 'E_BRSKI_SIGNATURE'),
    );
    assert.equal(device.ownership, undefined);
    const told = lab.events.find(
      ({ by, step, device: named }) => by === 'domain' && step === 'C.10' && named?.serialNumber === 'ROBBED',
    );
    assert.equal(told?.ok, false, 'the registrar hears that the voucher was refused');
  });
});
