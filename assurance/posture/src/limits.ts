/** What documents of strangers may cost. */

export interface SbomLimits {
  /** Largest document in bytes. */
  readonly maxBytes: number;
  /** Deepest nesting of its JSON. */
  readonly maxDepth: number;
  /** Most components, nested ones included. */
  readonly maxComponents: number;
  /** Most package URLs and CPEs of all components. */
  readonly maxIdentifiers: number;
  /** Most statements about vulnerabilities. */
  readonly maxStatements: number;
  /** Most components that all statements together are about, counted for each. */
  readonly maxTargets: number;
}

export const SBOM_LIMITS: SbomLimits = {
  maxBytes: 64 * 1024 * 1024,
  maxDepth: 64,
  maxComponents: 100_000,
  maxIdentifiers: 200_000,
  maxStatements: 50_000,
  maxTargets: 100_000,
};

/** Names of one vulnerability in a statement. */
export const MAX_NAMES = 64;
/** Identifiers and hashes of one component, and elements that one statement is about. */
export const MAX_LIST = 4096;
/** Longest name, version or identifier that is kept, in letters. */
export const MAX_TEXT = 4096;

export interface FeedLimits {
  /** Largest single record in bytes. */
  readonly maxRecordBytes: number;
  readonly maxDepth: number;
  /** Problems that a report lists; all are counted. */
  readonly maxProblems: number;
}

export const FEED_LIMITS: FeedLimits = { maxRecordBytes: 16 * 1024 * 1024, maxDepth: 40, maxProblems: 100 };
