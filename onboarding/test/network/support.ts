/** The smallest network there can be: a set of the devices that it serves. */

import { isSallyportError, VirtualTime } from '@sallyport/core';
import {
  type Authorizer,
  type DeviceIdentity,
  deviceKey,
  type Enforcement,
  type NetworkAdapter,
  type NetworkSession,
  type NetworkSessionRecord,
  NetworkSessions,
  type NetworkSessionsOptions,
  type OnboardingEvent,
  permit,
  sessionHolder,
  type TrustChange,
} from '@sallyport/onboarding';

export class MemoryRecord implements NetworkSessionRecord {
  readonly sessions = new Map<string, NetworkSession>();
  readonly ends: string[] = [];
  isBroken = false;

  async *load(): AsyncIterable<NetworkSession> {
    yield* this.sessions.values();
  }

  async admitted(session: NetworkSession): Promise<void> {
    if (this.isBroken) throw new RangeError('the disk is full');
    this.sessions.set(session.id, session);
  }

  async changed(session: NetworkSession): Promise<void> {
    this.sessions.set(session.id, session);
  }

  async ended({ id }: NetworkSession, end: string): Promise<void> {
    this.sessions.delete(id);
    this.ends.push(`${id} ${end}`);
  }
}

export const ALLOWING = { decide: async () => permit('fine') };

/** About everybody. */
export const CHANGE: TrustChange = {
  cause: 'policy-changed',
  deviceKey: undefined,
  certificateSerial: undefined,
  at: new Date(0),
};

export const DEVICES: readonly [DeviceIdentity, DeviceIdentity] = [device('one'), device('two')];

export function device(serialNumber: string): DeviceIdentity {
  return { serialNumber, manufacturer: 'm', model: undefined, credential: undefined, assurance: 'authenticated' };
}

export function smallNetwork(authorizer: Authorizer, options: Partial<NetworkSessionsOptions> = {}) {
  const time = new VirtualTime();
  const served = new Set<string>();
  const record = new MemoryRecord();
  const events: OnboardingEvent[] = [];
  const failures: unknown[] = [];
  const enforcement: Enforcement = {
    putOut: async ({ serialNumber }) => {
      served.delete(serialNumber);
    },
    move: async () => undefined,
  };
  const sessions = new NetworkSessions(
    {
      network: 'small',
      authorizer,
      obligations: { vlan: (value) => /^\d+$/.test(value) },
      record,
      enforcement,
      events: (event) => events.push(event),
      failed: (thrown) => failures.push(thrown),
      ...options,
    },
    { clock: time, timer: time },
  );
  let attempts = 0;
  const join = async (identity: DeviceIdentity): Promise<boolean> => {
    const attempt = { session: `a${attempts++}`, device: identity, facts: {} };
    const { decision, generation } = await sessions.judge(attempt);
    if (decision.outcome !== 'permit') return false;
    const session: NetworkSession = {
      id: attempt.session,
      attempt: attempt.session,
      place: deviceKey(identity),
      ...sessionHolder(identity),
      facts: {},
      state: 'admitted',
      admittedAt: time.now().getTime(),
      endsAt: null,
      obligations: decision.obligations,
      reason: decision.reason,
    };
    try {
      await sessions.admit(session, generation);
    } catch (error) {
      if (isSallyportError(error, 'E_NETWORK_TRUST_CHANGED')) return false;
      throw error;
    }
    served.add(identity.serialNumber);
    return true;
  };
  const adapter: NetworkAdapter = {
    network: 'small',
    provisioning: undefined,
    discover: async () => [],
    authorize: async (attempt) => (await sessions.judge(attempt)).decision,
    sessions: (key) => sessions.list(key),
    trustChanged: (change) => sessions.trustChanged(change),
    putOut: (id, reason) => sessions.putOut(id, reason),
    move: (id, obligations, reason) => sessions.move(id, obligations, reason),
    settled: () => sessions.settled(),
  };
  return { adapter, sessions, join, served, record, events, failures, time };
}
