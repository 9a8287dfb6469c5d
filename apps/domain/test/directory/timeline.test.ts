import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ClaimLog, claimLogProjection } from '@sallyport/assurance-claim-log';
import { CERTIFICATE_ISSUED, CERTIFICATE_REVOKED } from '@sallyport/ca';
import { ManualClock } from '@sallyport/core';
import { type LogStore, type NewEvent, openSqliteStore } from '@sallyport/store';
import fc from 'fast-check';
import { admissionRegister } from '../../src/admission/register.ts';
import { assuranceRegister } from '../../src/assurance/register.ts';
import { directoryRegister } from '../../src/directory/register.ts';
import { timelineOf } from '../../src/directory/timeline.ts';
import { DEVICE_FLAGGED, deviceStream, LIST_ENTRY_ADDED, STATUS_REPORTED } from '../../src/events.ts';
import { LDEVID } from '../../src/profiles.ts';
import { domainRegister } from '../../src/register.ts';
import { decide, lampFor, objectsOf, run } from '../assurance/support.ts';
import { startDomain } from '../support.ts';

const NAME = { manufacturer: 'aa', serialNumber: 'D-1' };
const KEY = 'aa/D-1';
const URI = 'urn:dev:mac:0011223344556677';

const status = (ok: boolean): NewEvent =>
  STATUS_REPORTED.create(deviceStream(NAME), {
    ...{ device: NAME, session: 's', kind: 'voucher', ok, reason: null, withNewCertificate: null },
  });
const issued = (serialNumber: string, device: string | null): NewEvent =>
  CERTIFICATE_ISSUED.create(`certificate/${serialNumber}`, {
    ...{ authority: 'domain-ca', serialNumber, subject: 'CN=x', profile: LDEVID, device },
    ...{ issuedAt: 1, notBefore: 0, notAfter: 2, der: 'CCCC' },
  });
const revoked = (serialNumber: string): NewEvent =>
  CERTIFICATE_REVOKED.create(`certificate/${serialNumber}`, {
    authority: 'domain-ca',
    serialNumber,
    reason: 'superseded',
    at: 1,
  });
const flagged = (): NewEvent => DEVICE_FLAGGED.create(`device/${KEY}`, { deviceKey: KEY, reason: 'seen elsewhere' });
const refused = (match: string): NewEvent =>
  LIST_ENTRY_ADDED.create('accept-lists', { list: 'refused', match, note: null });

function claimed(id: string, issuer: string): Uint8Array {
  const payload = { type: ['VerifiableCredential', 'Trust'], issuer, credentialSubject: { id, role: 'device' } };
  return Buffer.from(`e30.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.c2ln`);
}

async function open(): Promise<{ readonly store: LogStore; readonly claims: ClaimLog }> {
  const clock = new ManualClock();
  const projections = [domainRegister, admissionRegister, assuranceRegister, claimLogProjection, directoryRegister];
  const store = await openSqliteStore({ path: ':memory:', projections, clock });
  return { store, claims: await ClaimLog.open({ store, clock }) };
}

describe('the timeline of a device', () => {
  it('has everything once, the newest first, however long its pages are', async () => {
    const kinds = fc.constantFrom(
      'status',
      'issue',
      'other issue',
      'revoke',
      'flag',
      'refuse',
      'refuse other',
      'claim',
      'other claim',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(kinds, { maxLength: 25 }), fc.integer({ min: 1, max: 6 }), async (history, limit) => {
        const { store, claims } = await open();
        const expected: number[] = [];
        let mine = 0;
        const append = async (event: NewEvent, isMine: boolean) => {
          const [stored] = await store.append([event]);
          if (isMine && stored !== undefined) expected.unshift(stored.position);
        };
        for (const [index, kind] of history.entries()) {
          if (kind === 'status') await append(status(true), true);
          else if (kind === 'issue') await append(issued(`aa${mine++}`, KEY), true);
          else if (kind === 'other issue') await append(issued(`bb${index}`, 'aa/OTHER'), false);
          else if (kind === 'revoke') {
            if (mine > 0) await append(revoked(`aa${mine - 1}`), true);
          } else if (kind === 'flag') await append(flagged(), true);
          else if (kind === 'refuse') await append(refused(KEY), true);
          else if (kind === 'refuse other') await append(refused('aa/D-1\n0'), false);
          else {
            const id = kind === 'claim' ? URI : `${URI}0`;
            const { claim } = await claims.append(claimed(id, `did:key:${index}`), { origin: 'received' });
            if (kind === 'claim') expected.unshift(claim.position);
          }
        }
        const seen: number[] = [];
        for (let before = Number.MAX_SAFE_INTEGER; ; ) {
          const page = await timelineOf({ key: KEY, uri: URI }, { before, limit }, { store, claims });
          assert.ok(page.moments.length <= limit);
          seen.push(...page.moments.map(({ position }) => position));
          if (page.next === undefined) break;
          assert.ok(page.next < before, 'each page begins behind the one before');
          before = page.next;
        }
        assert.deepEqual(seen, expected);
        await store.close();
      }),
      { numRuns: 40 },
    );
  });

  it('is told by an operation, and shown beside certificates and sessions', async () => {
    const domain = await startDomain({ listen: undefined });
    const lamp = await lampFor(domain);
    await decide(domain, lamp.device, 'C.3');
    const { manufacturer = '', serialNumber } = lamp.device;
    await run(domain, 'devices.offboard', { manufacturer, serialNumber, note: 'lost' });
    const page = await run(domain, 'devices.timeline', { manufacturer, serialNumber });
    assert.deepEqual(
      objectsOf(page, 'moments').map(({ kind }) => kind),
      ['listed', 'now-denied', 'met'],
    );
    assert.deepEqual(objectsOf(page, 'moments')[0]?.['facts'], { list: 'refused', note: 'lost' });
    const shown = await run(domain, 'devices.show', { manufacturer, serialNumber });
    assert.deepEqual([shown['isRefused'], shown['certificates'], shown['sessions']], [true, [], []]);
    const waiting = await run(domain, 'onboarding.waiting');
    assert.equal(typeof waiting['total'], 'number');
    assert.deepEqual(objectsOf(await run(domain, 'onboarding.now'), 'ways'), []);
    await domain.close();
  });
});
