/** What cannot be known of a component, which counts as bad news. */

import type { FeedStore } from '../feeds/feed-store.ts';
import type { Sbom, SbomComponent } from '../sbom/sbom.ts';
import { affected } from './findings.ts';
import type { Assumptions } from './options.ts';
import type { Gap, GapKind } from './result.ts';

/**
 * Components about which something ought to be known. Not those that are no software, of which no advisory is written;
 * and not the one that the bill is of when it names what that is made of, since that is the sum of its parts.
 */
export function partsOf({ components, subjects }: Sbom): ReadonlySet<string> {
  const software = components.filter(({ isSoftware }) => isSoftware).map(({ ref }) => ref);
  const parts = software.filter((ref) => !subjects.has(ref));
  return new Set(subjects.size === 1 && parts.length > 0 ? parts : software);
}

/** @param families ecosystems, and `cpe`, that it was looked up in */
export function gapsOf(
  component: SbomComponent,
  families: readonly string[],
  feeds: FeedStore,
  assumptions: Assumptions,
): readonly Gap[] {
  const gap = (kind: GapKind, score: number, why: string): readonly Gap[] => [
    { kind, component: affected(component), score, why: `${nameOf(component)} ${why}` },
  ];
  if (families.some((family) => feeds.covers(family))) return [];
  const identifiers = component.purls.length + component.cpes.length;
  if (identifiers === 0) {
    const [unreadable] = component.unreadable;
    const why = unreadable === undefined ? 'has no package URL or CPE' : `has no identifier that can be read`;
    return gap('unidentified', assumptions.unidentified, `${why}, so that nobody can look it up`);
  }
  if (families.length === 0) {
    const types = [...new Set(component.purls.map(({ type }) => type))].join(', ');
    return gap('uncovered', assumptions.uncovered, `is named so that no advisories are matched with it (${types})`);
  }
  return gap(
    'uncovered',
    assumptions.uncovered,
    `is of a kind of which no advisories are imported (${families.join(', ')})`,
  );
}

/** A bill that names no software. */
export function emptyGap(assumptions: Assumptions): Gap {
  return {
    kind: 'empty',
    component: undefined,
    score: assumptions.empty,
    why: 'The bill of materials names no software',
  };
}

function nameOf({ name, version }: SbomComponent): string {
  return version === undefined ? name : `${name} ${version}`;
}
