/**
 * Works out how vulnerable each type of devices is, from the bills of materials that were claimed and the feeds that were
 * imported (CAHN: "the registrar should intermittently run the CVE function against the declared SBOMs").
 */

import type { ClaimSigner } from '@sallyport/assurance-claims';
import { DAY, HOUR, type JsonObject, MINUTE, type Milliseconds } from '@sallyport/core';
import type { Databot } from '../databot.ts';
import type { DatabotLimits } from '../limits.ts';
import { ownModule } from '../own-module.ts';
import { secondOf, UNKNOWN } from './statements.ts';

export interface SbomScoringOptions {
  /** Needs the rights query and report-posture. */
  readonly signer: ClaimSigner;
  /** Of the feed store’s file. */
  readonly feeds: string;
  /** The bytes of a bill of materials by their digest (`ni:///sha-256;…`); undefined where they cannot be had. */
  readonly sbomOf: (digest: string) => Promise<Uint8Array | undefined>;
  /** Default: every hour. Besides on every change of a bill, and whenever {@link SBOM_FEEDS} is told as changed. */
  readonly every?: Milliseconds;
  readonly limits?: Partial<DatabotLimits>;
}

/** Tell `relationsChanged` of it when feeds were imported. */
export const SBOM_FEEDS = 'sbom_feeds';

/**
 * A score is said anew in the second half of this, so that it stands for at least half as long after the last run that worked,
 * and no longer than all of it. Shorter makes the log grow by scores that say nothing new.
 */
const LIFETIME: Milliseconds = 7 * DAY;
/** Thousands of types, each with up to a hundred vulnerabilities. */
const LIMITS: Partial<DatabotLimits> = { wallClock: 5 * MINUTE, outputs: 100_000 };
const STALE_AFTER: Milliseconds = 24 * HOUR;

export function sbomScoring({ signer, feeds, sbomOf, every = HOUR, limits }: SbomScoringOptions): Databot {
  return {
    name: 'sbom-scoring',
    about: 'Scores the bills of materials of types of devices by the vulnerabilities that the feeds know of.',
    module: ownModule('./run', import.meta.url),
    settings: { feeds, issuer: signer.issuer, lifetime: LIFETIME },
    inputs: [
      'sbom(Name, _, _)',
      'member(Name, [{types}]), sbom(Name, Digest, _By), ( manufacturer_speaks(_By) -> Vouched = 1 ; Vouched = 0 )',
      'member(Name, [{types}]), vulnerability(Name, Id, Score, Component, {this databot}), Score > 0',
    ],
    trigger: { onChange: ['sbom', 'manufacturer_speaks', SBOM_FEEDS], every, staleAfter: STALE_AFTER },
    signer,
    materials: { sbom: sbomOf },
    outputs: [
      {
        type: 'VulnerabilityScore',
        relation: 'vulnerability_score',
        about: (subject) => subject['deviceType'] ?? null,
        content: (subject) => [subject['score'] ?? null, subject['sbom'] ?? null],
        // Without a bill nothing is known, nor when a score lapsed, under which this lies. A newer claim of the same key stands in the place of the older one.
        ended: (subject, at) => ({
          deviceType: subject['deviceType'] ?? null,
          score: UNKNOWN,
          computed: secondOf(at.getTime()),
        }),
      },
      {
        type: 'Vulnerability',
        relation: 'vulnerability',
        about: (subject) => vulnerabilityKey(subject),
        content: (subject) => subject['score'] ?? null,
        // The type has it no longer: harmless, as CVSS counts.
        ended: (subject) => ({ ...subject, score: 0 }),
      },
    ],
    limits: { ...LIMITS, ...limits },
  };
}

function vulnerabilityKey(subject: JsonObject) {
  return [subject['deviceType'] ?? null, subject['vulnerability'] ?? null, subject['component'] ?? null];
}
