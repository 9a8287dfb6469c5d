/** The parts of a bill of materials with what is known against each, as a tree that people can look at. */

import {
  type FeedStore,
  type Finding,
  type Gap,
  type Sbom,
  type SbomComponent,
  scoreSbom,
} from '@sallyport/assurance-posture';

export interface TreeComponent {
  readonly ref: string;
  /** The component in which it lies; null at the top. */
  readonly parent: string | null;
  readonly name: string;
  readonly version: string | null;
  readonly purl: string | null;
  readonly kind: string | null;
  /** Whether the bill is of it. */
  readonly isSubject: boolean;
  /** The worst that counts against it, 0 to 10; null where nothing does. */
  readonly score: number | null;
}

export interface Posture {
  readonly findings: readonly Finding[];
  readonly gaps: readonly Gap[];
}

/** Components that are matched before others have their turn. */
const AT_ONCE = 32;
const CYCLONEDX_PART = /\/components\/\d+$/;

/**
 * Holds a bill against the feeds, a few components at a time, so that nobody at a door waits for it.
 * @throws E_POSTURE_FEED_STORE
 */
export async function postureOf(
  sbom: Sbom,
  feeds: FeedStore,
  { at, fromManufacturer }: { readonly at: Date; readonly fromManufacturer: boolean },
): Promise<Posture> {
  const findings: Finding[] = [];
  const gaps: Gap[] = [];
  for (let start = 0; start < sbom.components.length; start += AT_ONCE) {
    const components = sbom.components.slice(start, start + AT_ONCE);
    const score = scoreSbom({ ...sbom, components }, feeds, { at, fromManufacturer });
    findings.push(...score.findings);
    // That a few of many are no software means nothing.
    gaps.push(...score.gaps.filter(({ kind }) => kind !== 'empty'));
    await new Promise((resolve) => setImmediate(resolve));
  }
  const worstFirst = (a: { readonly score: number }, b: { readonly score: number }) => b.score - a.score;
  return { findings: findings.sort(worstFirst), gaps: gaps.sort(worstFirst) };
}

/** In the order of the bill. */
export function treeOf(sbom: Sbom, { findings }: Posture): readonly TreeComponent[] {
  const worst = new Map<string, number>();
  for (const { component, score, excuse } of findings) {
    if (excuse === undefined) worst.set(component.ref, Math.max(worst.get(component.ref) ?? 0, score));
  }
  const places = new Map(sbom.components.map(({ where, ref }) => [where, ref]));
  return sbom.components.map((component) => ({
    ref: component.ref,
    parent: parentOf(component, places, sbom),
    name: component.name,
    version: component.version ?? component.purls[0]?.version ?? null,
    purl: component.purls[0]?.text ?? null,
    kind: component.kind ?? null,
    isSubject: sbom.subjects.has(component.ref),
    score: worst.get(component.ref) ?? null,
  }));
}

/** CycloneDX nests; what lies at the top of a document is of its one subject. */
function parentOf(
  { where, ref }: SbomComponent,
  places: ReadonlyMap<string, string>,
  { subjects }: Sbom,
): string | null {
  const above = CYCLONEDX_PART.test(where) ? places.get(where.replace(CYCLONEDX_PART, '')) : undefined;
  if (above !== undefined) return above;
  const [subject, ...others] = subjects;
  return subject === undefined || others.length > 0 || subject === ref ? null : subject;
}
