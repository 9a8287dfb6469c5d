/** Devices that are turned away at real doors: who, where and why is in the log, and is shown a week later by a domain that was restarted. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { Device } from '@sallyport/app-device';
import { type Domain, runDomainOperation } from '@sallyport/app-domain';
import type { Manufacturer } from '@sallyport/app-manufacturer';
import { isJsonObject, isSallyportError, type JsonObject, type JsonValue, systemClock } from '@sallyport/core';
import { EstClient, overConnection } from '@sallyport/est';
import { PersistentConnection, type TlsIdentity } from '@sallyport/http';
import { generateKeyPair, softwareSigner } from '@sallyport/pki';
import { askForVoucher, HOST, introduce, Lab } from '../src/index.ts';

describe('a device that is turned away', () => {
  const directory = mkdtempSync(join(tmpdir(), 'sallyport-turned-away-'));
  const lab = new Lab();
  let manufacturer: Manufacturer;
  let domain: Domain;
  let maker: string;

  const startDomain = () => lab.startDomain({ directory });
  before(async () => {
    manufacturer = await lab.startManufacturer();
    domain = await startDomain();
    maker = await introduce(manufacturer, domain);
  });
  after(async () => {
    await lab.close();
    rmSync(directory, { recursive: true, force: true });
  });

  async function objects(operation: string, input: JsonObject, list: string): Promise<readonly JsonObject[]> {
    const answer = await runDomainOperation(domain, operation, input);
    assert.ok(isJsonObject(answer));
    const all = answer[list];
    assert.ok(Array.isArray(all));
    return all.filter(isJsonObject);
  }

  /** The newest line of the log about a device at this step; it is written while the device is answered. */
  async function lineAbout(serialNumber: string, step: string): Promise<JsonObject> {
    for (let tries = 0; tries < 200; tries++) {
      const lines = await objects('refusals.list', {}, 'written');
      const found = lines.find(({ device, step: at }) => isAbout(device, serialNumber) && at === step);
      if (found !== undefined) return found;
      await setTimeout(50);
    }
    throw new assert.AssertionError({ message: `no line about ${serialNumber} at ${step} was written` });
  }

  const isAbout = (device: JsonValue | undefined, serialNumber: string) =>
    isJsonObject(device ?? null) && JSON.stringify(device).includes(`"${serialNumber}"`);
  const timelineOf = (serialNumber: string) =>
    objects('devices.timeline', { manufacturer: maker, serialNumber }, 'moments');
  const ask = (device: Device) => askForVoucher(device, domain.port ?? 0, domain.registrarCertificate);

  /** simplereenroll over TLS with the certificate that the device has. */
  async function renew({ ownership }: Device, identity: TlsIdentity | undefined): Promise<void> {
    assert.ok(ownership !== undefined && identity !== undefined);
    const anchors = [domain.authority.certificate];
    const trust = { mode: 'verified', anchors: anchors.map(({ der }) => der) } as const;
    const connection = await PersistentConnection.open({ host: HOST, port: domain.port ?? 0, identity, trust });
    try {
      const client = new EstClient({ clock: systemClock, ...overConnection(connection) });
      const signer = softwareSigner(generateKeyPair('P-256').privateKey);
      await client.reenroll({ current: ownership.ldevid, signer, trust: { anchors } });
    } finally {
      connection.close();
    }
  }

  const isForbidden = (thrown: unknown) => isSallyportError(thrown, 'E_EST_STATUS') && thrown.details['status'] === 403;

  it('at the voucher-request is in the log, and is denied in the list after a restart', async () => {
    const device = await lab.bear(manufacturer, 'AWAY-1', { model: 'lamp' });
    await domain.lists.add('refused', `${maker}/AWAY-9`, undefined);
    await domain.lists.remove('manufacturers', maker);
    assert.equal((await ask(device)).status, 403);
    const line = await lineAbout('AWAY-1', 'C.3');
    assert.deepEqual(
      [line['step'], line['decision'], line['identity'], line['code'], line['from']],
      ['C.3', 'deny', 'authenticated', 'E_BRSKI_REGISTRAR_DENIED_FOR_NOW', HOST],
    );
    assert.match(String(line['reason']), /is not on the accept list/);
    await domain.close();
    domain = await startDomain();
    const moments = await timelineOf('AWAY-1');
    assert.ok(moments.some(({ kind }) => kind === 'turned-away'));
    const [row] = await objects('devices.list', { search: 'AWAY-1', standing: 'deny' }, 'devices');
    assert.equal(row?.['serialNumber'], 'AWAY-1');
    await domain.lists.add('manufacturers', maker, undefined);
  });

  it('because nobody introduced its maker is in the log by what it says of itself, marked as unproved', async () => {
    const stranger = await lab.startManufacturer({ name: 'Strange Devices' });
    const device = await lab.bear(stranger, 'AWAY-STRANGE');
    assert.equal((await ask(device)).status, 404);
    const line = await lineAbout('AWAY-STRANGE', 'C.3');
    assert.deepEqual(
      [line['step'], line['identity'], line['device'], line['code']],
      [
        'C.3',
        'claimed',
        { manufacturer: 'unknown', serialNumber: 'AWAY-STRANGE' },
        'E_BRSKI_REGISTRAR_MANUFACTURER_UNKNOWN',
      ],
    );
  });

  it('at renewal is in the log with the reason, which it is not told itself', async () => {
    const device = await lab.bear(manufacturer, 'AWAY-2', { model: 'lamp' });
    await lab.bringAboard(device, domain);
    await domain.lists.add('refused', `${maker}/AWAY-2`, 'found in the bin');
    await assert.rejects(renew(device, await device.domainTlsIdentity()), isForbidden);
    const line = await lineAbout('AWAY-2', 'D.4');
    assert.deepEqual([line['step'], line['identity'], line['code']], ['D.4', 'authenticated', 'E_EST_FORBIDDEN']);
    assert.match(String(line['reason']), /found in the bin/);
    await domain.lists.remove('refused', `${maker}/AWAY-2`);
  });

  it('with a certificate that was revoked is in the log under its own name, also when it returns through the first door', async () => {
    const device = await lab.bear(manufacturer, 'AWAY-3', { model: 'lamp' });
    await lab.bringAboard(device, domain);
    const how = { reason: 'cessationOfOperation', refuse: true, note: 'sold' } as const;
    await domain.revokeDevice({ manufacturer: maker, serialNumber: 'AWAY-3' }, how);
    await assert.rejects(renew(device, await device.domainTlsIdentity()), isForbidden);
    const renewal = await lineAbout('AWAY-3', 'D.4');
    assert.deepEqual(
      [renewal['step'], renewal['identity'], renewal['device']],
      ['D.4', 'authenticated', { manufacturer: maker, serialNumber: 'AWAY-3' }],
    );
    assert.equal((await ask(device)).status, 403);
    const door = await lineAbout('AWAY-3', 'C.3');
    assert.deepEqual([door['step'], door['device']], ['C.3', { manufacturer: maker, serialNumber: 'AWAY-3' }]);
    assert.match(String(door['reason']), /sold/);
  });

  it('again and again has a line, and one more that counts', async () => {
    const device = await lab.bear(manufacturer, 'AWAY-4', { model: 'lamp' });
    await domain.lists.add('refused', `${maker}/AWAY-4`, 'noisy');
    for (let i = 0; i < 5; i++) assert.equal((await ask(device)).status, 403);
    await lineAbout('AWAY-4', 'C.3');
    const lines = async () => (await timelineOf('AWAY-4')).filter(({ kind }) => kind === 'turned-away');
    assert.equal((await lines()).length, 1);
    await domain.close();
    domain = await startDomain();
    const facts = (await lines()).map((moment) => isJsonObject(moment['facts'] ?? null) && moment['facts']);
    assert.deepEqual(
      facts.map((each) => (isJsonObject(each) ? (each['count'] ?? 1) : undefined)),
      [4, 1],
    );
  });
});
