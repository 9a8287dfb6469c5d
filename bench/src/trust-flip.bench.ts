/**
 * From withdrawn trust to the Disconnect-Request on its way to the NAS, with so many devices on the network: whether a change costs
 * what it changes, or what there is. Policy is asked anew, and sessions are written to a log on disk; the NAS is on loopback.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  HOUR,
  type Milliseconds,
  Secret,
  seededRandom,
  systemClock,
  systemRandom,
  systemTimer,
  toHex,
} from '@sallyport/core';
import { type Authorizer, deny, permit, type TrustChange } from '@sallyport/onboarding';
import { ATTRIBUTES, DynamicAuthorizationServer } from '@sallyport/radius';
import { openDynamicAuthorizationClient, serveDynamicAuthorization } from '@sallyport/radius/transport';
import { eventType, openSqliteStore } from '@sallyport/store';
import { openUdpSocket } from '@sallyport/udp';
import { AdmissionPolicy, deviceKeyOf, type Session, type SessionRecord, Sessions } from '@sallyport/wifi-wired';
import { median, type Spread, spreadOf } from './harness.ts';

export interface TrustFlips {
  /** On the network. */
  readonly sessions: number;
  /** Devices distrusted one after the other. */
  readonly flips: number;
  /** From the change to the Disconnect-Request being handed to the system: median, 99th percentile, longest. */
  readonly sentMilliseconds: Spread;
  /** … to its acknowledgement, the session then being over. */
  readonly acknowledgedMilliseconds: Spread;
}

export interface MassFlip {
  readonly sessions: number;
  /** Devices of the manufacturer that was distrusted. */
  readonly devices: number;
  /** Until the first Disconnect-Request, half of them, and the last one. */
  readonly sentMilliseconds: readonly [number, number, number];
  /** Until all were acknowledged. */
  readonly acknowledgedMilliseconds: number;
}

export interface TrustFlipResults {
  readonly single: readonly TrustFlips[];
  readonly mass: MassFlip;
}

/** For people. */
export function describeTrustFlips({ single, mass }: TrustFlipResults): string {
  const text = (values: readonly Milliseconds[]) => values.map((value) => value.toFixed(2)).join(', ');
  const lines = single.map(
    ({ sessions, flips, sentMilliseconds, acknowledgedMilliseconds }) =>
      `with ${sessions} devices on the network, ${flips} distrusted one by one: Disconnect-Request sent after ` +
      `${text(sentMilliseconds)} ms (median, 99 of 100, most), acknowledged after ${text(acknowledgedMilliseconds)} ms\n`,
  );
  const { sessions, devices, sentMilliseconds, acknowledgedMilliseconds } = mass;
  return (
    lines.join('') +
    `with ${sessions} devices on the network, a manufacturer of ${devices} distrusted: Disconnect-Requests sent after ` +
    `${text(sentMilliseconds)} ms (first, half, last), all acknowledged after ${text([acknowledgedMilliseconds])} ms\n`
  );
}

const SIZES = [100, 1000, 10_000] as const;
const DISTRUSTED = 500;
/** To warm up, and not counted. */
const WARM_UP = 50;
const SECRET = Secret.of('a secret of the NAS and the server');
const LOGGED = eventType<Session>('bench.session');
const ENDED = eventType<{ readonly id: string }>('bench.session-ended');
const STREAM = 'bench/sessions';

export async function trustFlipBenchmark(flips: number, note: (text: string) => void): Promise<TrustFlipResults> {
  const single: TrustFlips[] = [];
  for (const size of SIZES) {
    note(`devices are distrusted one by one, ${size} on the network …\n`);
    await using network = await openNetwork(size);
    single.push(await flipOneByOne(network, flips));
  }
  note(`a manufacturer of ${DISTRUSTED} devices is distrusted …\n`);
  await using network = await openNetwork(SIZES[2], DISTRUSTED);
  return { single, mass: await flipManufacturer(network) };
}

async function flipOneByOne(network: Network, flips: number): Promise<TrustFlips> {
  const random = seededRandom('flips');
  const sent: Milliseconds[] = [];
  const acknowledged: Milliseconds[] = [];
  for (let flip = -WARM_UP; flip < flips; flip++) {
    const [high = 0, low = 0] = random.bytes(2);
    const all = network.devices;
    const session = all[((high << 8) | low) % all.length];
    if (session === undefined) throw new TypeError('nobody is on the network');
    network.distrusted.add(session.serialNumber);
    const begun = performance.now();
    network.sessions.trustChanged(change(deviceKeyOf(session)));
    await network.sessions.settled();
    const [sentAt = Number.NaN] = network.takeSent();
    if (flip >= 0) {
      sent.push(sentAt - begun);
      acknowledged.push(performance.now() - begun);
    }
    network.distrusted.delete(session.serialNumber);
    await network.sessions.admit(session, network.sessions.generation);
  }
  return {
    sessions: network.sessions.size,
    flips,
    sentMilliseconds: spreadOf(sent),
    acknowledgedMilliseconds: spreadOf(acknowledged),
  };
}

