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
import type { Domain } from '@sallyport/app-domain';
import { systemClock } from '@sallyport/core';
import type { DeviceIdentity } from '@sallyport/onboarding';
import { eventType, openSqliteStore } from '@sallyport/store';
import { openUdpSocket } from '@sallyport/udp';
import { cpuSecondsSince } from './harness.ts';
import { certify, Door, HOST, introduceNas, startNas, startNetworkDomain, stationOf } from './network-rig.ts';

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

const MAKER = 'aa';
const WRITTEN = eventType<{ readonly match: string }>('bench.written');

/** @param sessions how many; 10 000 is the claim */
export async function puttingOutBenchmark(sessions: number, flips: number): Promise<PuttingOut> {
  const directory = mkdtempSync(join(tmpdir(), 'sallyport-bench-'));
  const waiting = new Map<string, () => void>();
  const nas = await startNas((station) => waiting.get(station)?.());
  const domain = await startNetworkDomain(join(directory, 'domain'));
  try {
    await domain.lists.add('manufacturers', MAKER, undefined);
    await introduceNas(domain, nas.port);
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

const serialNumberOf = (device: number) => `BENCH-${device}`;

const identityOf = (device: number): DeviceIdentity => ({
  manufacturer: MAKER,
  serialNumber: serialNumberOf(device),
  model: undefined,
  credential: undefined,
  assurance: 'authenticated',
});

/** All devices come onto the network. CPU milliseconds of one. */
async function comeOn(domain: Domain, sessions: number): Promise<number> {
  const numbers = Array.from({ length: sessions }, (_, device) => device);
  const stations = await Promise.all(numbers.map((device) => certify(domain, device, identityOf(device))));
  const door = await Door.open(domain);
  const begun = process.cpuUsage();
  await door.letInAll(stations);
  const cpu = cpuSecondsSince(begun);
  await door.close();
  return (cpu * 1000) / sessions;
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
