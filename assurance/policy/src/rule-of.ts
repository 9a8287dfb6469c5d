/** Rule claims as rule texts for inference. */

import type { VerifiedClaim } from '@sallyport/assurance-claims';
import type { RuleText } from '@sallyport/assurance-inference';
import type { Standing } from '@sallyport/assurance-trust';

/** The text of a rule claim; undefined for other claims and for one that does not count. */
export function ruleOf({ claim, uri }: VerifiedClaim, { counts, by }: Standing): RuleText | undefined {
  if (!counts || claim.type !== 'Rule') return undefined;
  const { rule, source, replaces } = claim.subject;
  return { id: uri, name: rule, source, by, ...(replaces === undefined ? {} : { replaces }) };
}
