/**
 * What an onboarding costs, and how much memory the services hold, with 1 000, 10 000 and 100 000 devices already in
 * both registries. Each size runs in a process of its own, so that memory is that of this size alone.
 */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { domainRegister } from '@sallyport/app-domain';
import { manufacturerRegister } from '@sallyport/app-manufacturer';
import { CERTIFICATE_PROJECTION } from '@sallyport/ca';
import { type JsonValue, systemRandom, toHex } from '@sallyport/core';
import { type NewEvent, openSqliteStore, type Projection, type StoredEvent } from '@sallyport/store';
import { median } from './harness.ts';
import { onboardings } from './onboarding.bench.ts';
import { startRig } from './onboarding-rig.ts';

export interface Growth {
  readonly devices: number;
  /** CPU milliseconds for one onboarding, all four roles: lowest, median, highest of the rounds. */
  readonly cpuMilliseconds: readonly [number, number, number];
  /** Resident memory after the measured onboardings, in MiB. */
  readonly residentMebibytes: number;
  /** Time to start with so many devices, in milliseconds. */
  readonly startMilliseconds: number;
}

export const SIZES = [1000, 10_000, 100_000] as const;

/** Measures every size, twice around, so that a drift of the machine tells on all of them. */
export function growthBenchmark(quick: boolean, note: (text: string) => void): readonly Growth[] {
  const sizes = quick ? SIZES.slice(0, 2) : SIZES;
  const directories = sizes.map((size) => {
    note(`filling both registries with ${size} devices …\n`);
    return prepare(size);
  });
  try {
    const rounds = [0, 1].flatMap(() =>
      sizes.map((size, index) => {
        note(`onboarding beside ${size} devices …\n`);
        return inChild<Growth>(['measure', String(size), directories[index] ?? '']);
      }),
    );
    return sizes.map((size) => merge(rounds.filter(({ devices }) => devices === size)));
  } finally {
    for (const directory of directories) rmSync(directory, { recursive: true, force: true });
  }
}

function merge(runs: readonly Growth[]): Growth {
  const [first] = runs;
  if (first === undefined) throw new RangeError('nothing was measured');
  return {
    devices: first.devices,
    cpuMilliseconds: [
      Math.min(...runs.map(({ cpuMilliseconds }) => cpuMilliseconds[0])),
      median(runs.map(({ cpuMilliseconds }) => cpuMilliseconds[1])),
      Math.max(...runs.map(({ cpuMilliseconds }) => cpuMilliseconds[2])),
    ],
    residentMebibytes: median(runs.map(({ residentMebibytes }) => residentMebibytes)),
    startMilliseconds: median(runs.map(({ startMilliseconds }) => startMilliseconds)),
  };
}

function prepare(size: number): string {
  const directory = mkdtempSync(join(tmpdir(), 'sallyport-growth-'));
  inChild(['fill', String(size), directory]);
  return directory;
}

function inChild<Result>(words: readonly string[]): Result {
  const output = execFileSync(process.execPath, [import.meta.filename, ...words], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const result: Result = JSON.parse(output);
  return result;
}

const TEMPLATE = 'TEMPLATE-00000001';
const CHUNK = 500;

/** Brings one device aboard for real, then repeats what it left in both logs under other numbers. */
async function fill(size: number, directory: string): Promise<void> {
  const rig = await startRig({ directory });
  const device = await rig.bear(TEMPLATE);
  await rig.bringAboard(device);
  await rig.close();
  await repeat(join(directory, 'manufacturer/manufacturer.db'), [manufacturerRegister, CERTIFICATE_PROJECTION], size);
  await repeat(join(directory, 'domain/domain.db'), [domainRegister, CERTIFICATE_PROJECTION], size);
}

async function repeat(path: string, projections: readonly Projection[], size: number): Promise<void> {
  const store = await openSqliteStore({ path, projections });
  const template: StoredEvent[] = [];
  for await (const event of store.read(1)) if (JSON.stringify(event).includes(TEMPLATE)) template.push(event);
  let batch: NewEvent[] = [];
  for (let number = 2; number <= size; number++) {
    const serialNumber = TEMPLATE.replace('00000001', String(number).padStart(8, '0'));
    batch.push(...template.map((event) => copyOf(event, serialNumber)));
    if (batch.length >= CHUNK || number === size) {
      await store.append(batch);
      batch = [];
    }
  }
  await store.close();
}

/** The event of another device: its number in place of the template's, and another certificate serial number. */
function copyOf(event: StoredEvent, serialNumber: string): NewEvent {
  const { stream, type, data, at, uniqueKey } = event;
  const issued = /certificate-serial\/[^/]+\/([0-9a-f]+)/.exec(uniqueKey ?? '')?.[1];
  const fresh = `40${toHex(systemRandom.bytes(16))}`;
  const renamed = (text: string) => {
    const named = text.replaceAll(TEMPLATE, serialNumber);
    return issued === undefined ? named : named.replaceAll(issued, fresh);
  };
  const copy: JsonValue = JSON.parse(renamed(JSON.stringify(data)));
  return {
    stream: renamed(stream),
    type,
    data: copy,
    at,
    ...(uniqueKey === undefined ? {} : { uniqueKey: renamed(uniqueKey) }),
  };
}

const ROUNDS = 5;
const SECONDS = 1.5;

async function measure(devices: number, directory: string): Promise<Growth> {
  const started = performance.now();
  const rig = await startRig({ directory });
  const startMilliseconds = performance.now() - started;
  const contender = onboardings(rig, String(devices));
  await contender.round(SECONDS);
  const costs: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const { operations, cpuSeconds } = await contender.round(SECONDS);
    costs.push((cpuSeconds * 1000) / operations);
  }
  const residentMebibytes = process.memoryUsage().rss / (1 << 20);
  await rig.close();
  return {
    devices,
    cpuMilliseconds: [Math.min(...costs), median(costs), Math.max(...costs)],
    residentMebibytes,
    startMilliseconds,
  };
}

if (process.argv[1] === import.meta.filename) {
  const [word, size = '0', directory = ''] = process.argv.slice(2);
  if (word === 'fill') {
    await fill(Number(size), directory);
    process.stdout.write('true');
  } else {
    process.stdout.write(JSON.stringify(await measure(Number(size), directory)));
  }
}
