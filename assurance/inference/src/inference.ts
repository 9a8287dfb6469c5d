/** What an inference engine does for others. */

import type {
  Change,
  DecideOptions,
  Followed,
  Goal,
  GoalGiven,
  Judgement,
  Outcome,
  Pattern,
  PatternGiven,
  ProofNode,
  QueryOptions,
  QueryResult,
  RuleProblem,
  Solutions,
  Verdict,
} from './model.ts';

export interface Inference {
  /**
   * Takes changes in, all together, and judges the watched goals anew that depended on what changed. The outcome is a
   * function of the facts and rules that are there, never of the order in which they came. Of many goals the first are judged when it
   * resolves, those that held first; the listener, if there is one, is told of the others piece by piece, and calls have their turn between two
   * pieces. Whatever is asked from then on is answered by what changed.
   * @throws E_INFERENCE_FACT and leaves everything as it was
   */
  apply(changes: readonly Change[], at: Date): Promise<Outcome>;
  /** Judges the watched goals anew whose answer depends on the time and that fell due. */
  advance(at: Date): Promise<Outcome>;
  /** When {@link advance} is due, `undefined` while no watched goal depends on the time. */
  readonly nextDueAt: Date | undefined;
  /** Answers with the proof. A goal that cannot be evaluated to its end does not hold, and the verdict says why. @throws E_INFERENCE_GOAL */
  decide(goal: Goal, options?: DecideOptions): Promise<Verdict>;
  /**
   * Yes or no to many goals, in their order, without a proof and without watching any: many times faster than to decide each.
   * Nothing else is done meanwhile. @throws E_INFERENCE_GOAL
   */
  judge(questions: readonly GoalGiven[]): Promise<readonly Judgement[]>;
  /**
   * Whether a watched goal that was asked with these facts did not hold when it was last judged: what {@link decide} answers as of
   * the last change that was told, at once and without a proof. False for everything else, as for what could not be judged to its end.
   */
  isRefuted(question: GoalGiven): boolean;
  /** Whether a rule in force has something to say in this relation, `name/arity`. */
  defines(relation: string): boolean;
  /**
   * Finds all answers. A watched pattern is told of in {@link Outcome.changed} when the set of its answers changes.
   * @throws E_INFERENCE_GOAL
   */
  solve(pattern: Pattern, options?: DecideOptions): Promise<Solutions>;
  /**
   * Watches many goals and patterns at once, and answers in their order, without proofs. A pattern with nothing left open has one
   * answer or none. @throws E_INFERENCE_GOAL
   */
  follow(questions: readonly PatternGiven[]): Promise<readonly Followed[]>;
  unwatch(goal: Goal | Pattern): void;
  /** Resolves when all is judged that waits to be at this moment. @throws E_INFERENCE_CLOSED */
  settled(): Promise<void>;
  /** Why, or why not. @throws E_INFERENCE_GOAL */
  explain(goal: Goal): Promise<ProofNode>;
  /** Asks in the language of rules. @throws E_INFERENCE_… of a query that is refused */
  query(goalText: string, options?: QueryOptions): Promise<QueryResult>;
  /** What is wrong with the rule texts that are there now. */
  readonly problems: readonly RuleProblem[];
  close(): Promise<void>;
}
