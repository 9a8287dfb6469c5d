/** Continuous assurance: claims in, decisions out, and asked again for as long as a device stays. */

export { Assurance, type BasisPreview, type Submitted } from './assurance.ts';
export type { ClaimsPreview, ClaimsPreviewOptions, ClaimsPreviewTurn, PreviewQuestion } from './claims-preview.ts';
export { ASSURANCE_ERRORS, type AssuranceErrorCode } from './errors.ts';
export type { Foreseen } from './judge/preview.ts';
export type { ObservationRecord } from './observed/observation-record.ts';
export {
  deviceFact,
  deviceKeyFact,
  listedFact,
  madeByFact,
  manufacturerUri,
  type Observation,
  type ObservedFact,
  provedFact,
} from './observed/observed-fact.ts';
export {
  observationsProjection,
  type StoredObservations,
  type StoredObservationsOptions,
  storedObservations,
} from './observed/stored-observations.ts';
export { ASSURANCE_LIMITS, type AssuranceLimits, type AssuranceOptions } from './options.ts';
export type { Outcome } from './outcome.ts';
export type { RuleClaim } from './rule-claims.ts';
export { type SaidClaim, saidClaims } from './said-claims.ts';
