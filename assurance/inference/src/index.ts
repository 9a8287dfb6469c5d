/** Inference from facts and rules: incremental, sandboxed, and able to say why. */

export { INFERENCE_ERRORS, type InferenceErrorCode } from './errors.ts';
export type { Inference } from './inference.ts';
export { INFERENCE_LIMITS, type InferenceLimits } from './limits.ts';
export type {
  Change,
  DecideOptions,
  Fact,
  Goal,
  Judgement,
  Outcome,
  Problem,
  ProofKind,
  ProofNode,
  QueryOptions,
  QueryResult,
  RuleProblem,
  RuleText,
  Value,
  Verdict,
} from './model.ts';
