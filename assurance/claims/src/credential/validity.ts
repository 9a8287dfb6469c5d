/** Whether a credential counts at a moment. Authenticity does not depend on it, and a log can ask again later. */

import { fail } from '../errors.ts';
import type { Credential } from './credential.ts';

export type Validity = 'valid' | 'not-yet-valid' | 'expired';

/** Both ends count as within (VC Data Model 2.0 §4.9). */
export function validityOf(credential: Pick<Credential, 'validFrom' | 'validUntil'>, at: Date): Validity {
  if (credential.validFrom !== undefined && at < credential.validFrom) return 'not-yet-valid';
  if (credential.validUntil !== undefined && at > credential.validUntil) return 'expired';
  return 'valid';
}

/** @throws E_CLAIMS_NOT_YET_VALID, E_CLAIMS_EXPIRED */
export function requireValid(credential: Pick<Credential, 'validFrom' | 'validUntil'>, at: Date): void {
  switch (validityOf(credential, at)) {
    case 'not-yet-valid':
      throw fail('E_CLAIMS_NOT_YET_VALID', 'the claim does not hold yet');
    case 'expired':
      throw fail('E_CLAIMS_EXPIRED', 'the claim holds no longer');
    case 'valid':
  }
}
