/** What a verifier found out about a device, for rules. */

import type { SubjectOf } from '@sallyport/assurance-claims';
import { secondsOf } from './seconds.ts';
import type { Statement } from './statement.ts';

/**
 * Nobody tells of an appraisal before it is made: else an affirmation dated into the future would stay fresh until then.
 * One that does not say from when it holds could, and affirms nothing; a contraindication counts all the same.
 */
export function attestationOf(
  device: string,
  { status, profile, appraised }: SubjectOf<'AttestationResult'>,
  validFrom: Date | undefined,
): Statement | undefined {
  const stated = ['attestation', device, status, profile ?? null] as const;
  const appraisedAt = secondsOf(appraised);
  if (validFrom !== undefined) return [...stated, Math.min(appraisedAt, Math.floor(validFrom.getTime() / 1000))];
  return status === 'affirming' ? undefined : [...stated, appraisedAt];
}
