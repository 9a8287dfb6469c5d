/** Scores a bill of materials against the feeds. */

import { fail } from '../errors.ts';
import type { FeedStore } from '../feeds/feed-store.ts';
import { matchComponent } from '../match/match-component.ts';
import type { Sbom, SbomComponent } from '../sbom/sbom.ts';
import { findingsOf } from './findings.ts';
import { emptyGap, gapsOf, partsOf } from './gaps.ts';
import { type Assumptions, assumptionsOf, type ScoreOptions } from './options.ts';
import { Rater } from './rate.ts';
import type { ComponentScore, Finding, Gap, SbomScore } from './result.ts';
import { Statements } from './statements.ts';
import { Vulnerabilities } from './vulnerabilities.ts';

interface Scoring {
  readonly feeds: FeedStore;
  readonly statements: Statements;
  readonly vulnerabilities: Vulnerabilities;
  readonly assumptions: Assumptions;
  readonly fromManufacturer: boolean;
  /** References of components about which something ought to be known. */
  readonly parts: ReadonlySet<string>;
}

/**
 * The highest score of a known vulnerability that is not excused, or of what is not known: 0 to 10.
 *
 * With `previous`, components about which no feed says anything new keep their findings.
 * @throws E_POSTURE_ARGUMENT, E_POSTURE_FEED_STORE
 */
export function scoreSbom(sbom: Sbom, feeds: FeedStore, options: ScoreOptions): SbomScore {
  const { previous } = options;
  if (previous !== undefined && previous.sbom !== sbom.digest) {
    throw fail('E_POSTURE_ARGUMENT', 'previous score is of another bill of materials');
  }
  const scoring: Scoring = {
    feeds,
    statements: new Statements(sbom, options.vex ?? []),
    vulnerabilities: new Vulnerabilities(feeds, new Rater(options.prefer)),
    assumptions: assumptionsOf(options),
    fromManufacturer: options.fromManufacturer ?? false,
    parts: partsOf(sbom),
  };
  const { revision } = feeds;
  const kept = previous === undefined ? new Map<string, ComponentScore>() : stillTrue(previous, feeds);
  const components = sbom.components.map((component) => kept.get(component.ref) ?? scoreComponent(component, scoring));
  const findings = components.flatMap((one) => one.findings).sort(byScore);
  const gaps = components.flatMap((one) => one.gaps);
  if (scoring.parts.size === 0) gaps.push(emptyGap(scoring.assumptions));
  gaps.sort(byScore);
  const counted = findings.filter(({ excuse }) => excuse === undefined);
  return {
    score: Math.max(0, counted[0]?.score ?? 0, gaps[0]?.score ?? 0),
    sbom: sbom.digest,
    at: options.at,
    revision,
    findings,
    gaps,
    why: explain(counted, gaps),
    components,
    matched: components.length - kept.size,
  };
}

/** Components of an earlier score about which nothing changed since. */
function stillTrue(previous: SbomScore, feeds: FeedStore): Map<string, ComponentScore> {
  const changes = feeds.changesSince(previous.revision);
  if (changes === undefined) return new Map();
  const kept = previous.components.filter(({ dependsOn }) => !dependsOn.some((subject) => changes.has(subject)));
  return new Map(kept.map((one) => [one.component.ref, one]));
}

function scoreComponent(component: SbomComponent, scoring: Scoring): ComponentScore {
  const { feeds, statements, vulnerabilities, assumptions } = scoring;
  const { matches, cleared, keys, families } = matchComponent(component, feeds);
  const findings = findingsOf(
    component,
    {
      matches,
      cleared,
      statements: statements.against(component),
      excuse: scoring.fromManufacturer ? statements.excuses(component) : () => undefined,
    },
    vulnerabilities,
    assumptions,
  );
  const gaps = scoring.parts.has(component.ref) ? gapsOf(component, families, feeds, assumptions) : [];
  const names = findings.flatMap(({ vulnerability }) => vulnerabilities.named(vulnerability).lookedAt);
  const dependsOn = [...keys, ...families.map((family) => `covers:${family}`), ...names.map((name) => `id:${name}`)];
  return { component, findings, gaps, dependsOn: [...new Set(dependsOn)] };
}

function byScore(a: { readonly score: number }, b: { readonly score: number }): number {
  return b.score - a.score;
}

function explain(counted: readonly Finding[], gaps: readonly Gap[]): string {
  const worst = counted[0];
  const gap = gaps[0];
  if (worst !== undefined && worst.score >= (gap?.score ?? 0)) return worst.why;
  return gap === undefined ? 'No known vulnerability is left, and everything could be looked up' : gap.why;
}
