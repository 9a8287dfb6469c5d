/** Rule claims as rule texts for inference. */

import type { VerifiedClaim } from '@sallyport/assurance-claims';
import type { RuleText } from '@sallyport/assurance-inference';
import type { Standing } from '@sallyport/assurance-trust';

/**
 * The text of a rule claim that counts, or of which another has taken the place; undefined for other claims. What the claim
 * says it replaces is for the trust engine to judge, and not in the text.
 */
export function ruleOf({ claim, uri }: VerifiedClaim, { counts, reason, by }: Standing): RuleText | undefined {
  if (claim.type !== 'Rule' || !(counts || reason === 'superseded')) return undefined;
  const { rule, source } = claim.subject;
  return { id: uri, name: rule, source, by };
}
