/** What a bill of materials scores, and why. */

import type { CvssScore } from '../cvss/score.ts';
import type { KnownExploited } from '../feeds/kev-record.ts';
import type { SbomComponent } from '../sbom/sbom.ts';

export interface SbomScore {
  /** 0 to 10: the highest of what the findings that are not excused and the gaps count for. */
  readonly score: number;
  /** The bill that was scored: `ni:///sha-256;…`. */
  readonly sbom: string;
  readonly at: Date;
  /** The feed store's revision that it stands on. */
  readonly revision: number;
  /** Known vulnerabilities of its components, the worst first. */
  readonly findings: readonly Finding[];
  /** What is not known, and what that counts for, the worst first. */
  readonly gaps: readonly Gap[];
  /** One sentence for people: what made the score. */
  readonly why: string;
  /** By component, in the order of the bill: what a later score can take over. */
  readonly components: readonly ComponentScore[];
  /** How many components had to be matched for this score; the others were taken over. */
  readonly matched: number;
}

export interface ComponentScore {
  readonly component: SbomComponent;
  readonly findings: readonly Finding[];
  readonly gaps: readonly Gap[];
  /** What it depends on, as `FeedStore.changesSince` names changes. */
  readonly dependsOn: readonly string[];
}

export interface Finding {
  /** The CVE where there is one, otherwise the advisory's own name. */
  readonly vulnerability: string;
  /** All names it goes by. */
  readonly ids: readonly string[];
  /** Advisories that say so, and `sbom` where the bill itself does. */
  readonly sources: readonly string[];
  readonly component: AffectedComponent;
  /** What it counts for, 0 to 10. */
  readonly score: number;
  /** What the score stands on: a CVSS vector, a severity in words, or nothing, so that the worst is taken. */
  readonly basis: 'cvss' | 'severity' | 'assumed';
  readonly cvss: CvssScore | undefined;
  /** The severity in words that it was scored by. */
  readonly severity: string | undefined;
  /** Set when it is known to be exploited. */
  readonly exploited: KnownExploited | undefined;
  readonly fixedIn: readonly string[];
  /** False where the version is not known or cannot be compared, so that it only may be affected. */
  readonly isCertain: boolean;
  /** What the maker of the bill says against it, where that is believed; it then counts for nothing. */
  readonly excuse: Excuse | undefined;
  /** One sentence for people. */
  readonly why: string;
}

export interface AffectedComponent {
  readonly ref: string;
  readonly name: string;
  readonly version: string | undefined;
  readonly purl: string | undefined;
}

export interface Excuse {
  readonly state: 'not-affected' | 'fixed';
  readonly justification: string | undefined;
  /** Where the statement stands. */
  readonly where: string;
}

/**
 * - `empty`: the bill names no software at all.
 * - `unidentified`: the component has no package URL or CPE that could be looked up.
 * - `uncovered`: it has one, and no imported feed has advisories of its kind.
 */
export type GapKind = 'empty' | 'unidentified' | 'uncovered';

export interface Gap {
  readonly kind: GapKind;
  readonly component: AffectedComponent | undefined;
  /** What it counts for, 0 to 10. */
  readonly score: number;
  readonly why: string;
}
