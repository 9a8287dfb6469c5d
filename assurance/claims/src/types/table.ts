/** The one table of claim types: validation, dispatch, JSON Schemas, contexts and documentation read it. */

import type { z } from 'zod';
import { POSTURE_TYPES } from './posture-types.ts';
import { REASONING_TYPES } from './reasoning-types.ts';
import { TRUST_TYPES } from './trust-types.ts';

export const CLAIM_TYPES = { ...TRUST_TYPES, ...POSTURE_TYPES, ...REASONING_TYPES };

export type ClaimTypeName = keyof typeof CLAIM_TYPES;

/** The subject of a claim of this type. */
export type SubjectOf<Name extends ClaimTypeName> = z.infer<(typeof CLAIM_TYPES)[Name]['schema']>;

/** What a claim states: a union told apart by `type`. */
export type Claim = { [Name in ClaimTypeName]: ReturnType<(typeof CLAIM_TYPES)[Name]['read']> }[ClaimTypeName];

export function isClaimTypeName(text: string): text is ClaimTypeName {
  return Object.hasOwn(CLAIM_TYPES, text);
}

/** Every name, in the order of the table. */
export const CLAIM_TYPE_NAMES: readonly ClaimTypeName[] = Object.keys(CLAIM_TYPES).filter(isClaimTypeName);
