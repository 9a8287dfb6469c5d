/** What the feeds say of one component of a bill of materials. */

import { matchCpe, plain } from '../cpe/match.ts';
import { parseCpe } from '../cpe/name.ts';
import { ECOSYSTEMS } from '../ecosystems/ecosystem.ts';
import { type LookUp, lookUpsOf } from '../ecosystems/look-ups.ts';
import { isOfRelease } from '../ecosystems/release.ts';
import { isProductEntry, type PackageEntry, type ProductEntry, type Rating } from '../feeds/advisory.ts';
import type { FeedStore, StoredEntry } from '../feeds/feed-store.ts';
import { ANY_PRODUCT, productKey } from '../feeds/nvd-record.ts';
import type { Cpe, SbomComponent } from '../sbom/sbom.ts';
import { fixesAfter, judgeVersion } from './osv-ranges.ts';

export interface Match {
  /** The feed store's number of the advisory. */
  readonly advisory: number;
  readonly id: string;
  readonly source: 'osv' | 'nvd';
  /** `affected` by what is written, or `unknown`: nothing rules it out. */
  readonly verdict: 'affected' | 'unknown';
  /** The package URL or CPE by which it was found. */
  readonly identifier: string;
  readonly version: string | undefined;
  readonly fixedIn: readonly string[];
  /** Ratings for this package alone. */
  readonly ratings: readonly Rating[];
  /** True where NVD asks for other products beside it, which were not looked for. */
  readonly hasConditions: boolean;
}

export interface ComponentMatches {
  readonly matches: readonly Match[];
  /** Advisories that know this package and say that its version is not affected. */
  readonly cleared: readonly number[];
  /** Keys that were looked up: when what is said under one changes, the component is to be matched again. */
  readonly keys: readonly string[];
  /** Ecosystems, and `cpe`, that it was looked up in. */
  readonly families: readonly string[];
}

export function matchComponent(component: SbomComponent, feeds: FeedStore): ComponentMatches {
  const cleared: number[] = [];
  const packages = component.purls.flatMap((purl) =>
    lookUpsOf(purl, purl.version ?? component.version).map((lookUp) => ({ lookUp, identifier: purl.text })),
  );
  const products = component.cpes.filter(({ name }) => productKey(name) !== ANY_PRODUCT);
  const matches = [
    ...packages.flatMap(({ lookUp, identifier }) => matchPackage(lookUp, identifier, feeds, cleared)),
    ...products.flatMap((cpe) => matchProduct(cpe, component.version, feeds)),
  ];
  const keys = [
    ...packages.map(({ lookUp }) => lookUp.key),
    ...products.flatMap(({ name }) => [productKey(name), ANY_PRODUCT]),
  ];
  const families = [...packages.map(({ lookUp }) => lookUp.ecosystem), ...(products.length > 0 ? ['cpe'] : [])];
  return { matches, cleared, keys: [...new Set(keys)], families: [...new Set(families)] };
}

function matchPackage(
  { ecosystem, key, version, distro }: LookUp,
  identifier: string,
  feeds: FeedStore,
  cleared: number[],
): readonly Match[] {
  const { scheme } = ECOSYSTEMS[ecosystem];
  return feeds.entriesOf(key).flatMap(({ advisory, id, source, body }): readonly Match[] => {
    if (isProductEntry(body) || !isOfRelease(ecosystem, body.release, distro)) return [];
    const verdict = judgeVersion(body, version, scheme);
    if (verdict === 'unaffected') {
      cleared.push(advisory);
      return [];
    }
    return [{ advisory, id, source, verdict, identifier, version, ...detailsOf(body, version, ecosystem) }];
  });
}

function detailsOf(body: PackageEntry, version: string | undefined, ecosystem: LookUp['ecosystem']) {
  const fixedIn = fixesAfter(body, version, ECOSYSTEMS[ecosystem].scheme);
  return { fixedIn, ratings: body.ratings, hasConditions: false };
}

function matchProduct(cpe: Cpe, given: string | undefined, feeds: FeedStore): readonly Match[] {
  const version = cpe.name.version === '*' ? given : plain(cpe.name.version);
  return [productKey(cpe.name), ANY_PRODUCT]
    .flatMap((key) => feeds.entriesOf(key))
    .flatMap((entry) => (isProductEntry(entry.body) ? matchEntry(entry, entry.body, cpe, version) : []));
}

function matchEntry(entry: StoredEntry, body: ProductEntry, cpe: Cpe, version: string | undefined): readonly Match[] {
  const found = body.matches.flatMap((match) => {
    const verdict = matchCpe(parseCpe(match.criteria), match.versions, cpe.name, version);
    return verdict === 'no' ? [] : [{ ...match, verdict }];
  });
  // What is certain goes before what is not.
  const best = found.find(({ verdict }) => verdict === 'yes') ?? found[0];
  if (best === undefined) return [];
  const { advisory, id, source } = entry;
  const fixes = found.flatMap(({ versions }) => versions.endExcluding ?? []);
  return [
    {
      advisory,
      id,
      source,
      verdict: best.verdict === 'yes' ? 'affected' : 'unknown',
      identifier: cpe.text,
      version,
      fixedIn: [...new Set(fixes)],
      ratings: [],
      hasConditions: found.every(({ hasConditions }) => hasConditions),
    },
  ];
}
