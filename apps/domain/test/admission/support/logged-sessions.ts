/** Sessions of a domain over its log on disk, with a policy that denied all their devices, and a NAS that does as the test says. */

import { Secret, systemClock, systemTimer } from '@sallyport/core';
import { deny, permit } from '@sallyport/onboarding';
import { type LogStore, openSqliteStore } from '@sallyport/store';
import { AdmissionPolicy, deviceKeyOf, type Session, Sessions } from '@sallyport/wifi-wired';
import { admissionRegister } from '../../../src/admission/register.ts';
import { sessionRecord } from '../../../src/admission/session-record.ts';

export const REASON = 'their maker is distrusted';
const DONE = { isDone: true, errorCause: undefined, reason: undefined, attributes: [] };
const NAS = { name: 'ap-1', endpoint: { address: '192.0.2.7', port: 3799 }, secret: Secret.of('a secret of the NAS') };

export interface LoggedSessions extends AsyncDisposable {
  readonly store: LogStore;
  readonly sessions: Sessions;
}

/** `told`: before a Disconnect-Request is acknowledged. A policy `permits` as long as the devices come onto the network. */
export async function openSessions(
  path: string,
  told: () => Promise<void>,
  { permits = false } = {},
): Promise<LoggedSessions> {
  const store = await openSqliteStore({ path, projections: [admissionRegister] });
  const policy = new AdmissionPolicy({
    authorizer: {
      decide: async () => (permits ? permit('fine') : deny(REASON)),
      deniedAlready: async (requests) => requests.map(() => !permits),
    },
    revocation: { objectionTo: async () => undefined },
    onboarding: undefined,
    clock: systemClock,
    failed: (thrown) => {
      throw thrown;
    },
  });
  const answer = async () => {
    await told();
    return DONE;
  };
  const sessions = new Sessions(
    { policy, record: sessionRecord(store), requests: { disconnect: answer, change: answer }, findNas: () => NAS },
    { clock: systemClock, timer: systemTimer },
  );
  await sessions.open();
  return {
    store,
    sessions,
    async [Symbol.asyncDispose]() {
      await sessions.close();
      await store.close();
    },
  };
}

export function sessionsOf(sessions: Sessions): readonly string[] {
  return sessions.list().map((session) => deviceKeyOf(session));
}

export function sessionOf(number: number): Session {
  const now = Date.now();
  return {
    id: number.toString(16).padStart(32, '0'),
    onboardingSession: `attempt ${number}`,
    manufacturer: 'aa',
    serialNumber: `D-${number}`,
    model: 'lamp',
    assurance: 'authenticated',
    credential: 'ldevid',
    certificateSerial: number.toString(16),
    place: {
      client: 'ap-1',
      address: '192.0.2.7',
      nasIpAddress: null,
      nasIpv6Address: null,
      nasIdentifier: 'ap-1',
      station: `02-00-00-00-00-${number.toString(16).padStart(2, '0')}`,
      ssid: 'home',
      port: null,
      portId: null,
      medium: 'wifi',
      userName: '@home.example',
      accountingSession: null,
    },
    state: 'open',
    admittedAt: now,
    endsAt: now + 3_600_000,
    obligations: [],
    reason: 'fine',
  };
}
