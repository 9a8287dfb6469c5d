/** What admission stands in: policy, a register of devices, a log, and NASes, all of them in memory. */

import { type Milliseconds, Secret, VirtualTime } from '@sallyport/core';
import { type Authorizer, type Decision, type DeviceIdentity, permit } from '@sallyport/onboarding';
import type { ChangeAnswer, ChangeRequest, Nas } from '@sallyport/radius';
import { placeOf } from '../../src/admission/place.ts';
import {
  AdmissionPolicy,
  type OnboardingNetwork,
  type Session,
  type SessionEnd,
  type SessionEvent,
  Sessions,
  type SessionsOptions,
} from '../../src/index.ts';
import { accessRequest, type Station } from './requests.ts';

export const lamp: DeviceIdentity = {
  manufacturer: 'aa',
  serialNumber: 'LAMP-1',
  model: 'lamp',
  credential: undefined,
  assurance: 'authenticated',
};

export const DONE: ChangeAnswer = { isDone: true, errorCause: undefined, reason: undefined, attributes: [] };

export interface Order {
  readonly kind: 'disconnect' | 'change';
  readonly nas: Nas;
  readonly request: ChangeRequest;
  readonly at: Milliseconds;
}

/** A log in memory. */
export class MemoryRecord {
  readonly kept = new Map<string, Session>();
  readonly ends: (readonly [serialNumber: string, SessionEnd])[] = [];
  /** Every line, as text. */
  readonly lines: string[] = [];
  failure: Error | undefined;

  async *load() {
    yield* this.kept.values();
  }

  async admitted(session: Session): Promise<void> {
    if (this.failure !== undefined) throw this.failure;
    this.kept.set(session.id, session);
  }

  async changed(session: Session): Promise<void> {
    if (this.failure !== undefined) throw this.failure;
    this.kept.set(session.id, session);
    this.lines.push(`${session.serialNumber} ${session.state}: ${session.reason}`);
  }

  async ended(session: Session, end: SessionEnd): Promise<void> {
    this.kept.delete(session.id);
    this.ends.push([session.serialNumber, end]);
    this.lines.push(`${session.serialNumber} ${end}`);
  }
}

export interface HouseOptions extends Partial<Pick<SessionsOptions, 'maxSessions' | 'maxRequests' | 'pauses'>> {
  readonly record?: MemoryRecord;
  readonly onboarding?: OnboardingNetwork;
  readonly time?: VirtualTime;
  readonly hasDynamicAuthorization?: boolean;
  /** Each client is a NAS of its name. */
  readonly findNasByClient?: boolean;
}

export function house(options: HouseOptions = {}) {
  const { record = new MemoryRecord(), time = new VirtualTime('2026-11-30T12:00:00Z') } = options;
  const orders: Order[] = [];
  const events: SessionEvent[] = [];
  const failures: unknown[] = [];
  const world = {
    time,
    record,
    orders,
    events,
    failures,
    asked: 0,
    decide: (async () => permit('fine')) as Authorizer['decide'],
    /** Whom policy denied before, by serial number. */
    denied: new Set<string>(),
    objection: undefined as string | undefined,
    answer: (async () => DONE) as (order: Order) => Promise<ChangeAnswer>,
    types: () => events.map(({ type }) => type),
  };
  const order = (kind: Order['kind']) => (nas: Nas, request: ChangeRequest) => {
    const given = { kind, nas, request, at: time.monotonic() };
    orders.push(given);
    return world.answer(given);
  };
  const policy = new AdmissionPolicy({
    authorizer: {
      decide: (request): Promise<Decision> => {
        world.asked++;
        return world.decide(request);
      },
      deniedAlready: async (requests) => requests.map(({ device }) => world.denied.has(device.serialNumber)),
    },
    revocation: { objectionTo: async () => world.objection },
    onboarding: options.onboarding,
    clock: time,
    failed: (thrown) => failures.push(thrown),
  });
  const nas = { name: 'ap-1', endpoint: { address: '192.0.2.7', port: 3799 }, secret: Secret.of('a secret of ours') };
  const sessions = new Sessions(
    {
      policy,
      record,
      requests: { disconnect: order('disconnect'), change: order('change') },
      findNas: ({ client }) => {
        if (options.hasDynamicAuthorization === false) return undefined;
        return options.findNasByClient === true
          ? { ...nas, name: client, endpoint: { address: client, port: 3799 } }
          : nas;
      },
      listener: (event) => events.push(event),
      ...options,
    },
    { clock: time, timer: time },
  );
  return Object.assign(world, { policy, sessions });
}

let made = 0;

export function sessionOf(station: Station = {}, changes: Partial<Session> = {}): Session {
  const now = Date.parse('2026-11-30T12:00:00Z');
  return {
    id: (made++).toString(16).padStart(32, '0'),
    onboardingSession: 'one',
    manufacturer: 'aa',
    serialNumber: 'LAMP-1',
    model: 'lamp',
    assurance: 'authenticated',
    credential: 'ldevid',
    certificateSerial: '01',
    place: placeOf(accessRequest(station, undefined)),
    state: 'admitted',
    admittedAt: now,
    endsAt: now + 3_600_000,
    obligations: [],
    reason: 'fine',
    ...changes,
  };
}
