/**
 * From a claim to the end of a device's place in the network, in a whole domain whose claims decide by NIST's Build 5 policy,
 * with 100, 1 000 and 10 000 devices on the network: until the claim is durable, until the turned decision is told, until the
 * Disconnect-Request leaves, until the NAS has acknowledged it. In turn with it, what no such thing can do without: a signature
 * verified, a write synced to the same disk, a datagram and its answer. Each size in a process of its own; the NAS is in it too.
 */

import { execFileSync } from 'node:child_process';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { type Milliseconds, type Random, seededRandom } from '@sallyport/core';
import { FLOORS, type Floor, Floors } from './claim-flip/floors.ts';
import {
  BY_OWNER,
  claimOf,
  type Device,
  GOOD_ENOUGH,
  type House,
  OTHER_MAKER,
  openHouse,
  run,
  scoreOf,
  trustIn,
} from './claim-flip/house.ts';
import { median, type Spread, spreadOf } from './harness.ts';

/** From the moment at which the claim was handed in. */
export interface ClaimToDisconnect {
  readonly claim: string;
  readonly flips: number;
  /** The claim is durable; of a contact with a denylisted destination, its reporter is answered. */
  readonly durable: Spread;
  /** The turned decision is told. */
  readonly told: Spread;
  /** The Disconnect-Request is handed to the system. */
  readonly sent: Spread;
  /** The NAS has acknowledged it. */
  readonly acknowledged: Spread;
  /** People are told so, with the reason, which is on its way to the log. */
  readonly reported: Spread;
}

export interface MakerDistrusted {
  readonly devices: number;
  /** First, half of them, last. */
  readonly told: Spread;
  readonly sent: Spread;
  readonly acknowledged: Spread;
  readonly reported: Spread;
  /** All sessions are over, and that is in the log with its reasons. */
  readonly logged: Milliseconds;
}

export interface ClaimFlips {
  readonly sessions: number;
  readonly flips: readonly ClaimToDisconnect[];
  readonly maker: MakerDistrusted;
  readonly floors: Readonly<Record<Floor, Spread>>;
  /** The system's load of the last minute, before and after. */
  readonly load: readonly [number, number];
  readonly residentMebibytes: number;
}

const SIZES = [100, 1000, 10_000] as const;
/** To warm up, and not counted. */
const WARM_UP = 10;
const DENYLISTED = '203.0.113.0/24';

