/** How a bill of materials is scored. */

import type { CvssVersion } from '../cvss/metrics.ts';
import { fail } from '../errors.ts';
import type { Sbom } from '../sbom/sbom.ts';
import type { SbomScore } from './result.ts';

export interface ScoreOptions {
  /** When: stands in the result. */
  readonly at: Date;
  /**
   * Whether what the bill says of vulnerabilities (VEX) excuses findings: only where the manufacturer vouches for the
   * bill. Otherwise only what it says against the device counts. False when left out.
   */
  readonly fromManufacturer?: boolean;
  /** VEX documents of the manufacturer that point into this bill by BOM-Link. */
  readonly vex?: readonly Sbom[];
  /** Versions of CVSS, the preferred first. 4.0, 3.1, 3.0, 2.0 when left out. */
  readonly prefer?: readonly CvssVersion[];
  readonly assume?: Partial<Assumptions>;
  /** A score of the same bill by the same options: only what changed since is matched again. */
  readonly previous?: SbomScore;
}

/** What missing knowledge counts for, 0 to 10. */
export interface Assumptions {
  /** A vulnerability without any severity. */
  readonly unscored: number;
  /** At least, for one that is known to be exploited. */
  readonly exploited: number;
  /** A component that cannot be looked up. */
  readonly unidentified: number;
  /** A component of a kind of which there are no advisories. */
  readonly uncovered: number;
  /** A bill without components. */
  readonly empty: number;
}

/** Not known is as bad as can be; exploited is at least critical (CVSS 4.0 §6). */
export const ASSUMPTIONS: Assumptions = { unscored: 10, exploited: 9, unidentified: 10, uncovered: 10, empty: 10 };

/** @throws E_POSTURE_ARGUMENT */
export function assumptionsOf(options: ScoreOptions): Assumptions {
  const assumptions = { ...ASSUMPTIONS, ...options.assume };
  for (const [name, value] of Object.entries(assumptions)) {
    if (!(value >= 0 && value <= 10)) throw fail('E_POSTURE_ARGUMENT', `assumption "${name}" is not from 0 to 10`);
  }
  return assumptions;
}