async function flipManufacturer(network: Network): Promise<MassFlip> {
  const sessions = network.sessions.size;
  for (const { serialNumber, manufacturer } of network.devices) {
    if (manufacturer === OTHER_MAKER) network.distrusted.add(serialNumber);
  }
  const begun = performance.now();
  network.sessions.trustChanged(change(undefined));
  await network.sessions.settled();
  const acknowledgedMilliseconds = performance.now() - begun;
  const sent = network.takeSent().map((at) => at - begun);
  if (sessions - network.sessions.size !== DISTRUSTED) throw new Error('not all were put out');
  return {
    sessions,
    devices: sent.length,
    sentMilliseconds: [Math.min(...sent), median(sent), Math.max(...sent)],
    acknowledgedMilliseconds,
  };
}

function change(deviceKey: string | undefined): TrustChange {
  return { cause: 'policy-changed', deviceKey, certificateSerial: undefined, at: new Date() };
}

interface Network extends AsyncDisposable {
  readonly sessions: Sessions;
  readonly devices: readonly Session[];
  /** Serial numbers that policy says no to. */
  readonly distrusted: Set<string>;
  /** When datagrams were handed to the system since the last call, in milliseconds of `performance`. */
  takeSent(): readonly Milliseconds[];
}

const MAKER = 'aa';
const OTHER_MAKER = 'bb';

/** A network with `size` devices on it, `others` of them of another manufacturer. */
async function openNetwork(size: number, others = 0): Promise<Network> {
  const ports = { clock: systemClock, timer: systemTimer, random: systemRandom };
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-bench-'));
  const store = await openSqliteStore({ path: join(folder, 'sessions.db'), projections: [] });
  const nas = await serveDynamicAuthorization(
    (transmit) =>
      new DynamicAuthorizationServer(
        {
          clients: [{ name: 'bench', addresses: ['127.0.0.1'], secret: SECRET }],
          identification: ATTRIBUTES['NAS-Identifier'].of('ap-1'),
          maxRequests: 1 << 16,
          handle: () => ({ isDone: true }),
        },
        { ...ports, transmit },
      ),
    { open: openUdpSocket, host: '127.0.0.1', port: 0 },
  );
  let sent: Milliseconds[] = [];
  const requests = await openDynamicAuthorizationClient(
    {},
    {
      ...ports,
      host: '127.0.0.1',
      open: async (options, receive) => {
        const socket = await openUdpSocket(options, receive);
        const { address, port } = socket;
        const send: typeof socket.send = (datagram, to) => {
          sent.push(performance.now());
          socket.send(datagram, to);
        };
        return { address, port, send, close: () => socket.close() };
      },
    },
  );
  const distrusted = new Set<string>();
  const authorizer: Authorizer = {
    decide: async ({ device }) => (distrusted.has(device.serialNumber) ? deny('not trusted') : permit('bench')),
  };
  const policy = new AdmissionPolicy({
    authorizer,
    revocation: { objectionTo: async () => undefined },
    onboarding: undefined,
    clock: systemClock,
    failed: (thrown) => {
      throw thrown;
    },
  });
  const log = async (...events: Parameters<typeof store.append>[0]) => {
    await store.append(events);
  };
  const record: SessionRecord = {
    async *load() {},
    admitted: (session) => log(LOGGED.create(STREAM, session)),
    changed: (session) => log(LOGGED.create(STREAM, session)),
    ended: ({ id }) => log(ENDED.create(STREAM, { id })),
  };
  const endpoint = { address: '127.0.0.1', port: nas.port };
  const findNas = () => ({ name: 'ap-1', endpoint, secret: SECRET });
  const sessions = new Sessions({ policy, record, requests: requests.client, findNas }, ports);
  const devices = Array.from({ length: size }, (_, index) => sessionOf(index, index < others ? OTHER_MAKER : MAKER));
  await Promise.all(devices.map((session) => sessions.admit(session, sessions.generation)));
  return {
    sessions,
    devices,
    distrusted,
    takeSent() {
      const taken = sent;
      sent = [];
      return taken;
    },
    async [Symbol.asyncDispose]() {
      await sessions.close();
      await requests.close();
      await nas.close();
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
}

function sessionOf(index: number, manufacturer: string): Session {
  const now = Date.now();
  const station = index
    .toString(16)
    .padStart(6, '0')
    .replace(/(..)(..)(..)/, '02-00-00-$1-$2-$3');
  return {
    id: toHex(systemRandom.bytes(16)),
    onboardingSession: `bench ${index}`,
    manufacturer,
    serialNumber: `DEVICE-${index}`,
    model: 'lamp',
    assurance: 'authenticated',
    credential: 'ldevid',
    certificateSerial: index.toString(16),
    place: {
      client: 'ap-1',
      address: '127.0.0.1',
      nasIpAddress: null,
      nasIpv6Address: null,
      nasIdentifier: 'ap-1',
      station,
      ssid: 'home',
      port: null,
      portId: null,
      medium: 'wifi',
      userName: '@bench.example',
      accountingSession: `acct-${index}`,
    },
    state: 'open',
    admittedAt: now,
    endsAt: now + HOUR,
    obligations: [],
    reason: 'bench',
  };
}
