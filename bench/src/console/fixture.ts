/**
 * A domain's directory with as many devices and claims as wanted in its log: one device is brought aboard for real, what it left
 * in the log is repeated under other names, and each is given a session on a network. The registers are made of that log as a
 * domain makes them when it starts. Large houses take minutes and gigabytes to make, so that they can be kept on a shelf between
 * runs; what was made by other code than now is not taken from it.
 */

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { constants, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Domain } from '@sallyport/app-domain';
import { type NewEvent, openSqliteStore, type StoredEvent } from '@sallyport/store';
import { startRig } from '../onboarding-rig.ts';
import { claimAll } from './claims.ts';
import { admittedEvent, copyOf, originalIn, otherMakers, TEMPLATE } from './copies.ts';
import { benchDomainOptions } from './domain-options.ts';

export interface FixtureSize {
  readonly devices: number;
  readonly claims: number;
}

/** Within the directory that the rig works in. */
const HOME = 'domain';
/** Events in one append. */
const CHUNK = 7000;
/** Devices between two lines of progress. */
const TOLD_EVERY = 10_000;
/** What a house is made by. */
const MADE_BY = ['claims.ts', 'copies.ts', 'fixture.ts'].map((name) => new URL(name, import.meta.url));

let ownShelf: string | undefined;

/**
 * Puts the directory of a house of this size at `home`, made in another process if it is not on the shelf, so that its memory is
 * not ours. The shelf is a directory that outlives the run; without one houses are kept until this process ends.
 */
export function copyFixture(size: FixtureSize, home: string, shelf = shelfOfRun()): void {
  const directory = join(shelf, `${size.devices}-${size.claims}-${codeDigest()}`);
  if (!existsSync(directory)) {
    const making = `${directory}.${process.pid}`;
    mkdirSync(making, { recursive: true });
    try {
      const words = [import.meta.filename, String(size.devices), String(size.claims), making];
      execFileSync(process.execPath, words, { stdio: ['ignore', 'ignore', 'inherit'] });
      // Whole or not at all.
      renameSync(making, directory);
    } finally {
      rmSync(making, { recursive: true, force: true });
    }
  }
  cpSync(join(directory, HOME), home, { recursive: true, mode: constants.COPYFILE_FICLONE });
}

function codeDigest(): string {
  const hash = createHash('sha256');
  for (const file of MADE_BY) hash.update(readFileSync(file));
  return hash.digest('hex').slice(0, 12);
}

function shelfOfRun(): string {
  if (ownShelf !== undefined) return ownShelf;
  const directory = mkdtempSync(join(tmpdir(), 'sallyport-houses-'));
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  ownShelf = directory;
  return directory;
}

async function make({ devices, claims }: FixtureSize, directory: string): Promise<void> {
  const begun = performance.now();
  const tell = (what: string) =>
    process.stderr.write(`  ${what}, after ${Math.round((performance.now() - begun) / 1000)} s\n`);
  const rig = await startRig({ directory });
  const device = await rig.bear(TEMPLATE);
  await rig.bringAboard(device);
  await rig.close();
  rmSync(join(directory, 'manufacturer'), { recursive: true });
  const home = join(directory, HOME);
  if (devices > 1) await repeat(join(home, 'domain.db'), devices, (done) => tell(`${done} of ${devices} devices`));
  tell('all devices are in the log');
  // The registers are made now, and the owner's claims with the owner's key.
  const domain = await Domain.start(benchDomainOptions(home));
  await claimAll(domain, { claims, devices }, (done) => tell(`${done} of ${claims} claims`));
  await domain.close();
  tell('the house is there');
}

/** Without registers: they are made in one go afterwards. */
async function repeat(path: string, devices: number, progress: (done: number) => void): Promise<void> {
  const store = await openSqliteStore({ path, projections: [] });
  const events: StoredEvent[] = [];
  for await (const event of store.read(1)) events.push(event);
  const original = originalIn(events);
  await store.append(otherMakers(events, original));
  let batch: NewEvent[] = [];
  for (let number = 2; number <= devices; number++) {
    if (number % TOLD_EVERY === 0) progress(number);
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
