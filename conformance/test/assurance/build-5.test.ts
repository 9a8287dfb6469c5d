import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { bearDevice, Device } from '@sallyport/app-device';
import { type Domain, runDomainOperation } from '@sallyport/app-domain';
import { isJsonObject, isSallyportError, type JsonObject, type JsonValue } from '@sallyport/core';
import { askForVoucher, Lab, ScriptedMasa } from '../../src/index.ts';

const DENIED_FOR_NOW = 'E_BRSKI_REGISTRAR_DENIED_FOR_NOW: An administrator has to accept the device first.\n';

describe('a device of an owner who adopted Build 5', () => {
  const lab = new Lab();
  let masa: ScriptedMasa;
  let domain: Domain;
  let device: Device;

  before(async () => {
    masa = await ScriptedMasa.start('Maker');
    domain = await lab.startDomain({ audit: { when: 'never' } });
    await domain.lists.add('manufacturers', await domain.manufacturers.introduce(masa.introduction), 'bought');
    device = await Device.open({ storage: 'memory' });
    await bearDevice({ device, line: masa.line, serialNumber: 'LAMP-1', session: 'birth' });
    await run('policy.adopt', { policy: 'build-5' });
  });
  after(async () => {
    await lab.close();
    await masa.close();
  });

  function run(name: string, input: JsonObject): Promise<JsonValue> {
    return runDomainOperation(domain, name, input);
  }

  const claim = (type: string, subject: JsonObject) => run('claims.make', { type, subject });
  const ask = () => askForVoucher(device, domain.port ?? 0, domain.registrarCertificate);

  /** Turned away at C.3, and its maker heard nothing of where it is. */
  async function assertRefused(reason: RegExp): Promise<void> {
    const answer = await ask();
    assert.deepEqual([answer.status, answer.text], [403, DENIED_FOR_NOW]);
    const step = lab.events.findLast((event) => event.step === 'C.3');
    assert.equal(step?.ok, false);
    assert.match(step?.message ?? '', reason);
    assert.equal(masa.requests.length, 0, 'nothing was sent to the MASA');
  }

  it('is refused at C.3 while nobody trusts its maker, and nothing is sent to the MASA', async () => {
    await assertRefused(/no person who may trust manufacturers trusts/);
  });

  it('is refused, claim by claim, until nothing is missing', async () => {
    await claim('Trust', { id: masa.introduction.manufacturer, role: 'manufacturer' });
    await assertRefused(/no person who may connect devices trusts/);
    await claim('Trust', { id: 'LAMP-1', role: 'device' });
    await assertRefused(/nobody who may declare types says/);
    await claim('OwnerDeclaration', { id: 'LAMP-1', deviceType: 'lamp-2' });
    await assertRefused(/type lamp-2 has no SBOM score/);
    await claim('VulnerabilityScore', { deviceType: 'lamp-2', score: 2, computed: '2026-06-01T12:00:00Z' });
    await lab.bringAboard(device, domain);
    assert.equal(masa.requests.length, 1);
  });

  it('cannot come aboard again while its maker is distrusted, and can when that is taken back', async () => {
    const made = await claim('Distrust', { id: masa.introduction.manufacturer, role: 'manufacturer' });
    await device.reset();
    await assert.rejects(lab.bringAboard(device, domain), (thrown) => isSallyportError(thrown));
    assert.match(lab.events.findLast(({ step }) => step === 'C.3')?.message ?? '', /is distrusted by/);
    assert.equal(masa.requests.length, 1, 'nothing more was sent to the MASA');
    assert.ok(isJsonObject(made));
    await run('claims.retract', { id: made['id'] ?? null });
    await lab.bringAboard(device, domain);
    assert.equal(masa.requests.length, 2);
  });

  it('can be asked why', async () => {
    const why = JSON.stringify(await run('why', { device: 'LAMP-1', point: 'C.3' }));
    assert.match(why, /"decision":"permit"/);
  });
});
