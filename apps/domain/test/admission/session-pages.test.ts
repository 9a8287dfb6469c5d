import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openSqliteStore } from '@sallyport/store';
import type { Session } from '@sallyport/wifi-wired';
import { DEVICE_ADMITTED } from '../../src/admission/events.ts';
import { admissionRegister } from '../../src/admission/register.ts';
import { type SessionQuery, sessionPage } from '../../src/admission/session-pages.ts';

/** Three access points, two networks, every hundredth is leaving. */
function session(n: number): Session {
  return {
    id: n.toString(16).padStart(32, '0'),
    ...{
      manufacturer: 'acme',
      serialNumber: `${n % 50}`,
      model: null,
      onboardingSession: 's',
      credential: 'ldevid',
      assurance: 'authenticated',
    },
    certificateSerial: '01',
    place: {
      ...{ client: `ap${n % 3}`, address: '192.0.2.1', nasIpAddress: null, nasIpv6Address: null, nasIdentifier: null },
      ...{ station: null, ssid: n % 2 === 0 ? 'Hall' : 'Attic', port: null, portId: null, medium: 'wifi' },
      ...{ userName: null, accountingSession: null },
    },
    state: n % 100 === 0 ? 'leaving' : 'open',
    ...{ admittedAt: n, endsAt: n + 1, reason: 'on the list', obligations: [] },
  };
}

async function filled(count: number) {
  const store = await openSqliteStore({ path: ':memory:', projections: [admissionRegister] });
  await store.append(Array.from({ length: count }, (_, n) => DEVICE_ADMITTED.create('device/x', session(n))));
  return store;
}

describe('sessions a page at a time', () => {
  const cases: readonly (readonly [name: string, query: SessionQuery, of: (n: number) => boolean])[] = [
    ['without a filter', {}, () => true],
    ['of a device', { device: 'acme/7' }, (n) => n % 50 === 7],
    ['through a client', { client: 'ap1' }, (n) => n % 3 === 1],
    ['on a network', { network: 'Attic' }, (n) => n % 2 === 1],
    ['in a state', { state: 'leaving' }, (n) => n % 100 === 0],
    ['in a state that nearly all are in', { state: 'open' }, (n) => n % 100 !== 0],
    [
      'with everything at once',
      { client: 'ap0', network: 'Hall', state: 'open' },
      (n) => n % 3 === 0 && n % 2 === 0 && n % 100 !== 0,
    ],
    ['of none', { client: 'elsewhere' }, () => false],
  ];
  for (const [name, query, of] of cases) {
    it(`${name} are all there, each once`, async () => {
      await using store = await filled(1_000);
      const found: number[] = [];
      for (let cursor: string | undefined; ; ) {
        const page = await sessionPage(store, { ...query, cursor, limit: 7 });
        assert.ok(page.sessions.length <= 7);
        found.push(...page.sessions.map(({ admittedAt }) => admittedAt));
        cursor = page.next;
        if (cursor === undefined) break;
      }
      assert.deepEqual(
        found.sort((a, b) => a - b),
        Array.from({ length: 1_000 }, (_, n) => n).filter(of),
      );
    });
  }
});
