/** Whether the policy in force still is what is shipped: where it is, adopting it once more would change nothing. */

import type { PolicyAnswer } from './index.tsx';

type Rule = Pick<PolicyAnswer['rules'][number], 'rule' | 'source' | 'counts' | 'isAdopted'>;
type ShippedRule = Pick<Rule, 'rule' | 'source'>;

/** Owners change rules and take them back, and another version ships others. */
export function isAsShipped(rules: readonly Rule[], shipped: readonly ShippedRule[]): boolean {
  const inForce = rules.filter(({ counts, isAdopted }) => counts && isAdopted);
  return (
    inForce.length === shipped.length &&
    shipped.every(({ rule, source }) => inForce.some((each) => each.rule === rule && each.source === source))
  );
}
