/**
 * A large bill of materials against a large feed: 10 000 components, 300 000 advisories. Beside the look-ups alone, one
 * SELECT by primary key for each component on the same file, which is the least that any matching on SQLite must do; and
 * after a small update of the feed, when only what changed is matched again.
 */

import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  type EcosystemName,
  FeedStore,
  importFeed,
  lookUpsOf,
  readSbom,
  type Sbom,
  type SbomScore,
  scoreSbom,
} from '@sallyport/assurance-posture';
import { type JsonValue, type Milliseconds, utf8 } from '@sallyport/core';
import { type Comparison, type Contender, compare, cpuSecondsSince, describe, type Effort, median } from './harness.ts';

export interface SbomMatch {
  readonly advisories: number;
  readonly components: number;
  readonly findings: number;
  /** Advisories read, checked and stored in a second of CPU time. */
  readonly importedPerCpuSecond: number;
  readonly storeMebibytes: number;
  /** Of matching and scoring the whole bill: lowest, median, highest. */
  readonly scoreMilliseconds: readonly [number, number, number];
  /** The same after an update of so many advisories. */
  readonly update: { readonly advisories: number; readonly matched: number; readonly milliseconds: number };
  /** Components a CPU-second, beside look-ups alone. */
  readonly comparison: Comparison;
  readonly residentMebibytes: number;
}

/** Advisories for each package that has any: some have dozens, most one; this is what OSV's export has on average. */
const ADVISORIES_EACH = 3;
const UPDATED = 100;
const ECOSYSTEMS: readonly (readonly [EcosystemName, type: string])[] = [
  ['npm', 'npm'],
  ['PyPI', 'pypi'],
  ['Debian', 'deb/debian'],
  ['Go', 'golang/example.com'],
  ['crates.io', 'cargo'],
];
const VECTORS = [
  'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
  'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H',
  'CVSS:3.1/AV:L/AC:H/PR:L/UI:R/S:U/C:L/I:N/A:N',
  'CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:N/VC:H/VI:L/VA:L/SC:N/SI:N/SA:N',
];

export async function sbomMatchBenchmark(quick: boolean, effort: Effort, note: (text: string) => void) {
  const directory = mkdtempSync(join(tmpdir(), 'sallyport-bench-sbom-'));
  const store = FeedStore.open(join(directory, 'feeds.db'));
  try {
    return await run(
      directory,
      store,
      { advisories: quick ? 30_000 : 300_000, components: quick ? 1000 : 10_000 },
      effort,
      note,
    );
  } finally {
    store.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function run(
  directory: string,
  store: FeedStore,
  { advisories, components }: { advisories: number; components: number },
  effort: Effort,
  note: (text: string) => void,
): Promise<SbomMatch> {
  note(`importing ${advisories} advisories …\n`);
  const importedPerCpuSecond = await importAdvisories(directory, store, 0, advisories, 1);
  const sbom = billOf(components, advisories / ADVISORIES_EACH);
  note(`matching ${components} components …\n`);
  const spans: Milliseconds[] = [];
  const whole = (): SbomScore => {
    const start = performance.now();
    const score = scoreSbom(sbom, store, { at: new Date() });
    spans.push(performance.now() - start);
    return score;
  };
  const before = whole();
  const comparison = await compare(
    `${components} components matched and scored against ${advisories} advisories vs looking them up alone`,
    contender('sallyport', components, whole),
    contender('SELECT by key', components, lookUpsAlone(join(directory, 'feeds.db'), sbom)),
    effort,
  );
  await importAdvisories(directory, store, 0, UPDATED, 2);
  const start = performance.now();
  const after = scoreSbom(sbom, store, { at: new Date(), previous: before });
  const milliseconds = performance.now() - start;
  return {
    advisories,
    components,
    findings: before.findings.length,
    importedPerCpuSecond,
    storeMebibytes: statSync(join(directory, 'feeds.db')).size / 2 ** 20,
    scoreMilliseconds: [Math.min(...spans), median(spans), Math.max(...spans)],
    update: { advisories: UPDATED, matched: after.matched, milliseconds },
    comparison,
    residentMebibytes: process.memoryUsage.rss() / 2 ** 20,
  };
}

/** Writes advisories as OSV's export has them, and imports the file; gives how many a CPU-second were imported. */
async function importAdvisories(
  directory: string,
  store: FeedStore,
  from: number,
  to: number,
  day: number,
): Promise<number> {
  const path = join(directory, 'feed.jsonl');
  const lines = function* () {
    for (let index = from; index < to; index++) yield `${JSON.stringify(advisory(index, day))}\n`;
  };
  await pipeline(Readable.from(lines()), createWriteStream(path));
  const start = process.cpuUsage();
  await importFeed(store, { kind: 'osv', path });
  return (to - from) / cpuSecondsSince(start);
}

function advisory(index: number, day: number): JsonValue {
  const number = Math.floor(index / ADVISORIES_EACH);
  const [ecosystem] = ecosystemOf(number);
  const fixed = `${1 + (index % 3)}.${index % 10}.0`;
  return {
    id: `GHSA-${index}`,
    modified: `2026-01-0${day}T00:00:00Z`,
    aliases: [`CVE-2026-${10_000 + index}`],
    severity: [{ type: 'CVSS_V3', score: VECTORS[index % VECTORS.length] ?? '' }],
    affected: [
      {
        package: { ecosystem: ecosystem === 'Debian' ? 'Debian:12' : ecosystem, name: nameOf(number, ecosystem) },
        ranges: [{ type: ecosystem === 'Go' ? 'SEMVER' : 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed }] }],
      },
    ],
    details: 'What a reader is told, which is not kept. '.repeat(20),
  };
}

