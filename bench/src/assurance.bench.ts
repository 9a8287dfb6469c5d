/**
 * Continuous assurance by NIST's Build 5 policy, with 1 000, 10 000 and 100 000 devices that are watched: claims taken in
 * (verified, appended durably, judged) beside the signature alone; from a claim to the decision that it turns beside a
 * durable append alone; everything judged anew, by a rule and by another basis of trust, and how long a door waits meanwhile. Each size runs in a process of its own, so that memory is
 * that of this size alone.
 */

import { execFileSync } from 'node:child_process';
import { randomBytes, verify } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { ClaimLog, claimLogProjection } from '@sallyport/assurance-claim-log';
import {
  type ClaimTypeName,
  didKeySigner,
  issuerResolver,
  makeClaim,
  type SubjectOf,
  signJose,
} from '@sallyport/assurance-claims';
import {
  Assurance,
  deviceFact,
  deviceKeyFact,
  madeByFact,
  manufacturerUri,
  type Observation,
  observationsProjection,
  provedFact,
  storedObservations,
} from '@sallyport/assurance-continuous';
import { SHIPPED_POLICIES } from '@sallyport/assurance-policy';
import type { TrustBasis } from '@sallyport/assurance-trust';
import { type Milliseconds, systemClock, systemTimer, toHex, utf8 } from '@sallyport/core';
import type { AuthorizationRequest, DeviceIdentity } from '@sallyport/onboarding';
import { generateKeyPair, softwareSigner } from '@sallyport/pki';
import { openSqliteStore } from '@sallyport/store';
import { cpuSecondsSince, median } from './harness.ts';

export interface AssuranceCost {
  readonly devices: number;
  /** In the log, when everything was measured. */
  readonly claims: number;
  readonly ingestion: {
    /** Verified, appended durably and judged, many at a time. */
    readonly perSecond: number;
    readonly perCpuSecond: number;
    /** Signatures of the same claims verified by node:crypto, and nothing else. */
    readonly signaturesPerCpuSecond: number;
  };
  /** From handing a claim in to hearing that a decision turned: median, 99 of 100, most. */
  readonly flip: readonly [Milliseconds, Milliseconds, Milliseconds];
  /** A durable append alone, in between: median, 99 of 100. */
  readonly append: readonly [Milliseconds, Milliseconds];
  /** CPU time of one flip. */
  readonly flipCpu: Milliseconds;
  /** A decision that is asked for again, with its proof: median. */
  readonly decide: Milliseconds;
  /** A rule that concerns every device and turns none: until all were judged anew. */
  readonly rule: Anew;
  /** A basis of trust on which nothing counts that the owner says: until the last device was told of. */
  readonly basis: Anew;
  /** Started from the log. */
  readonly start: Milliseconds;
  readonly residentMebibytes: number;
}

/** A whole house judged anew, and how long whoever asked at a door meanwhile waited. */
export interface Anew {
  readonly span: Milliseconds;
  readonly cpu: Milliseconds;
  /** Median and most. */
  readonly door: readonly [Milliseconds, Milliseconds];
}

const SIZES = [1000, 10_000, 100_000] as const;
/** Room for 300 000 claims and what is known of 100 000 devices. */
const HEAP = '--max-old-space-size=12288';
const INGESTED = 2000;
const AT_ONCE = 64;
const FLIPS = 300;
const DEVICES_A_TYPE = 50;

