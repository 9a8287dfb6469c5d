/** What a claim may cost before anything is known about who sent it. */

import type { JsonLimits } from '@sallyport/core';

export interface ClaimLimits extends JsonLimits {
  /** Most members and elements in a document, all levels together. */
  readonly maxMembers: number;
  /** Most proofs in a proof set. */
  readonly maxProofs: number;
  /** Most types, subjects, statuses, schemas or contexts in one credential. */
  readonly maxEntries: number;
  /** Most nodes that passed a claim on. */
  readonly maxHops: number;
}

export const CLAIM_LIMITS: ClaimLimits = {
  maxBytes: 256 * 1024,
  maxDepth: 64,
  maxMembers: 16_384,
  maxProofs: 8,
  maxEntries: 16,
  maxHops: 8,
};
