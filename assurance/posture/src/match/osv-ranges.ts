/** Whether a version is among those an advisory means (OSV schema, "Evaluation"). */

import type { AffectedRange, PackageEntry, RangeEvent } from '../feeds/advisory.ts';
import type { VersionScheme } from '../versions/scheme.ts';
import { semverScheme } from '../versions/semver.ts';

/** `unknown`: nothing that is written down lets it be decided, so that it may be affected. */
export type RangeVerdict = 'affected' | 'unaffected' | 'unknown';

const COMMIT = /^[0-9a-f]{7,64}$/i;

/** @param scheme how ECOSYSTEM ranges are ordered */
export function judgeVersion(entry: PackageEntry, version: string | undefined, scheme: VersionScheme): RangeVerdict {
  if (version === undefined) return 'unknown';
  const { ranges, versions } = entry;
  if (versions.includes(version)) return 'affected';
  // Advisories without versions and ranges are of the package as a whole.
  if (ranges.length === 0 && versions.length === 0) return 'unknown';
  const verdicts = ranges.map((range) => judgeRange(range, version, scheme, versions));
  if (versions.length > 0) verdicts.push(isListed(versions, version, scheme) ? 'affected' : 'unaffected');
  if (verdicts.includes('affected')) return 'affected';
  return verdicts.includes('unknown') ? 'unknown' : 'unaffected';
}

/** Versions in which it is fixed, after the one that is there. */
export function fixesAfter(entry: PackageEntry, version: string | undefined, scheme: VersionScheme): readonly string[] {
  const fixes = entry.ranges.flatMap(({ type, events }) => {
    const order = type === 'SEMVER' ? semverScheme : scheme;
    return events.flatMap((event) => {
      if (event.kind !== 'fixed') return [];
      const difference = version === undefined || type === 'GIT' ? 1 : order.compare(event.version, version);
      return difference === undefined || difference > 0 ? [event.version] : [];
    });
  });
  return [...new Set(fixes)];
}

/** Tags carry a `v` that packages leave away, and other spellings of one version are the same version. */
function isListed(versions: readonly string[], version: string, scheme: VersionScheme): boolean {
  const bare = version.replace(/^v(?=\d)/, '');
  return versions.some((listed) => listed.replace(/^v(?=\d)/, '') === bare || scheme.compare(listed, version) === 0);
}

function judgeRange(
  range: AffectedRange,
  version: string,
  scheme: VersionScheme,
  versions: readonly string[],
): RangeVerdict {
  if (range.type === 'GIT') return judgeCommits(range.events, version, versions);
  return judgeEvents(range.events, version, range.type === 'SEMVER' ? semverScheme : scheme);
}

function judgeEvents(events: readonly RangeEvent[], version: string, scheme: VersionScheme): RangeVerdict {
  // Compared first, so that one event that is no version leaves the whole range open rather than half applied.
  const compared: Compared[] = [];
  for (const event of events) {
    const difference = compareToEvent(version, event, scheme);
    if (difference === undefined) return 'unknown';
    compared.push({ event, difference });
  }
  if (!isBeforeLimits(compared)) return 'unaffected';
  const ordered = orderEvents(compared, scheme);
  let isAffected = false;
  for (const { event, difference } of ordered) {
    if (event.kind === 'introduced' && difference >= 0) isAffected = true;
    if (event.kind === 'fixed' && difference >= 0) isAffected = false;
    if (event.kind === 'last_affected' && difference > 0) isAffected = false;
  }
  return isAffected ? 'affected' : 'unaffected';
}

interface Compared {
  readonly event: RangeEvent;
  /** Of the version that is there to the event's. */
  readonly difference: number;
}

function compareToEvent(version: string, event: RangeEvent, scheme: VersionScheme): number | undefined {
  // "0" is before all versions, and a limit of "*" after all.
  if (event.kind === 'introduced' && event.version === '0') return 1;
  if (event.kind === 'limit' && event.version === '*') return -1;
  return scheme.compare(version, event.version);
}

function isBeforeLimits(compared: readonly Compared[]): boolean {
  const limits = compared.filter(({ event }) => event.kind === 'limit');
  return limits.length === 0 || limits.some(({ difference }) => difference < 0);
}

/** Of one version: what is fixed and introduced in it is there, and what it is the last to have, later ones have not. */
const PLACES: readonly RangeEvent['kind'][] = ['fixed', 'introduced', 'last_affected', 'limit'];

/** From the earliest. */
function orderEvents(compared: readonly Compared[], scheme: VersionScheme): readonly Compared[] {
  const place = ({ event }: Compared) => PLACES.indexOf(event.kind);
  const isFirst = ({ event }: Compared) => event.kind === 'introduced' && event.version === '0';
  return compared.toSorted((a, b) => {
    if (isFirst(a) !== isFirst(b)) return isFirst(a) ? -1 : 1;
    return (scheme.compare(a.event.version, b.event.version) ?? 0) || place(a) - place(b);
  });
}

/**
 * Ranges of commits need the repository's history, which is not here. Decided is only what the events name
 * themselves, and a tag where the advisory enumerates tags.
 */
function judgeCommits(events: readonly RangeEvent[], version: string, versions: readonly string[]): RangeVerdict {
  if (!COMMIT.test(version)) return versions.length > 0 ? 'unaffected' : 'unknown';
  const named = events.filter((event) => event.version.toLowerCase().startsWith(version.toLowerCase()));
  if (named.some(({ kind }) => kind === 'introduced' || kind === 'last_affected')) return 'affected';
  if (named.some(({ kind }) => kind === 'fixed' || kind === 'limit')) return 'unaffected';
  return 'unknown';
}
