/** What is said of a type. */

import type { SubjectOf } from '@sallyport/assurance-claims';
import { type SbomScore, vulnerabilityScoreSubject, vulnerabilitySubjects } from '@sallyport/assurance-posture';
import type { JsonObject, Milliseconds } from '@sallyport/core';
import type { BotOutput } from '../bot-module.ts';

/** What is not known counts as the worst. */
export const UNKNOWN = 10;
/** Of the worst, of all bills of a type together. */
const MOST_FINDINGS = 100;

/** The worst bill of a type makes its score, which lapses unless it is said anew. */
export function knownOutputs(
  deviceType: string,
  scores: readonly SbomScore[],
  validFor: Milliseconds,
): readonly BotOutput[] {
  const [worst] = scores.toSorted((a, b) => b.score - a.score);
  if (worst === undefined) return [];
  const found = new Map<string, SubjectOf<'Vulnerability'>>();
  for (const score of scores) {
    for (const subject of vulnerabilitySubjects(score, deviceType, { most: MOST_FINDINGS })) {
      const key = JSON.stringify([subject.vulnerability, subject.component ?? null]);
      if ((found.get(key)?.score ?? -1) < subject.score) found.set(key, subject);
    }
  }
  const findings = [...found.values()].sort((a, b) => b.score - a.score).slice(0, MOST_FINDINGS);
  return [
    { type: 'VulnerabilityScore', subject: plain(vulnerabilityScoreSubject(worst, deviceType)), validFor },
    ...findings.map((subject) => ({ type: 'Vulnerability', subject: plain(subject) })),
  ];
}

/** Does not lapse: somebody else's word must not come to stand alone for it. */
export function unknownOutput(deviceType: string, now: number, sbom: string | undefined): BotOutput {
  const subject = { deviceType, score: UNKNOWN, ...(sbom === undefined ? {} : { sbom }), computed: secondOf(now) };
  return { type: 'VulnerabilityScore', subject };
}

/** Whole seconds. @param time in milliseconds since 1970 */
export function secondOf(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

function plain(subject: SubjectOf<'Vulnerability' | 'VulnerabilityScore'>): JsonObject {
  const json: JsonObject = JSON.parse(JSON.stringify(subject));
  return json;
}
