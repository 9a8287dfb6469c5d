/** Inference from facts and rules: incremental, sandboxed, and able to say why. */

export type { InferenceListener } from './engine/backlog.ts';
export { InferenceEngine, type InferenceOptions } from './engine/inference-engine.ts';
export { INFERENCE_ERRORS, type InferenceErrorCode } from './errors.ts';
export { isStatable } from './facts/values.ts';
export type { Inference } from './inference.ts';
export { INFERENCE_LIMITS, type InferenceLimits } from './limits.ts';
export type {
  Change,
  DecideOptions,
  Fact,
  Followed,
  Goal,
  GoalGiven,
  Judgement,
  Outcome,
  Pattern,
  PatternGiven,
  Problem,
  ProofKind,
  ProofNode,
  QueryOptions,
  QueryResult,
  RuleProblem,
  RuleText,
  SaidText,
  Solutions,
  Value,
  Verdict,
} from './model.ts';
export { type NativeProgram, nativeProgram, nativeQuestions } from './native-program.ts';
export { reasonNodesOf, reasonsOf, renderProof } from './proof/render-proof.ts';
export { FACT_RELATIONS } from './vocabulary.ts';
