import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isSallyportError, systemClock } from '@sallyport/core';
import { type Decision, type DeviceIdentity, deny, type OnboardingEvent, permit } from '@sallyport/onboarding';
import { openSqliteStore } from '@sallyport/store';
import { Consequences } from '../../src/assurance/consequences.ts';
import { DeviceBook } from '../../src/assurance/device-book.ts';
import { PolicyMode, policyAdopted } from '../../src/assurance/policy-mode.ts';
import { assuranceRegister } from '../../src/assurance/register.ts';
import { deviceStream, JOINER_ACCEPTED } from '../../src/events.ts';
import { domainRegister } from '../../src/register.ts';

const JOINER: DeviceIdentity = {
  manufacturer: 'oui:001122',
  serialNumber: '0011223344556677',
  model: undefined,
  credential: undefined,
  assurance: 'code',
};

describe('a device of a Thread network that lost trust', () => {
  it('is told of once as one that nothing puts out of a mesh', async () => {
    const errors: unknown[] = [];
    const events: OnboardingEvent[] = [];
    const store = await openSqliteStore({ path: ':memory:', projections: [domainRegister, assuranceRegister] });
    const device = { manufacturer: 'oui:001122', serialNumber: '0011223344556677' };
    const accepted = { device, session: 's', network: 'mesh', extendedPanId: '0011223344556677', model: null };
    await store.append([JOINER_ACCEPTED.create(deviceStream(device), accepted)]);
    const devices = new DeviceBook({ store, ledger: { bySerialNumber: async () => undefined } });
    await devices.meet(JOINER);
    const mode = new PolicyMode(store);
    await store.append([policyAdopted('build-5', [])]);
    let decision: Decision = deny('nobody trusts it');
    const consequences = new Consequences({
      store,
      devices,
      mode,
      lostTrust: 'revoke',
      decide: async () => decision,
      watch: async () => decision,
      revoke: () => assert.fail('there is no certificate to revoke'),
      events: (event) => events.push(event),
      clock: systemClock,
      onError: (error) => errors.push(error),
    });
    const tell = async () => {
      const deviceKey = 'oui:001122/0011223344556677';
      consequences.trustChanged({ cause: 'policy-changed', deviceKey, certificateSerial: undefined, at: new Date() });
      await consequences.settled();
    };
    consequences.takeUp();
    await consequences.settled();
    assert.equal(errors.length, 1, 'also of what turned while nothing ran');
    await tell();
    await tell();
    assert.deepEqual(
      errors.map((error) => isSallyportError(error) && error.code),
      ['E_DOMAIN_THREAD_PUT_OUT'],
    );
    assert.deepEqual(
      events.map(({ step, ok, protocol }) => [step, ok, protocol]),
      [['F.0', false, 'thread']],
    );
    decision = permit('trusted again');
    await tell();
    decision = deny('nobody trusts it');
    await tell();
    assert.equal(errors.length, 2);
    await consequences.close();
    await store.close();
  });
});
