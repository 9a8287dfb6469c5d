import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DAY, isJsonObject, type JsonObject, type JsonValue, ManualClock } from '@sallyport/core';
import { CertificateRevocationList } from '@sallyport/pki';
import { type Domain, runDomainOperation } from '../../src/index.ts';
import { startDomain } from '../support.ts';
import { certify, keyOf, MAKER } from './support.ts';

describe('revoking a device', () => {
  const clock = new ManualClock();
  let domain: Domain;
  before(async () => {
    domain = await startDomain({ listen: undefined, clock });
  });
  after(() => domain.close());

  async function run(name: string, input: JsonValue): Promise<JsonObject> {
    const answer = await runDomainOperation(domain, name, input);
    assert.ok(isJsonObject(answer));
    return answer;
  }

  const device = (serialNumber: string) => ({ manufacturer: MAKER, serialNumber });

  it('revokes every certificate that still runs, and leaves the others as they are', async () => {
    const expired = await certify(domain, 'D-1', DAY);
    const before = await certify(domain, 'D-1');
    await domain.authority.revoke(before.serialNumber, 'superseded');
    clock.advance(2 * DAY);
    const running = [await certify(domain, 'D-1'), await certify(domain, 'D-1')];
    const other = await certify(domain, 'D-10');
    const answer = await run('devices.revoke', { ...device('D-1'), reason: 'keyCompromise' });
    const serials = running.map(({ serialNumber }) => serialNumber);
    assert.deepEqual(answer['revoked'], serials);
    assert.equal(answer['refused'], false);
    const list = CertificateRevocationList.fromPem(String((await run('ca.crl', {}))['crl']));
    assert.equal(answer['crlNumber'], String(list.crlNumber));
    for (const serial of serials) assert.equal(list.isRevoked(serial)?.reason, 'keyCompromise');
    assert.equal(list.isRevoked(before.serialNumber)?.reason, 'superseded');
    for (const { serialNumber } of [expired, other]) assert.equal(list.isRevoked(serialNumber), undefined);
    assert.deepEqual((await run('devices.revoke', device('D-1')))['revoked'], []);
  });

  it('is seen where the device is shown', async () => {
    const { serialNumber } = await certify(domain, 'D-5');
    const shown = async () => (await run('devices.show', device('D-5')))['certificateRevoked'];
    assert.equal(await shown(), null);
    await domain.authority.revoke(serialNumber, 'superseded');
    assert.equal(await shown(), 'superseded');
  });

  it('does not refuse it, unless that is asked for as well', async () => {
    await certify(domain, 'D-2');
    await run('devices.revoke', device('D-2'));
    assert.equal((await domain.lists.upToDate()).refused.has(keyOf('D-2')), false);
    await run('devices.revoke', { ...device('D-2'), refuse: true, note: 'stolen' });
    assert.equal((await domain.lists.upToDate()).refused.get(keyOf('D-2')), 'stolen');
  });

  it('revokes what it was given while that was being done', async () => {
    await certify(domain, 'D-3');
    const { ledger } = domain.authority;
    const original = ledger.byDevice.bind(ledger);
    let calls = 0;
    const late: string[] = [];
    ledger.byDevice = async (...args) => {
      if (++calls === 2) late.push((await certify(domain, 'D-3')).serialNumber);
      return original(...args);
    };
    try {
      const { revoked } = await domain.revokeDevice(device('D-3'), {
        reason: 'superseded',
        refuse: true,
        note: undefined,
      });
      assert.equal(revoked.length, 2);
      assert.equal(revoked[1], late[0]);
    } finally {
      ledger.byDevice = original;
    }
  });

  it('refuses a device that never was there, but knows of nothing to revoke', async () => {
    await assert.rejects(run('devices.revoke', device('GHOST')), { code: 'E_DOMAIN_UNKNOWN_DEVICE' });
    const answer = await run('devices.revoke', { ...device('GHOST'), refuse: true });
    assert.deepEqual([answer['revoked'], answer['refused']], [[], true]);
  });

  it('is seen in the status of its certificates', async () => {
    const { serialNumber, subject } = await certify(domain, 'D-4', 10 * DAY);
    const status = () => run('ca.status', { serialNumber: serialNumber.toUpperCase() });
    const { status: good, subject: named, device: of, profile } = await status();
    assert.deepEqual([good, named, of, profile], ['good', subject.toString(), keyOf('D-4'), 'ldevid']);
    clock.advance(11 * DAY);
    assert.equal((await status())['status'], 'expired');
    await run('ca.revoke', { serialNumber, reason: 'cessationOfOperation' });
    const revoked = await status();
    assert.deepEqual([revoked['status'], revoked['reason']], ['revoked', 'cessationOfOperation']);
    assert.equal(revoked['revokedAt'], clock.now().toISOString());
    for (const none of ['40ff', 'no serial number', 'ff'.repeat(40)]) {
      assert.equal((await run('ca.status', { serialNumber: none }))['status'], 'unknown');
    }
  });
});
