/** From a score to what is claimed of a type of devices (`makeClaim` of assurance/claims takes these subjects). */

import type { SubjectOf } from '@sallyport/assurance-claims';
import type { SbomScore } from './score/result.ts';

/** Longer names are not claimed of. */
const MAX_VULNERABILITY = 1024;
const PACKAGE_URL = /^pkg:[!-~]{1,1020}$/;

export interface SubjectOptions {
  /** At most so many claims, of the worst. 100 when left out. */
  readonly most?: number;
}

/** What a `VulnerabilityScore` claim states. */
export function vulnerabilityScoreSubject(score: SbomScore, deviceType: string): SubjectOf<'VulnerabilityScore'> {
  // Whole seconds: a claim computed again from the same feeds in the same second is the same claim.
  const computed = `${score.at.toISOString().slice(0, 19)}Z`;
  return { deviceType, score: score.score, sbom: score.sbom, computed };
}

/** What `Vulnerability` claims state: of findings that are not excused, each vulnerability and component once. */
export function vulnerabilitySubjects(
  score: SbomScore,
  deviceType: string,
  { most = 100 }: SubjectOptions = {},
): readonly SubjectOf<'Vulnerability'>[] {
  const subjects = new Map<string, SubjectOf<'Vulnerability'>>();
  for (const { vulnerability, component, score: counted, excuse } of score.findings) {
    if (subjects.size >= most) break;
    if (excuse !== undefined || vulnerability === '' || vulnerability.length > MAX_VULNERABILITY) continue;
    const purl = component.purl !== undefined && PACKAGE_URL.test(component.purl) ? component.purl : undefined;
    const subject = { deviceType, vulnerability, score: counted, ...(purl === undefined ? {} : { component: purl }) };
    const key = `${vulnerability} ${purl ?? ''}`;
    if (!subjects.has(key)) subjects.set(key, subject);
  }
  return [...subjects.values()];
}
