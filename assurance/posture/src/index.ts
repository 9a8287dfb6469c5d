/** What devices are made of: bills of materials, vulnerability feeds, scores. */

export { type SubjectOptions, vulnerabilityScoreSubject, vulnerabilitySubjects } from './claims.ts';
export { type CpeVerdict, type CpeVersions, matchCpe } from './cpe/match.ts';
export { type CpeName, parseCpe } from './cpe/name.ts';
export { CVSS_VERSIONS, type CvssVersion } from './cvss/metrics.ts';
export { type CvssScore, scoreCvss } from './cvss/score.ts';
export { scoreOfSeverity } from './cvss/severity.ts';
export { ECOSYSTEMS, type Ecosystem, type EcosystemName, packageKey } from './ecosystems/ecosystem.ts';
export { type LookUp, lookUpsOf } from './ecosystems/look-ups.ts';
export { POSTURE_ERRORS, type PostureErrorCode } from './errors.ts';
export type * from './feeds/advisory.ts';
export { type FeedState, FeedStore, type StoredAdvisory, type StoredEntry } from './feeds/feed-store.ts';
export { type ImportOptions, importFeed } from './feeds/import-feed.ts';
export type { KnownExploited } from './feeds/kev-record.ts';
export {
  FEED_KINDS,
  type FeedKind,
  type ImportCounts,
  type ImportProblem,
  type ImportReport,
} from './feeds/report.ts';
export { FEED_LIMITS, type FeedLimits, SBOM_LIMITS, type SbomLimits } from './limits.ts';
export { type ComponentMatches, type Match, matchComponent } from './match/match-component.ts';
export { judgeVersion, type RangeVerdict } from './match/osv-ranges.ts';
export { type PackageUrl, parsePurl } from './purl.ts';
export { readSbom, sbomDigest } from './sbom/read-sbom.ts';
export type * from './sbom/sbom.ts';
export { ASSUMPTIONS, type Assumptions, type ScoreOptions } from './score/options.ts';
export type * from './score/result.ts';
export { scoreSbom } from './score/score-sbom.ts';
export type { VersionScheme } from './versions/scheme.ts';
