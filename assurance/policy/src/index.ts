/** Policies as rules: those that are shipped, what claims say to them, and tests of them. */

export { POLICY_ERRORS, type PolicyErrorCode } from './errors.ts';
export { factsOf } from './facts/facts-of.ts';
export { factsOfIdentity } from './facts/identity-facts.ts';
export type { SchemaOf } from './facts/statement.ts';
export { ruleOf } from './rule-of.ts';
export {
  SHIPPED_POLICIES,
  SHIPPED_POLICY_TESTS,
  SHIPPED_RULES,
  type ShippedPolicy,
  type ShippedPolicyTest,
  type ShippedRule,
} from './shipped.ts';
export { type PolicyTestReport, type PolicyTestResult, runPolicyTests } from './tests/run-tests.ts';
export { type PolicyTest, type PolicyTestFile, readPolicyTests } from './tests/test-file.ts';
