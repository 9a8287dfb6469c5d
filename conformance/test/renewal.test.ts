import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Device } from '@sallyport/app-device';
import type { Domain } from '@sallyport/app-domain';
import type { Manufacturer } from '@sallyport/app-manufacturer';
import { isSallyportError, systemClock } from '@sallyport/core';
import { EstClient, overConnection } from '@sallyport/est';
import { PersistentConnection, type TlsIdentity } from '@sallyport/http';
import { type Certificate, generateKeyPair, softwareSigner } from '@sallyport/pki';
import { HOST, introduce, Lab } from '../src/index.ts';

describe('an LDevID', () => {
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

  async function aboard(serialNumber: string): Promise<Device> {
    const device = await lab.bear(manufacturer, serialNumber, { model: 'sensor' });
    await lab.bringAboard(device, domain);
    return device;
  }

  function currentOf(device: Device): Certificate {
    const { ownership } = device;
    assert.ok(ownership !== undefined);
    return ownership.ldevid;
  }

  /** simplereenroll with a fresh key, over TLS with this identity, to the domain's own anchors. */
  async function renew(current: Certificate, identity: TlsIdentity | undefined): Promise<Certificate> {
    assert.ok(identity !== undefined);
    const anchors = [domain.authority.certificate];
    const connection = await PersistentConnection.open({
      host: HOST,
      port: domain.port ?? 0,
      identity,
      trust: { mode: 'verified', anchors: anchors.map(({ der }) => der) },
    });
    try {
      const client = new EstClient({ clock: systemClock, ...overConnection(connection) });
      const signer = softwareSigner(generateKeyPair('P-256').privateKey);
      return (await client.reenroll({ current, signer, trust: { anchors } })).certificate;
    } finally {
      connection.close();
    }
  }

  const isForbidden = (thrown: unknown) => isSallyportError(thrown, 'E_EST_STATUS') && thrown.details['status'] === 403;

  it('renews itself, for the same device under a new key', async () => {
    const device = await aboard('RENEW-1');
    const current = currentOf(device);
    const next = await renew(current, await device.domainTlsIdentity());
    assert.equal(next.subject.toString(), current.subject.toString());
    assert.notEqual(next.serialNumber, current.serialNumber);
    assert.notDeepEqual(next.spki, current.spki);
    const { entries } = await domain.authority.ledger.byDevice(`${maker}/RENEW-1`);
    assert.deepEqual(
      entries.map(({ serialNumber }) => serialNumber),
      [current.serialNumber, next.serialNumber],
    );
    const row = await domain.devices.find({ manufacturer: maker, serialNumber: 'RENEW-1' });
    assert.equal(row?.certificateSerial, next.serialNumber);
  });

  it('cannot be renewed with the birth certificate', async () => {
    const device = await aboard('RENEW-2');
    await assert.rejects(renew(currentOf(device), await device.birthTlsIdentity()), isForbidden);
  });

  it('cannot be renewed once it is revoked', async () => {
    const device = await aboard('RENEW-3');
    const current = currentOf(device);
    await domain.authority.revoke(current.serialNumber, 'keyCompromise');
    await assert.rejects(renew(current, await device.domainTlsIdentity()), isForbidden);
    assert.equal((await domain.authority.ledger.byDevice(`${maker}/RENEW-3`)).entries.length, 1);
  });

  it('cannot be renewed once the owner refuses the device', async () => {
    const device = await aboard('RENEW-4');
    await domain.lists.add('refused', `${maker}/RENEW-4`, undefined);
    await assert.rejects(renew(currentOf(device), await device.domainTlsIdentity()), isForbidden);
    assert.equal((await domain.authority.ledger.byDevice(`${maker}/RENEW-4`)).entries.length, 1);
  });

  it('of another domain is nothing here', async () => {
    const elsewhere = await lab.startDomain({ owner: 'Elsewhere' });
    await introduce(manufacturer, elsewhere);
    const device = await lab.bear(manufacturer, 'RENEW-5');
    const { ownership } = await lab.bringAboard(device, elsewhere);
    await assert.rejects(renew(ownership.ldevid, await device.domainTlsIdentity()), isForbidden);
  });
});
