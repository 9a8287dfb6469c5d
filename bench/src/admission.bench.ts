/**
 * How soon a device is put off the network when trust in it is gone, with ten thousand devices on it: from the owner's word
 * to the Disconnect-Request at the NAS, log write, policy and both UDP sockets included. Beside it, in the same run, what no
 * such thing can do without: one durable append to a log on the same disk, and one datagram over loopback.
 *
 * The devices come onto the network for real, by EAP-TLS with LDevIDs of the domain.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Domain, ldevidProfile } from '@sallyport/app-domain';
import { DAY, Secret, systemClock, systemRandom, systemTimer } from '@sallyport/core';
import { EapPeer, encodePacket, TYPES, tlsPeer, trustServers } from '@sallyport/eap';
import type { DeviceIdentity } from '@sallyport/onboarding';
import { generateKeyPair } from '@sallyport/pki';
import { ATTRIBUTES, DynamicAuthorizationServer, type RadiusClient } from '@sallyport/radius';
import { openUdpClient, serveDynamicAuthorization } from '@sallyport/radius/transport';
import { eventType, openSqliteStore } from '@sallyport/store';
import { openUdpSocket } from '@sallyport/udp';

/** Lowest, median, 99th of a hundred, highest, in milliseconds. */
export type Spread = readonly [low: number, median: number, p99: number, high: number];

export interface PuttingOut {
  readonly sessions: number;
  readonly flips: number;
  readonly untilNas: Spread;
  readonly floor: Spread;
  /** Median beside median. */
  readonly ratio: number;
  /** CPU time of both sides for one device that comes onto the network, its certificate not included. */
  readonly cpuMillisecondsEach: number;
}

const SECRET = Secret.of('a secret of the NAS and the server');
const HOST = '127.0.0.1';
const SERVER_NAME = 'radius.bench.example';
const TOGETHER = 32;
const MAKER = 'aa';
const WRITTEN = eventType<{ readonly match: string }>('bench.written');

