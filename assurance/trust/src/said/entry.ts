/** A claim that is known, and what is found about it. */

import type { Validity, VerifiedClaim } from '@sallyport/assurance-claims';
import type { Standing } from '../standing.ts';
import type { Statement } from './statement.ts';

/** Why a claim that was made in due form still says nothing for its issuer. */
export type Defect = 'not-bound' | 'self';

export interface Entry {
  readonly claim: VerifiedClaim;
  readonly uri: string;
  /** Canonical. */
  readonly issuer: string;
  readonly statement: Statement;
  /** Milliseconds since 1970; infinite where the claim names none. Both ends are within. */
  readonly from: number;
  readonly until: number;

  validity: Validity;
  /** The identity that the issuer's key speaks as, by its canonical name; undefined when it speaks as nobody. */
  speaker: string | undefined;
  defect: Defect | undefined;
  /** True when it is the newest of its identity about its thing, valid and not taken back. */
  isCurrent: boolean;
  /** Undefined until it was judged. */
  standing: Standing | undefined;
}

/** The claim that this one takes back or replaces, if it does. */
export function withdrawnBy({ statement }: Entry): string | undefined {
  if (statement.kind === 'retraction') return statement.target;
  return statement.kind === 'report' ? statement.replaces : undefined;
}
