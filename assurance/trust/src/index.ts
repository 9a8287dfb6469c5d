/** The trust engine: which verified claims count at this node, by whom, and how far, as of a time. */

export {
  type CompleteBasis,
  DEFAULT_RECORD,
  DEFAULT_THRESHOLD,
  type RecordBasis,
  readTrustBasis,
  type TrustBasis,
} from './basis.ts';
export { TrustEngine } from './engine.ts';
export { TRUST_ERRORS, type TrustErrorCode } from './errors.ts';
export {
  DEFAULT_REQUIREMENTS,
  isRequirementName,
  REQUIREMENT_NAMES,
  type RequirementName,
  type Requirements,
  type Speaker,
} from './requirements.ts';
export {
  type IdentityChange,
  type IdentityState,
  STANDING_REASONS,
  type Standing,
  type StandingChange,
  type StandingReason,
  type TrustChangeSet,
} from './standing.ts';