/** Half of the components have advisories, and half have none; versions are before, between and behind the fixes. */
function billOf(components: number, packages: number): Sbom {
  const step = Math.max(1, Math.floor((packages * 2) / components));
  const list = Array.from({ length: components }, (_, index) => {
    const number = index * step;
    const [ecosystem, type] = ecosystemOf(number);
    const version = `${index % 4}.${index % 7}.1${ecosystem === 'Debian' ? '-1' : ''}`;
    const name = ecosystem === 'Go' ? `m${number}` : nameOf(number, ecosystem);
    const distro = ecosystem === 'Debian' ? '?distro=debian-12' : '';
    return { type: 'library', 'bom-ref': `c${index}`, name, version, purl: `pkg:${type}/${name}@${version}${distro}` };
  });
  return readSbom(utf8(JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1, components: list })));
}

function ecosystemOf(number: number): readonly [EcosystemName, string] {
  return ECOSYSTEMS[number % ECOSYSTEMS.length] ?? ['npm', 'npm'];
}

function nameOf(number: number, ecosystem: EcosystemName): string {
  return ecosystem === 'Go' ? `example.com/m${number}` : `package-${number}`;
}

/** The rows of every component's key, as the store's file has them, and nothing done with them. */
function lookUpsAlone(path: string, sbom: Sbom): () => void {
  const keys = sbom.components.flatMap(({ purls }) => purls.flatMap((purl) => lookUpsOf(purl).map(({ key }) => key)));
  const db = new DatabaseSync(path, { readOnly: true });
  db.exec('PRAGMA cache_size = -65536');
  const select = db.prepare('SELECT body FROM entries WHERE key = ?');
  return () => {
    for (const key of keys) select.all(key);
  };
}

/** One whole bill is one turn: shorter ones would not show what a bill costs. */
function contender(name: string, components: number, turn: () => unknown): Contender {
  return {
    name,
    round: async (seconds) => {
      const start = process.cpuUsage();
      let turns = 0;
      do {
        turn();
        turns++;
      } while (cpuSecondsSince(start) < seconds);
      return { operations: turns * components, cpuSeconds: cpuSecondsSince(start) };
    },
  };
}

/** For people. */
export function describeSbomMatch(result: SbomMatch): string {
  const { advisories, components, findings, importedPerCpuSecond, storeMebibytes, update, residentMebibytes } = result;
  const [low, mid, high] = result.scoreMilliseconds.map((value) => value.toFixed(0));
  return (
    describe(result.comparison) +
    `  a bill of ${components} components against ${advisories} advisories, ${findings} findings: ${mid} ms (${low} to ${high}); ` +
    `after an update of ${update.advisories} advisories ${update.matched} components matched again in ` +
    `${update.milliseconds.toFixed(1)} ms; import ${Math.round(importedPerCpuSecond)} advisories/cpu-s into ` +
    `${storeMebibytes.toFixed(0)} MiB; ${residentMebibytes.toFixed(0)} MiB resident\n`
  );
}
