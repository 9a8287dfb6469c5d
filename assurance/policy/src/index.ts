/** Policies as rules: those that are shipped, what claims say to them, and tests of them. */

export { factsOf } from './facts/facts-of.ts';
export { factsOfIdentity } from './facts/identity-facts.ts';
export type { SchemaOf } from './facts/statement.ts';
export { ruleOf } from './rule-of.ts';
export { SHIPPED_POLICIES, SHIPPED_RULES, type ShippedPolicy, type ShippedRule } from './shipped.ts';
