/** The append-only log of claims: received, appended, and only then verified; rebuilt on any basis. */

export {
  type Appended,
  type AppendHow,
  ClaimLog,
  type ClaimLogOptions,
  type ClaimPage,
  type ClaimQuery,
  type ListedClaim,
} from './claim-log.ts';
export { CLAIM_LOG_ERRORS, type ClaimLogErrorCode } from './errors.ts';
export type { ClaimFollower, FollowOptions } from './follower.ts';
export { type Glance, glanceAt } from './glance.ts';
export {
  type Acknowledgement,
  type ClaimsHandlerLimits,
  type ClaimsHandlerOptions,
  claimsHandler,
} from './http/claims-handler.ts';
export {
  CLAIM_LOGGED,
  CLAIM_STREAM,
  type ClaimEntry,
  claimId,
  type LoggedClaim,
  ORIGINS,
  type Origin,
} from './logged-claim.ts';
export { claimLogProjection } from './projection.ts';