export function assuranceBenchmark(quick: boolean, note: (text: string) => void): readonly AssuranceCost[] {
  return (quick ? SIZES.slice(0, 1) : SIZES).map((devices) => {
    note(`claims and decisions with ${devices} devices …\n`);
    const output = execFileSync(process.execPath, [HEAP, import.meta.filename, 'measure', String(devices)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const cost: AssuranceCost = JSON.parse(output);
    return cost;
  });
}

/** The costs as lines for people. */
export function describeAssurance({
  devices,
  claims,
  ingestion,
  flip,
  append,
  flipCpu,
  decide,
  rule,
  basis,
  start,
  residentMebibytes,
}: AssuranceCost): string {
  const ms = (span: number) => (span < 100 ? span.toFixed(1) : span.toFixed(0));
  const anew = ({ span, cpu, door }: Anew) =>
    `${ms(span)} ms (${ms(cpu)} CPU ms; a door meanwhile waits ${ms(door[0])} ms, ${ms(door[1])} ms at most)`;
  const ratio = ingestion.perCpuSecond / ingestion.signaturesPerCpuSecond;
  return (
    `${devices} devices watched, ${claims} claims: ${ingestion.perSecond.toFixed(0)} claims/s taken in ` +
    `(${ingestion.perCpuSecond.toFixed(0)}/cpu-s, ${ratio.toFixed(2)} of the rate of signatures alone, ` +
    `${ingestion.signaturesPerCpuSecond.toFixed(0)}/cpu-s)\n` +
    `  from claim to turned decision ${ms(flip[0])} ms (median), ${ms(flip[1])} ms (99 of 100), ${ms(flip[2])} ms at most, ` +
    `${ms(flipCpu)} CPU ms; a durable append alone ${ms(append[0])} ms and ${ms(append[1])} ms\n` +
    `  all judged anew by another rule in ${anew(rule)},\n  all turned by another basis of trust in ${anew(basis)}\n` +
    `  a decision with its proof ${ms(decide)} ms, started in ${ms(start)} ms, ${residentMebibytes.toFixed(0)} MiB resident\n`
  );
}

const owner = didKeySigner(softwareSigner(generateKeyPair('Ed25519').privateKey));
const node = didKeySigner(softwareSigner(generateKeyPair('Ed25519').privateKey));
const BASIS = { roots: [owner.issuer], authenticationServers: [], threshold: 0.5 };
/** Nobody who said anything. */
const STRANGER = {
  ...BASIS,
  roots: [didKeySigner(softwareSigner(generateKeyPair('Ed25519').privateKey)).issuer],
};
/** Between two questions at a door. */
const DOOR_PAUSE: Milliseconds = 20;
const MAKER = toHex(randomBytes(32));
/** Claims hold whole seconds; each is made a second after the one before. */
const BEGIN = Date.now() - 365 * 86_400_000;
let made = 0;

/** A claim of the owner, newer than every one before. */
async function claimOf<Name extends ClaimTypeName>(type: Name, subject: SubjectOf<Name>): Promise<Uint8Array> {
  const document = makeClaim({ type, issuer: owner.issuer, subject, validFrom: new Date(BEGIN + 1000 * made++) });
  return utf8(await signJose(document, { signer: owner }));
}

const trustIn = (id: string, role: 'device' | 'manufacturer') => claimOf('Trust', { id, role, truster: owner.issuer });
const distrustIn = (id: string) => claimOf('Distrust', { id, role: 'device', truster: owner.issuer });

interface Device {
  readonly uri: string;
  readonly key: string;
  readonly identity: DeviceIdentity;
}

function newDevice(): Device {
  const serialNumber = `SN-${toHex(randomBytes(8))}`;
  return {
    uri: `ni:///sha-256;${randomBytes(32).toString('base64url')}`,
    key: `${MAKER}/${serialNumber}`,
    identity: {
      serialNumber,
      manufacturer: MAKER,
      model: 'thermo-2',
      credential: undefined,
      assurance: 'authenticated',
    },
  };
}

/** What a node saw of a device that came aboard. */
function observationsOf({ uri, key, identity }: Device): readonly Observation[] {
  return [
    { put: deviceFact(uri, identity.serialNumber, identity.model ?? null) },
    { put: provedFact(uri, 'authenticated') },
    { put: deviceKeyFact(uri, key) },
    { put: madeByFact(uri, manufacturerUri(MAKER) ?? '') },
  ];
}

const requestFor = ({ identity }: Device): AuthorizationRequest => ({
  point: 'E.2',
  protocol: 'bench',
  session: 'bench',
  device: identity,
  facts: {},
  at: new Date(),
});

async function openAssurance(directory: string) {
  const store = await openSqliteStore({
    path: join(directory, 'log.sqlite'),
    projections: [claimLogProjection, observationsProjection],
  });
  const onError = (error: unknown): never => {
    throw error;
  };
  const log = await ClaimLog.open({ store, clock: systemClock });
  const observations = await storedObservations({ store, timer: systemTimer, onError });
  const assurance = await Assurance.open({
    log,
    observations,
    clock: systemClock,
    timer: systemTimer,
    basis: BASIS,
    node,
    resolve: issuerResolver(),
    onError,
  });
  return { store, log, assurance, close: async () => assurance.close().then(() => store.close()) };
}

async function inChunks<T>(all: readonly T[], size: number, work: (some: readonly T[]) => Promise<unknown>) {
  for (let start = 0; start < all.length; start += size) await work(all.slice(start, start + size));
}

async function measure(count: number): Promise<AssuranceCost> {
  const directory = mkdtempSync(join(tmpdir(), 'sallyport-bench-assurance-'));
  try {
    let house = await openAssurance(directory);
    const submit = (bytes: Uint8Array) => house.assurance.submit(bytes);
    const policy = SHIPPED_POLICIES.find(({ name }) => name === 'build-5');
    if (policy === undefined) throw new RangeError('no policy build-5');
    for (const { name, source } of policy.rules) {
      await submit(await claimOf('Rule', { rule: name, language: 'prolog', source }));
    }
    await submit(await trustIn(manufacturerUri(MAKER) ?? '', 'manufacturer'));
    const devices = Array.from({ length: count }, newDevice);
    const typeOf = (index: number) => `type-${Math.floor(index / DEVICES_A_TYPE)}`;
    for (let type = 0; type * DEVICES_A_TYPE < count; type++) {
      const computed = new Date(BEGIN).toISOString();
      await submit(await claimOf('VulnerabilityScore', { deviceType: `type-${type}`, score: 2, computed }));
    }
    await inChunks(devices, 500, (some) => house.assurance.observe(some.flatMap(observationsOf)));
    await inChunks([...devices.entries()], AT_ONCE, (some) =>
      Promise.all(
        some.flatMap(([index, { uri }]) => [
          trustIn(uri, 'device').then(submit),
          claimOf('OwnerDeclaration', { id: uri, deviceType: typeOf(index) }).then(submit),
        ]),
      ),
    );
    await house.assurance.settled();
    await watchAll(house.assurance, devices);

    const ingestion = await measureIngestion(house.assurance);
    const flips = await measureFlips(house, devices);
    const decide = await measureDecisions(house.assurance, devices);
    const residentMebibytes = process.memoryUsage().rss / 2 ** 20;
    const threshold = await claimOf('Rule', {
      rule: 'sbom_threshold',
      language: 'prolog',
      source: 'sbom_threshold(7).',
    });
    const rule = await measureAnew(house.assurance, devices, async () => {
      await house.assurance.submit(threshold);
      await house.assurance.settled();
    });
    const basis = await measureAnew(house.assurance, devices, () => turnAll(house.assurance, devices, STRANGER));
    await turnAll(house.assurance, devices, BASIS);
    const claims = await countClaims(house.log);
    await house.close();
    const starting = performance.now();
    house = await openAssurance(directory);
    const start = performance.now() - starting;
    await house.close();
    return { devices: count, claims, ingestion, ...flips, decide, rule, basis, start, residentMebibytes };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function watchAll(assurance: Assurance, devices: readonly Device[]): Promise<void> {
  await inChunks(devices, AT_ONCE, async (some) => {
    for (const decision of await Promise.all(some.map((device) => assurance.decide(requestFor(device))))) {
      if (decision.outcome !== 'permit') throw new RangeError(`a device is not permitted: ${decision.reason}`);
    }
  });
}

/** In turn, so that a drift of the machine tells on both. */
async function measureIngestion(assurance: Assurance): Promise<AssuranceCost['ingestion']> {
  const rounds: { perSecond: number; perCpuSecond: number; signatures: number }[] = [];
  for (let round = 0; round < 3; round++) {
    const tokens = await Promise.all(Array.from({ length: INGESTED }, () => trustIn(newDevice().uri, 'device')));
    const signatures = measureSignatures(tokens);
    const [began, cpu] = [performance.now(), process.cpuUsage()];
    await inChunks(tokens, AT_ONCE, (some) => Promise.all(some.map((token) => assurance.submit(token))));
    await assurance.settled();
    const seconds = (performance.now() - began) / 1000;
    rounds.push({ perSecond: INGESTED / seconds, perCpuSecond: INGESTED / cpuSecondsSince(cpu), signatures });
  }
  return {
    perSecond: median(rounds.map(({ perSecond }) => perSecond)),
    perCpuSecond: median(rounds.map(({ perCpuSecond }) => perCpuSecond)),
    signaturesPerCpuSecond: median(rounds.map(({ signatures }) => signatures)),
  };
}

function measureSignatures(tokens: readonly Uint8Array[]): number {
  const parts = tokens.map((token) => {
    const text = Buffer.from(token).toString();
    const dot = text.lastIndexOf('.');
    return { input: utf8(text.slice(0, dot)), signature: Buffer.from(text.slice(dot + 1), 'base64url') };
  });
  const key = owner.signer.publicKey;
  const cpu = process.cpuUsage();
  for (const { input, signature } of parts) {
    if (!verify(null, input, key, signature)) throw new RangeError('a signature is not good');
  }
  return parts.length / cpuSecondsSince(cpu);
}

async function measureFlips(
  { assurance, log }: { readonly assurance: Assurance; readonly log: ClaimLog },
  devices: readonly Device[],
): Promise<Pick<AssuranceCost, 'flip' | 'append' | 'flipCpu'>> {
  const [spans, appends, cpus]: [number[], number[], number[]] = [[], [], []];
  for (let flip = 0; flip < FLIPS; flip++) {
    const device = devices[Math.floor(Math.random() * devices.length)];
    if (device === undefined) break;
    for (const token of [await distrustIn(device.uri), await trustIn(device.uri, 'device')]) {
      const cpu = process.cpuUsage();
      spans.push(await spanUntilTold(assurance, device, token));
      cpus.push(cpuSecondsSince(cpu) * 1000);
      // What the node concludes is written down behind the flip.
      await assurance.settled();
      const began = performance.now();
      await log.append(randomBytes(token.length), { origin: 'received' });
      appends.push(performance.now() - began);
      await assurance.settled();
    }
  }
  return {
    flip: [median(spans), at(spans, 0.99), Math.max(...spans)],
    append: [median(appends), at(appends, 0.99)],
    flipCpu: median(cpus),
  };
}

function spanUntilTold(assurance: Assurance, { key }: Device, token: Uint8Array): Promise<Milliseconds> {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const stop = assurance.onTrustChanged(({ deviceKey }) => {
      if (deviceKey !== key) return reject(new RangeError('another device was told of'));
      stop();
      resolve(performance.now() - began);
    });
    assurance.submit(token).catch(reject);
  });
}

async function measureDecisions(assurance: Assurance, devices: readonly Device[]): Promise<Milliseconds> {
  const spans: number[] = [];
  for (const device of devices.slice(0, FLIPS)) {
    const began = performance.now();
    await assurance.decide(requestFor(device));
    spans.push(performance.now() - began);
  }
  return median(spans);
}

/** Until every device was told of. */
async function turnAll(assurance: Assurance, devices: readonly Device[], basis: TrustBasis): Promise<void> {
  const waiting = new Set(devices.map(({ key }) => key));
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = assurance.onTrustChanged(({ deviceKey }) => {
    if (deviceKey !== undefined) waiting.delete(deviceKey);
    if (waiting.size === 0) resolve();
  });
  await assurance.rebuild(basis);
  await promise;
  stop();
}

async function measureAnew(assurance: Assurance, devices: readonly Device[], work: () => Promise<void>): Promise<Anew> {
  let isOver = false;
  const spans: Milliseconds[] = [];
  const knock = async (): Promise<void> => {
    for (let next = 0; !isOver; next = (next + 7919) % devices.length) {
      const device = devices[next];
      if (device === undefined) return;
      const began = performance.now();
      await assurance.decide(requestFor(device));
      spans.push(performance.now() - began);
      await setTimeout(DOOR_PAUSE);
    }
  };
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  const knocking = knock();
  await work();
  isOver = true;
  const [span, cpuSpan] = [performance.now() - began, cpuSecondsSince(cpu) * 1000];
  await knocking;
  return { span, cpu: cpuSpan, door: [median(spans), Math.max(...spans)] };
}

async function countClaims(log: ClaimLog): Promise<number> {
  let claims = 0;
  for await (const _ of log.read()) claims++;
  return claims;
}

function at(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

if (process.argv[1] === import.meta.filename && process.argv[2] === 'measure') {
  process.stdout.write(JSON.stringify(await measure(Number(process.argv[3]))));
}
