/**
 * A domain's directory with as many devices and claims as wanted in its log, made once in a run: one device is brought aboard for
 * real, what it left in the log is repeated under other names, and each is given a session on a network. The registers are made
 * of that log as a domain makes them when it starts.
 */

import { execFileSync } from 'node:child_process';
import { constants, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Domain } from '@sallyport/app-domain';
import { type NewEvent, openSqliteStore, type StoredEvent } from '@sallyport/store';
import { startRig } from '../onboarding-rig.ts';
import { claimAbout } from './claims.ts';
import { admittedEvent, copyOf, introducedEvents, originalIn, TEMPLATE } from './copies.ts';
import { benchDomainOptions } from './domain-options.ts';

export interface FixtureSize {
  readonly devices: number;
  readonly claims: number;
}

/** Within the directory that the rig works in. */
const HOME = 'domain';
/** Events in one append. */
const CHUNK = 7000;

let shelf: string | undefined;
const made = new Map<string, string>();

/** Puts the directory of a house of this size at `home`. Made in another process, so that its memory is not ours. */
export function copyFixture(size: FixtureSize, home: string): void {
  const name = `${size.devices}-${size.claims}`;
  const directory = made.get(name) ?? join(shelfOfRun(), name);
  if (!made.has(name)) {
    const words = [import.meta.filename, String(size.devices), String(size.claims), directory];
    execFileSync(process.execPath, words, { stdio: ['ignore', 'ignore', 'inherit'] });
    made.set(name, directory);
  }
  cpSync(join(directory, HOME), home, { recursive: true, mode: constants.COPYFILE_FICLONE });
}

function shelfOfRun(): string {
  if (shelf !== undefined) return shelf;
  const directory = mkdtempSync(join(tmpdir(), 'sallyport-houses-'));
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  shelf = directory;
  return directory;
}

async function make({ devices, claims }: FixtureSize, directory: string): Promise<void> {
  const rig = await startRig({ directory });
  const device = await rig.bear(TEMPLATE);
  await rig.bringAboard(device);
  await rig.close();
  rmSync(join(directory, 'manufacturer'), { recursive: true });
  const home = join(directory, HOME);
  if (devices > 1) await repeat(join(home, 'domain.db'), devices);
  // The registers are made now, and the owner's claims with the owner's key.
  const domain = await Domain.start(benchDomainOptions(home));
  for (let begun = 0; begun < claims; begun += CHUNK) {
    const count = Math.min(CHUNK, claims - begun);
    await Promise.all(Array.from({ length: count }, (_, index) => claimAbout(domain, begun + index + 1, devices)));
  }
  await domain.close();
}

/** Without registers: they are made in one go afterwards. */
async function repeat(path: string, devices: number): Promise<void> {
  const store = await openSqliteStore({ path, projections: [] });
  const events: StoredEvent[] = [];
  for await (const event of store.read(1)) events.push(event);
  const original = originalIn(events);
  const introduced = events.find(({ type }) => type === 'manufacturer.introduced');
  if (introduced !== undefined) await store.append(introducedEvents(introduced, original));
  let batch: NewEvent[] = [];
  for (let number = 2; number <= devices; number++) {
    batch.push(...original.events.map((event) => copyOf(event, original, number)), admittedEvent(original, number));
    if (batch.length < CHUNK && number < devices) continue;
    await store.append(batch);
    batch = [];
  }
  await store.close();
}

if (process.argv[1] === import.meta.filename) {
  const [devices = '1', claims = '0', directory = ''] = process.argv.slice(2);
  await make({ devices: Number(devices), claims: Number(claims) }, directory);
}
