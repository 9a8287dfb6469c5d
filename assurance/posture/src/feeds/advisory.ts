/** An advisory as the feed store keeps it, from whichever feed. */

import type { CpeVersions } from '../cpe/match.ts';

export type AdvisorySource = 'osv' | 'nvd';

export interface AdvisoryRecord {
  readonly source: AdvisorySource;
  readonly id: string;
  /** Milliseconds since 1970; the later of two records of one id counts. */
  readonly modified: number;
  /** Withdrawn or rejected: kept, so that an older record does not come back, and matched with nothing. */
  readonly isWithdrawn: boolean;
  readonly facts: AdvisoryFacts;
  readonly entries: readonly AdvisoryEntry[];
  /** Ecosystems of packages of it that are not matched. */
  readonly passedOver: readonly string[];
}

export interface AdvisoryFacts {
  /** Other names of the same vulnerability. */
  readonly aliases: readonly string[];
  /** Vulnerabilities that it passes on, as a distribution's advisory does. */
  readonly upstream: readonly string[];
  readonly ratings: readonly Rating[];
}

/** How bad somebody says it is, in the form they said it. */
export interface Rating {
  /** A CVSS vector, not yet looked at. */
  readonly vector?: string;
  /** A severity in words. */
  readonly word?: string;
  /** Who: NVD itself, the record's own publisher, or somebody whom NVD quotes. */
  readonly by: 'nvd' | 'record' | 'quoted';
}

/** What an advisory says of one package or product, under the key by which that is looked up. */
export interface AdvisoryEntry {
  readonly key: string;
  readonly body: PackageEntry | ProductEntry;
}

export interface PackageEntry {
  /** What stands behind the colon of the ecosystem. */
  readonly release: string;
  readonly ranges: readonly AffectedRange[];
  /** Versions enumerated one by one. */
  readonly versions: readonly string[];
  /** Ratings for this package alone, which go before the record's. */
  readonly ratings: readonly Rating[];
}

export interface AffectedRange {
  readonly type: 'SEMVER' | 'ECOSYSTEM' | 'GIT';
  readonly events: readonly RangeEvent[];
}

export interface RangeEvent {
  readonly kind: 'introduced' | 'fixed' | 'last_affected' | 'limit';
  readonly version: string;
}

export interface ProductEntry {
  readonly matches: readonly ProductMatch[];
}

export interface ProductMatch {
  readonly criteria: string;
  readonly versions: CpeVersions;
  /** True where NVD also asks for other products beside it, which a bill can hardly show. */
  readonly hasConditions: boolean;
}

export function isProductEntry(body: PackageEntry | ProductEntry): body is ProductEntry {
  return 'matches' in body;
}