/** @param sessions how many; 10 000 is the claim */
export async function puttingOutBenchmark(sessions: number, flips: number): Promise<PuttingOut> {
  const directory = mkdtempSync(join(tmpdir(), 'sallyport-bench-'));
  const waiting = new Map<string, () => void>();
  const nas = await startNas((station) => waiting.get(station)?.());
  const domain = await startDomain(join(directory, 'domain'));
  try {
    await domain.lists.add('manufacturers', MAKER, undefined);
    await domain.admission.clients.add(
      {
        name: 'bench',
        addresses: [HOST],
        dynamicAuthorization: { address: HOST, port: nas.port },
        requireMessageAuthenticator: true,
      },
      SECRET,
    );
    const cpuMillisecondsEach = await comeOn(domain, sessions);
    const untilNas: number[] = [];
    for (let flip = 0; flip < flips; flip++) {
      const device = Math.floor((flip * sessions) / flips);
      untilNas.push(
        await timed(
          (told) => waiting.set(stationOf(device), told),
          () => domain.lists.add('refused', `${MAKER}/${serialNumberOf(device)}`, undefined),
        ),
      );
    }
    await domain.admission.settled();
    const floor = await floorOf(directory, flips);
    const [, ours] = spreadOf(untilNas);
    const [, least] = floor;
    return { sessions, flips, untilNas: spreadOf(untilNas), floor, ratio: ours / least, cpuMillisecondsEach };
  } finally {
    await domain.close();
    await nas.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

const stationOf = (device: number) =>
  `02-00-${device
    .toString(16)
    .padStart(8, '0')
    .replace(/(..)(?=.)/g, '$1-')}`;
const serialNumberOf = (device: number) => `BENCH-${device}`;

function startDomain(directory: string): Promise<Domain> {
  return Domain.start({
    owner: 'Bench',
    directory,
    passphrase: Secret.of('a bench passphrase'),
    listen: undefined,
    hosts: [SERVER_NAME],
    network: 'bench',
    admission: { listen: { host: HOST, authenticationPort: 0, accountingPort: 0 } },
    clock: systemClock,
    random: systemRandom,
    events: () => undefined,
    onError: (error) => process.stderr.write(`${error}\n`),
  });
}

function startNas(told: (station: string) => void) {
  return serveDynamicAuthorization(
    (transmit) =>
      new DynamicAuthorizationServer(
        {
          clients: [{ name: 'bench', addresses: [HOST], secret: SECRET }],
          identification: ATTRIBUTES['NAS-Identifier'].of('bench'),
          handle({ attributes }) {
            told(ATTRIBUTES['Calling-Station-Id'].first(attributes) ?? '');
            return { isDone: true };
          },
        },
        { clock: systemClock, random: systemRandom, transmit },
      ),
    { open: openUdpSocket, host: HOST, port: 0 },
  );
}

/** All devices come onto the network, some at a time. CPU milliseconds of one. */
async function comeOn(domain: Domain, sessions: number): Promise<number> {
  const ports = domain.admission.listening;
  if (ports === undefined) throw new TypeError('RADIUS is not listened for');
  const endpoint = { address: HOST, port: ports.authenticationPort };
  const { client, close } = await openUdpClient(
    { servers: [{ name: 'domain', endpoint, secret: SECRET }] },
    { clock: systemClock, timer: systemTimer, random: systemRandom, open: openUdpSocket },
  );
  const devices = await Promise.all(
    Array.from({ length: sessions }, async (_, device) => ({ device, ...(await certify(domain, device)) })),
  );
  const begun = process.cpuUsage();
  const left = devices[Symbol.iterator]();
  const next = async (): Promise<void> => {
    for (const each of left) await comeOnOne(domain, client, each);
  };
  await Promise.all(Array.from({ length: TOGETHER }, next));
  const used = process.cpuUsage(begun);
  await close();
  return (used.user + used.system) / 1000 / sessions;
}

async function certify(domain: Domain, device: number) {
  const pair = generateKeyPair('P-256');
  const identity: DeviceIdentity = {
    manufacturer: MAKER,
    serialNumber: serialNumberOf(device),
    model: undefined,
    credential: undefined,
    assurance: 'authenticated',
  };
  const certificate = await domain.authority.issue({
    profile: ldevidProfile(DAY),
    facts: { device: identity, network: 'bench' },
    publicKey: pair.publicKey,
  });
  return { key: pair.privateKey, chain: [certificate.der] };
}

async function comeOnOne(
  domain: Domain,
  client: RadiusClient,
  { device, ...credentials }: Awaited<ReturnType<typeof certify>> & { readonly device: number },
): Promise<void> {
  const judge = trustServers({
    anchors: [domain.authority.certificate],
    clock: systemClock,
    serverNames: [SERVER_NAME],
  });
  const identity = '@bench.example';
  const peer = new EapPeer({ identity, methods: [tlsPeer({ credentials, judge })] }, { timer: systemTimer });
  const station = [
    ...ATTRIBUTES['User-Name'].of(identity),
    ...ATTRIBUTES['NAS-Identifier'].of('bench'),
    ...ATTRIBUTES['Calling-Station-Id'].of(stationOf(device)),
  ];
  const asked = encodePacket({
    code: 'request',
    identifier: 0,
    type: TYPES.identity,
    expanded: false,
    data: new Uint8Array(0),
  });
  let { response } = await peer.receive(asked);
  let state: Uint8Array | undefined;
  while (response !== undefined) {
    const answer = await client.access([
      ...station,
      ...ATTRIBUTES['EAP-Message'].of(response),
      ...(state === undefined ? [] : ATTRIBUTES.State.of(state)),
    ]);
    if (answer.outcome === 'accept') return;
    if (answer.outcome === 'reject') throw new TypeError(`${serialNumberOf(device)} was refused`);
    state = answer.state;
    ({ response } = await peer.receive(answer.eapMessage ?? new Uint8Array(0)));
  }
}

/** A durable append and a datagram, with nothing in between. */
async function floorOf(directory: string, rounds: number): Promise<Spread> {
  const store = await openSqliteStore({ path: join(directory, 'floor.db'), projections: [], clock: systemClock });
  let told = (): void => undefined;
  const here = await openUdpSocket({ host: HOST }, () => told());
  const there = await openUdpSocket({ host: HOST }, () => undefined);
  const spans: number[] = [];
  for (let round = 0; round < rounds; round++) {
    spans.push(
      await timed(
        (resolve) => {
          told = resolve;
        },
        async () => {
          await store.append([WRITTEN.create('bench', { match: serialNumberOf(round) })]);
          there.send(Uint8Array.of(1), here);
        },
      ),
    );
  }
  await Promise.all([here.close(), there.close(), store.close()]);
  return spreadOf(spans);
}

/** Milliseconds from the beginning of `act` until it was told. */
async function timed(listen: (told: () => void) => void, act: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  const heard = new Promise<number>((resolve) => listen(() => resolve(performance.now() - begun)));
  await act();
  return heard;
}

function spreadOf(spans: readonly number[]): Spread {
  const sorted = [...spans].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return [at(0), at(0.5), at(0.99), at(1)];
}
