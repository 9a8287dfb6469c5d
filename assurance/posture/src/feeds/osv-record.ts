/** One record of the Open Source Vulnerability format (OSV schema 1.x). */

import type { JsonValue } from '@sallyport/core';
import { z } from 'zod';
import { isEcosystemName, packageKey, repositoryName } from '../ecosystems/ecosystem.ts';
import { fail } from '../errors.ts';
import type { AdvisoryEntry, AdvisoryRecord, AffectedRange, PackageEntry, RangeEvent, Rating } from './advisory.ts';

const id = z.string().min(1).max(128);
const text = z.string().max(1024);
const ids = z.array(id).max(4096).nullish();
const severities = z
  .array(z.object({ type: text, score: text }))
  .max(64)
  .nullish();
const specific = z.record(z.string(), z.json()).nullish();
const time = z.string().max(40);

const eventSchema = z.object({
  introduced: text.optional(),
  fixed: text.optional(),
  last_affected: text.optional(),
  limit: text.optional(),
});
const rangeSchema = z.object({
  type: z.string().max(32),
  repo: z.string().max(2048).nullish(),
  events: z.array(eventSchema).min(1).max(16_384),
});
const affectedSchema = z.object({
  package: z.object({ ecosystem: text, name: text }).nullish(),
  ranges: z.array(rangeSchema).max(4096).nullish(),
  versions: z.array(text).max(131_072).nullish(),
  severity: severities,
  ecosystem_specific: specific,
  database_specific: specific,
});
const recordSchema = z.object({
  id,
  modified: time,
  withdrawn: time.nullish(),
  aliases: ids,
  upstream: ids,
  severity: severities,
  database_specific: specific,
  affected: z.array(affectedSchema).max(32_768).nullish(),
});

type Affected = z.infer<typeof affectedSchema>;

/** @throws E_POSTURE_FEED_RECORD */
export function readOsvRecord(value: JsonValue): AdvisoryRecord {
  const parsed = recordSchema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw fail(
      'E_POSTURE_FEED_RECORD',
      `OSV record: ${issue?.message ?? 'malformed'} at ${issue?.path.join('/') ?? ''}`,
    );
  }
  const record = parsed.data;
  const affected = record.affected ?? [];
  return {
    source: 'osv',
    id: record.id,
    modified: timeOf(record.modified),
    isWithdrawn: typeof record.withdrawn === 'string',
    facts: {
      aliases: [...(record.aliases ?? []), ...sameCve(record.id, record.upstream ?? [])],
      upstream: record.upstream ?? [],
      ratings: ratingsOf(record.severity, record.database_specific),
    },
    entries: affected.flatMap(entriesOf),
    passedOver: affected.flatMap((one) => unmatchedEcosystem(one)),
  };
}

/** DEBIAN-CVE-2018-25032 passes on CVE-2018-25032 and nothing else: it is the same vulnerability by another name. */
function sameCve(id: string, upstream: readonly string[]): readonly string[] {
  return upstream.filter((other) => other.startsWith('CVE-') && id.endsWith(`-${other}`));
}

/** An entry for the package, and one for each repository that GIT ranges name. */
function entriesOf(affected: Affected): readonly AdvisoryEntry[] {
  const { name: ecosystem, release } = ecosystemOf(affected);
  const ranges = affected.ranges ?? [];
  const body = (chosen: readonly AffectedRange[]): PackageEntry => ({
    release,
    ranges: chosen,
    versions: affected.versions ?? [],
    ratings: ratingsOf(affected.severity, affected.ecosystem_specific, affected.database_specific),
  });
  const entries: AdvisoryEntry[] = [];
  if (isEcosystemName(ecosystem) && affected.package) {
    // The ecosystem's own versions decide where there are any; commits alone leave the matter open.
    const own = ranges.filter(({ type }) => type !== 'GIT');
    const chosen = own.length > 0 || (affected.versions ?? []).length > 0 ? own : ranges;
    entries.push({ key: packageKey(ecosystem, affected.package.name), body: body(chosen.map(rangeOf)) });
  }
  for (const repository of new Set(ranges.flatMap(({ type, repo }) => (type === 'GIT' && repo ? [repo] : [])))) {
    const name = repositoryName(repository);
    if (name === undefined) continue;
    const mine = ranges.filter(({ type, repo }) => type === 'GIT' && repo === repository);
    entries.push({ key: packageKey('GIT', name), body: body(mine.map(rangeOf)) });
  }
  return entries;
}

function ecosystemOf(affected: Affected): { name: string; release: string } {
  const text = affected.package?.ecosystem ?? '';
  const colon = text.indexOf(':');
  return colon < 0 ? { name: text, release: '' } : { name: text.slice(0, colon), release: text.slice(colon + 1) };
}

function unmatchedEcosystem(affected: Affected): readonly string[] {
  const { name } = ecosystemOf(affected);
  return name === '' || isEcosystemName(name) ? [] : [name.slice(0, 64)];
}

function rangeOf(range: z.infer<typeof rangeSchema>): AffectedRange {
  const { type } = range;
  if (type !== 'SEMVER' && type !== 'ECOSYSTEM' && type !== 'GIT') {
    throw fail('E_POSTURE_FEED_RECORD', 'OSV record has a range of an unknown type');
  }
  return { type, events: range.events.flatMap(eventsOf) };
}

function eventsOf(event: z.infer<typeof eventSchema>): readonly RangeEvent[] {
  return (['introduced', 'fixed', 'last_affected', 'limit'] as const).flatMap((kind) => {
    const version = event[kind];
    return version === undefined ? [] : [{ kind, version }];
  });
}

/** CVSS vectors and words of the list, and the word that GitHub and Debian put into their own members. */
function ratingsOf(list: z.infer<typeof severities>, ...own: z.infer<typeof specific>[]): readonly Rating[] {
  const listed = (list ?? []).map(({ type, score }): Rating => {
    return type.startsWith('CVSS') ? { vector: score, by: 'record' } : { word: score, by: 'record' };
  });
  const words = own.flatMap((members): readonly Rating[] => {
    const word = members?.['severity'] ?? members?.['urgency'];
    return typeof word === 'string' ? [{ word, by: 'record' }] : [];
  });
  return [...listed, ...words];
}

/** @throws E_POSTURE_FEED_RECORD */
export function timeOf(written: string): number {
  // NVD writes its UTC times without a zone.
  const time = Date.parse(/[zZ]|[+-]\d\d:\d\d$/.test(written) ? written : `${written}Z`);
  if (Number.isNaN(time)) throw fail('E_POSTURE_FEED_RECORD', 'record has a time that cannot be read');
  return time;
}
