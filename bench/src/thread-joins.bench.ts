/**
 * Many devices join one Thread network through one Commissioner, on a simulated mesh that loses frames: how much CPU a
 * join costs beside the EC-JPAKE exchange in it alone, how much memory is held, and whether any device is lost.
 *
 * All nodes run in this process and time is virtual, so the CPU time is that of the whole network: joiner, Joiner Router,
 * forwarding routers, Border Agent, Leader and Commissioner, with every frame encrypted and decrypted.
 */

import { isSallyportError, type Milliseconds, SECOND, Secret, seededRandom, VirtualTime } from '@sallyport/core';
import { EcJpake } from '@sallyport/dtls';
import { permit } from '@sallyport/onboarding';
import { Commissioner, createDataset, Joiner } from '@sallyport/thread';
import { Topology } from '@sallyport/thread/simulation';
import { cpuSecondsSince } from './harness.ts';

export interface ThreadJoins {
  readonly joiners: number;
  /** Of all radio frames. */
  readonly lossPercent: number;
  readonly joined: number;
  /** Joiners that were never entrusted. */
  readonly lost: number;
  /** Discoveries and handshakes that came to nothing and were begun again, as devices do. */
  readonly repeated: number;
  readonly cpuMillisecondsEach: number;
  /** One EC-JPAKE exchange, both sides, in the same run. */
  readonly exchangeCpuMilliseconds: number;
  readonly ratio: number;
  /** Virtual time from the first joiner's start to the last one's end, in seconds. */
  readonly spanSeconds: number;
  readonly residentMebibytes: number;
  readonly frames: number;
}

const CHANNEL = 15;
const PSKD = Secret.of('J01NME42');
/** A new device every so often: they overlap, as in a house that is being fitted out by several people. */
const EVERY: Milliseconds = 2 * SECOND;
const PATIENCE: Milliseconds = 600 * SECOND;
const VENDOR = {
  vendorName: 'Bench',
  vendorModel: 'Lamp',
  vendorSwVersion: '1',
  vendorStackVersion: { oui: '000000', build: 0, revision: 0, minor: 0, major: 1 },
} as const;

/** @param joiners how many; 1 000 is the claim */
export async function threadJoinBenchmark(joiners: number, lossPercent = 5): Promise<ThreadJoins> {
  const time = new VirtualTime();
  const random = seededRandom(`thread joins ${joiners}`);
  const ports = { clock: time, timer: time, random };
  const dataset = createDataset({ networkName: 'Bench', channel: { page: 0, number: CHANNEL } }, random);
  const topology = new Topology(1, { dataset, impairments: { loss: lossPercent / 100 } }, ports);
  const commissioner = new Commissioner(
    { id: 'bench', link: topology.commissionerLink(), authorizer: { decide: async () => permit('bench') } },
    ports,
  );
  await inTime(time, commissioner.connect());
  await inTime(time, commissioner.petition());
  await inTime(time, commissioner.enableJoiner({ by: 'any' }, PSKD, { timeout: 24 * 3600 * SECOND }));
  await time.advance(5 * SECOND);
  const begun = process.cpuUsage();
  const from = time.monotonic();
  let joined = 0;
  let ended = 0;
  let repeated = 0;
  const joinUntil = async (index: number): Promise<void> => {
    const eui64 = random.bytes(8);
    const radio = topology.joinerRadio({ name: `joiner ${index}`, channels: [CHANNEL] });
    const joiner = new Joiner({ identity: { by: 'eui64', eui64 }, pskd: PSKD, vendor: VENDOR, radio }, ports);
    const giveUpAt = time.monotonic() + PATIENCE;
    while (time.monotonic() < giveUpAt) {
      try {
        await joiner.join();
        joined++;
        break;
      } catch (thrown) {
        if (!isSallyportError(thrown)) throw thrown;
        repeated++;
        await new Promise<void>((resolve) => time.after(SECOND, resolve));
      }
    }
    radio.close();
    ended++;
  };
  const running: Promise<void>[] = [];
  for (let index = 0; index < joiners; index++) {
    running.push(joinUntil(index));
    await time.advance(EVERY);
  }
  await time.until(() => ended === joiners, PATIENCE);
  await Promise.all(running);
  const cpuSeconds = cpuSecondsSince(begun);
  const spanSeconds = (time.monotonic() - from) / SECOND;
  const { frames } = topology.mesh.air;
  const residentMebibytes = process.memoryUsage().rss / 2 ** 20;
  topology.close();
  const cpuMillisecondsEach = (1000 * cpuSeconds) / joiners;
  const exchangeCpuMilliseconds = exchangeCost();
  return {
    joiners,
    lossPercent,
    joined,
    lost: joiners - joined,
    repeated,
    cpuMillisecondsEach,
    exchangeCpuMilliseconds,
    ratio: cpuMillisecondsEach / exchangeCpuMilliseconds,
    spanSeconds,
    residentMebibytes,
    frames,
  };
}

async function inTime<T>(time: VirtualTime, work: Promise<T>): Promise<T> {
  let isSettled = false;
  const settle = () => {
    isSettled = true;
  };
  work.then(settle, settle);
  await time.until(() => isSettled, PATIENCE);
  return work;
}

const EXCHANGES = 200;

/** CPU milliseconds of one exchange, both sides. */
function exchangeCost(): number {
  const random = seededRandom('exchange');
  const begun = process.cpuUsage();
  for (let i = 0; i < EXCHANGES; i++) {
    const client = new EcJpake({ role: 'client', password: PSKD, random });
    const server = new EcJpake({ role: 'server', password: PSKD, random });
    server.readRoundOne(client.writeRoundOne());
    client.readRoundOne(server.writeRoundOne());
    client.readRoundTwo(server.writeRoundTwo());
    server.readRoundTwo(client.writeRoundTwo());
    client.premasterSecret();
    server.premasterSecret();
  }
  return (1000 * cpuSecondsSince(begun)) / EXCHANGES;
}
