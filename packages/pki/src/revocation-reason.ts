/** CRLReason (RFC 5280 §5.3.1). */

/** Names by their numbers; 7 is not used. */
const REASONS = [
  'unspecified',
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  undefined,
  'removeFromCRL',
  'privilegeWithdrawn',
  'aACompromise',
] as const;

export type RevocationReason = Exclude<(typeof REASONS)[number], undefined>;

export function revocationReasonOf(code: number): RevocationReason | undefined {
  return REASONS[code];
}

export function revocationReasonCode(reason: RevocationReason): number {
  return REASONS.indexOf(reason);
}

export function isRevocationReason(text: string): text is RevocationReason {
  return REASONS.some((reason) => reason === text);
}
