/**
 * The whole life of a device's certificate, on real sockets and in virtual time: renewed before its end, found revoked,
 * deleted, and the device back through the first door by itself.
 */

import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Device, type StayEvent, stayAboard } from '@sallyport/app-device';
import type { Domain } from '@sallyport/app-domain';
import type { Manufacturer } from '@sallyport/app-manufacturer';
import { DAY, HOUR, isSallyportError, systemRandom, VirtualTime } from '@sallyport/core';
import { EstClient, overConnection } from '@sallyport/est';
import { PersistentConnection, type TlsIdentity } from '@sallyport/http';
import type { TrustChange } from '@sallyport/onboarding';
import { type Certificate, CertificateRevocationList, generateKeyPair, softwareSigner } from '@sallyport/pki';
import { CertificateId, encodeOcspRequest, verifyOcspResponse } from '@sallyport/pki/ocsp';
import { addressOf, HOST, introduce, Lab } from '../src/index.ts';

const LIFETIME = 90 * DAY;
/** Real time that a step on real sockets may take before the test calls it lost. */
const PATIENCE = 20_000;

describe('a device that stays aboard', () => {
  let lab: Lab;
  let time: VirtualTime;
  let manufacturer: Manufacturer;
  let domain: Domain;
  let device: Device;
  let maker: string;
  let told: StayEvent[];
  let stop: AbortController;
  let staying: Promise<void>;

  beforeEach(async () => {
    lab = new Lab();
    time = new VirtualTime(new Date());
    manufacturer = await lab.startManufacturer({ clock: time });
    const revocation = { listen: { host: HOST, port: 0 } };
    domain = await lab.startDomain({ clock: time, ldevidLifetime: LIFETIME, revocation, hosts: [HOST] });
    maker = await introduce(manufacturer, domain);
    device = await lab.bear(manufacturer, 'STAY-1');
    told = [];
    stay();
  });
  afterEach(async () => {
    stop.abort();
    await staying;
    await lab.close();
  });

  function stay(): void {
    stop = new AbortController();
    staying = stayAboard({
      device,
      candidates: [addressOf(domain)],
      clock: time,
      timer: time,
      clockIsTrusted: true,
      signal: stop.signal,
      onEvent: (event) => lab.events.push({ ...event, by: 'device' }),
      onStay: (event) => told.push(event),
    });
  }

  /** Lets time pass for the device, and waits for its work on the network, until this happened. */
  async function until(happened: () => boolean): Promise<void> {
    let waited = 0;
    while (!happened()) {
      assert.ok(waited < PATIENCE, `lost after ${JSON.stringify(told.map(({ type }) => type))}`);
      if (time.waiting > 0) await time.advance(3 * HOUR);
      else waited += 5;
      await sleep(time.waiting > 0 ? 0 : 5);
    }
  }

  const times = (type: StayEvent['type']): number => told.filter((each) => each.type === type).length;
  const currentOf = (): Certificate => device.ownership?.ldevid ?? assert.fail('the device has no certificate');

  async function statusOf(certificate: Certificate): Promise<string> {
    const issuer = domain.authority.certificate;
    const [url = ''] = certificate.authorityInfoAccess?.ocsp ?? [];
    const body = Buffer.from(encodeOcspRequest([CertificateId.of(issuer, certificate.serialNumber)]));
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/ocsp-request' },
      body,
    });
    const answer = new Uint8Array(await response.arrayBuffer());
    return verifyOcspResponse(answer, { certificate, issuer, at: time.now() }).status;
  }

  async function isRenewable(certificate: Certificate, identity: TlsIdentity | undefined): Promise<boolean> {
    assert.ok(identity !== undefined);
    const connection = await PersistentConnection.open({ ...addressOf(domain), identity });
    try {
      const client = new EstClient({ clock: time, ...overConnection(connection) });
      const signer = softwareSigner(generateKeyPair('P-256').privateKey);
      await client.reenroll({ current: certificate, signer, trust: { anchors: [domain.authority.certificate] } });
      return true;
    } catch (thrown) {
      assert.ok(isSallyportError(thrown, 'E_EST_STATUS'));
      assert.equal(thrown.details['status'], 403);
      return false;
    } finally {
      connection.close();
    }
  }

  it('renews when a third of its certificate’s life is left, under a new key, and again and again', async () => {
    await until(() => times('aboard') === 1);
    const first = currentOf();
    const begin = time.now().getTime();
    await until(() => times('renewed') === 1);
    const days = (time.now().getTime() - begin) / DAY;
    assert.ok(days > 56 && days < 61, String(days));
    const second = currentOf();
    assert.notDeepEqual(second.spki, first.spki);
    assert.equal(second.subject.toString(), first.subject.toString());
    await until(() => times('renewed') === 2);
    assert.deepEqual([times('returning'), times('renewal-failed')], [0, 0]);
    // It asked the CA all the while, and heard that all is well.
    const checked = told.flatMap((each) => (each.type === 'checked' ? [each.status] : []));
    assert.ok(checked.length > 60 && checked.every((status) => status === 'good'));
    const row = await domain.devices.find({ manufacturer: maker, serialNumber: 'STAY-1' });
    assert.deepEqual([row?.state, row?.certificateSerial], ['aboard', currentOf().serialNumber]);
  });

  it('finds its certificate revoked, deletes it and comes back for another, while the old one stays refused', async () => {
    await until(() => times('aboard') === 1);
    const old = currentOf();
    const identity = await device.domainTlsIdentity();
    const changes: TrustChange[] = [];
    domain.trust.onTrustChanged((change) => changes.push(change));
    const how = { reason: 'keyCompromise', refuse: false, note: undefined } as const;
    await domain.revokeDevice({ manufacturer: maker, serialNumber: 'STAY-1' }, how);
    await until(() => times('aboard') === 2);
    assert.deepEqual(
      told.filter(({ type }) => type === 'returning'),
      [{ type: 'returning', reason: 'revoked' }],
    );
    assert.equal(changes[0]?.deviceKey, `${maker}/STAY-1`);
    assert.equal(changes[0]?.certificateSerial, old.serialNumber);
    const next = currentOf();
    assert.notEqual(next.serialNumber, old.serialNumber);
    assert.deepEqual([await statusOf(old), await statusOf(next)], ['revoked', 'good']);
    assert.equal(await isRenewable(old, identity), false);
    assert.equal(await isRenewable(next, await device.domainTlsIdentity()), true);
    const list = await fetch(next.crlDistributionPoints[0] ?? '');
    const { entries } = CertificateRevocationList.parse(new Uint8Array(await list.arrayBuffer()));
    assert.deepEqual(
      entries.map(({ serialNumber, reason }) => [serialNumber, reason]),
      [[old.serialNumber, 'keyCompromise']],
    );
  });

  it('is not let in again when it was refused as well', async () => {
    await until(() => times('aboard') === 1);
    const old = currentOf();
    const how = { reason: 'unspecified', refuse: true, note: 'sold on' } as const;
    await domain.revokeDevice({ manufacturer: maker, serialNumber: 'STAY-1' }, how);
    await until(() => lab.events.some(({ by, step, ok }) => by === 'domain' && step === 'C.3' && !ok));
    assert.equal(times('returning'), 1);
    assert.equal(device.isConfigured, false);
    assert.equal(await statusOf(old), 'revoked');
    assert.equal((await domain.authority.ledger.byDevice(`${maker}/STAY-1`)).entries.length, 1);
  });

  it('comes back after its certificate ran out while it slept', async () => {
    await until(() => times('aboard') === 1);
    const old = currentOf();
    stop.abort();
    await staying;
    await time.advance(LIFETIME + DAY);
    stay();
    await until(() => times('aboard') === 2);
    assert.deepEqual(told.at(-2), { type: 'returning', reason: 'expired' });
    assert.notEqual(currentOf().serialNumber, old.serialNumber);
  });

  it('keeps trying while no registrar is there, and renews when one is again', async () => {
    await until(() => times('aboard') === 1);
    const [first, { port }] = [currentOf(), addressOf(domain)];
    stop.abort();
    await staying;
    // A registrar that is away for a day, at the time for renewal.
    await time.advance(70 * DAY);
    const nobody = { host: HOST, port: 1 };
    stop = new AbortController();
    const candidates = [nobody];
    staying = stayAboard({
      ...{ device, candidates, clock: time, timer: time, random: systemRandom, clockIsTrusted: true },
      signal: stop.signal,
      onStay: (event) => told.push(event),
    });
    await until(() => times('renewal-failed') >= 10);
    assert.ok(told.every((each) => each.type !== 'renewal-failed' || each.how === 'unreachable'));
    assert.ok(currentOf().equals(first));
    candidates.splice(0, 1, { host: HOST, port });
    await until(() => times('renewed') === 1);
    assert.equal(times('returning'), 0);
  });
});