/** `flips`: of each kind of claim. */
export function claimFlipBenchmark(quick: boolean, note: (text: string) => void): readonly ClaimFlips[] {
  const flips = quick ? 30 : 200;
  return (quick ? SIZES.slice(0, 2) : SIZES).map((sessions) => {
    note(`claims put devices out, ${sessions} on the network …\n`);
    const output = execFileSync(process.execPath, [import.meta.filename, String(sessions), String(flips)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const measured: ClaimFlips = JSON.parse(output);
    return measured;
  });
}

/** For people. */
export function describeClaimFlips({ sessions, flips, maker, floors, load, residentMebibytes }: ClaimFlips): string {
  const text = (spans: Spread) => spans.map((span) => span.toFixed(span < 1 ? 3 : 1)).join(' / ');
  const lines = flips.map(
    ({ claim, flips: count, durable, told, sent, acknowledged, reported }) =>
      `  ${claim} (${count} times): durable ${text(durable)}, decision told ${text(told)}, Disconnect-Request sent ` +
      `${text(sent)}, acknowledged ${text(acknowledged)}, reported with its reason ${text(reported)}\n`,
  );
  return (
    `claim to Disconnect with ${sessions} devices on the network, ms as median / 99 of 100 / most:\n${lines.join('')}` +
    `  a maker of ${maker.devices} devices distrusted, first / half / last: told ${text(maker.told)}, sent ` +
    `${text(maker.sent)}, acknowledged ${text(maker.acknowledged)}, reported ${text(maker.reported)}, all in the log after ` +
    `${maker.logged.toFixed(0)}\n` +
    `  alone, in turn with them: ${FLOORS.map((floor) => `${floor} ${text(floors[floor])}`).join(', ')}\n` +
    `  load ${load.map((each) => each.toFixed(1)).join(' to ')}; ${residentMebibytes.toFixed(0)} MiB resident\n`
  );
}

/** A way to lose one device. */
interface Loss {
  readonly claim: string;
  /** Whom it can be tried with. */
  readonly devices: readonly Device[];
  /** Signs what is to be handed in. Gives the way to hand it in, which resolves once that is durable. */
  prepare(device: Device): Promise<() => Promise<unknown>>;
  /** Takes it back; undefined for what passes with time. */
  takeBack?(device: Device): Promise<unknown>;
}

function lossesIn(house: House): readonly Loss[] {
  const { assurance, devices: all, domain, owner, trusts } = house;
  const devices = all.filter(({ maker }) => maker !== OTHER_MAKER);
  const submit = (bytes: Uint8Array) => assurance.submit(bytes, BY_OWNER);
  return [
    {
      claim: 'Distrust of the device',
      devices,
      async prepare({ uri: id }) {
        const { bytes } = await claimOf(owner, 'Distrust', { id, role: 'device', truster: owner.issuer });
        return () => submit(bytes);
      },
      takeBack: (device) => trustIn(device, house),
    },
    {
      claim: 'Retraction of Trust in the device',
      devices,
      async prepare({ uri }) {
        const { bytes } = await claimOf(owner, 'Retraction', { id: trusts.get(uri) ?? '' });
        return () => submit(bytes);
      },
      takeBack: (device) => trustIn(device, house),
    },
    {
      claim: 'VulnerabilityScore of its type',
      devices: devices.filter(({ isAlone }) => isAlone),
      async prepare({ type }) {
        const { bytes } = await scoreOf(type, 9.8, house);
        return () => submit(bytes);
      },
      takeBack: async ({ type }) => submit((await scoreOf(type, GOOD_ENOUGH, house)).bytes),
    },
    {
      claim: 'contact with a denylisted destination',
      devices: devices.filter(({ isAlone }) => !isAlone),
      async prepare(device) {
        const address = addressOf(device, house);
        await run(domain, 'addresses.set', { device: device.name, addresses: [address] });
        const at = domain.now().toISOString();
        const flow = { at, source: address, destination: '203.0.113.9', destinationPort: 443, protocol: 'tcp' };
        const flows = Buffer.from(JSON.stringify(flow)).toString('base64');
        return () => run(domain, 'flows.submit', { flows });
      },
    },
  ];
}

/** An address of its own, of those that are there to be tried with (RFC 2544). */
function addressOf(device: Device, { devices }: House): string {
  const number = devices.indexOf(device);
  return `198.18.${number >> 8}.${number & 0xff}`;
}

async function measure(sessions: number, wanted: number, note: (text: string) => void): Promise<ClaimFlips> {
  const before = loadavg()[0] ?? Number.NaN;
  await using house = await openHouse(sessions, note);
  await run(house.domain, 'denylist.import', { name: 'bench', destinations: [DENYLISTED] });
  const floors = await Floors.open(join(house.directory, 'floors'));
  const flips: ClaimToDisconnect[] = [];
  for (const loss of lossesIn(house)) {
    note(`  ${loss.claim} …\n`);
    flips.push(await flipOneByOne(house, loss, { wanted, floors }));
  }
  const maker = await distrustMaker(house);
  const [load, residentMebibytes] = [loadavg()[0] ?? Number.NaN, process.memoryUsage().rss / 2 ** 20];
  await floors.close();
  const { spans } = floors;
  return {
    sessions,
    flips,
    maker,
    floors: {
      'Ed25519 verified': spreadOf(spans['Ed25519 verified']),
      'P-256 verified': spreadOf(spans['P-256 verified']),
      'written and synced': spreadOf(spans['written and synced']),
      'datagram and answer': spreadOf(spans['datagram and answer']),
    },
    load: [before, load],
    residentMebibytes,
  };
}

/** With devices by chance; by a loss that cannot be taken back, each device once, and half of them stay. */
async function flipOneByOne(
  house: House,
  loss: Loss,
  { wanted, floors }: { readonly wanted: number; readonly floors: Floors },
): Promise<ClaimToDisconnect> {
  const { devices, takeBack } = loss;
  const random = seededRandom(loss.claim);
  const flips = takeBack === undefined ? Math.min(wanted, (devices.length >> 1) - WARM_UP) : wanted;
  const spans: Flip[] = [];
  for (let flip = -WARM_UP; flip < flips; flip++) {
    const number = takeBack === undefined ? flip + WARM_UP : randomBelow(random, devices.length);
    const device = devices[number];
    if (device === undefined) throw new RangeError('nobody is there to be put out');
    const span = await flipOne(house, loss, device);
    if (flip >= 0) {
      spans.push(span);
      await floors.measure();
    }
    if (takeBack === undefined) continue;
    await takeBack(device);
    await house.assurance.settled();
    await house.door.letIn(device);
  }
  return {
    claim: loss.claim,
    flips,
    durable: spreadOf(spans.map(({ durable }) => durable)),
    told: spreadOf(spans.map(({ told }) => told)),
    sent: spreadOf(spans.map(({ sent }) => sent)),
    acknowledged: spreadOf(spans.map(({ acknowledged }) => acknowledged)),
    reported: spreadOf(spans.map(({ reported }) => reported)),
  };
}

type Flip = Readonly<Record<'durable' | 'told' | 'sent' | 'acknowledged' | 'reported', Milliseconds>>;

async function flipOne({ domain, moments }: House, loss: Loss, device: Device): Promise<Flip> {
  const handIn = await loss.prepare(device);
  moments.clear();
  const before = domain.admission.live.length;
  const begun = performance.now();
  const durable = handIn().then(() => performance.now() - begun);
  await moments.whenReported(device.name);
  const { told, sent, acknowledged, reported } = moments;
  const flip = {
    durable: await durable,
    told: (told.get(device.name) ?? Number.NaN) - begun,
    sent: (sent[0] ?? Number.NaN) - begun,
    acknowledged: (acknowledged[0] ?? Number.NaN) - begun,
    reported: (reported.get(device.name) ?? Number.NaN) - begun,
  };
  // What follows is written down behind it.
  await domain.admission.settled();
  await domain.assured();
  if (sent.length !== 1 || domain.admission.live.length !== before - 1) throw new Error('not one device was put out');
  return flip;
}

async function distrustMaker({ assurance, devices, domain, moments, owner }: House): Promise<MakerDistrusted> {
  const theirs = devices.filter(({ maker }) => maker === OTHER_MAKER);
  const subject = { id: OTHER_MAKER, role: 'manufacturer', truster: owner.issuer } as const;
  const { bytes } = await claimOf(owner, 'Distrust', subject);
  moments.clear();
  const begun = performance.now();
  await assurance.submit(bytes, BY_OWNER);
  await Promise.all(theirs.map(({ name }) => moments.whenReported(name)));
  const { told, sent, acknowledged, reported } = moments;
  if (sent.length !== theirs.length) throw new Error('others were put out too');
  const since = (moment: Milliseconds) => moment - begun;
  await domain.admission.settled();
  const logged = since(performance.now());
  await domain.assured();
  return {
    devices: theirs.length,
    told: firstHalfLast([...told.values()].map(since)),
    sent: firstHalfLast(sent.map(since)),
    acknowledged: firstHalfLast(acknowledged.map(since)),
    reported: firstHalfLast([...reported.values()].map(since)),
    logged,
  };
}

function firstHalfLast(spans: readonly Milliseconds[]): Spread {
  return [Math.min(...spans), median(spans), Math.max(...spans)];
}

function randomBelow(random: Random, limit: number): number {
  return Buffer.from(random.bytes(4)).readUInt32BE() % limit;
}

if (process.argv[1] === import.meta.filename) {
  const note = (text: string) => {
    process.stderr.write(text);
  };
  process.stdout.write(JSON.stringify(await measure(Number(process.argv[2]), Number(process.argv[3]), note)));
}
