/** What goes into inference and what comes out of it. */

import type { InferenceErrorCode } from './errors.ts';

/**
 * A value as rules see it. Texts are Prolog atoms, `true`, `false` and `null` the atoms of these names: a text that
 * reads `true` and the truth value are the same to a rule. Whole numbers are integers, others floats.
 */
export type Value = string | number | boolean | null;

/** Something that somebody said, or that the node observed. */
export interface Fact {
  /** The claim's URI, or `observed:…`. Several claims may state the same fact; it holds until the last is removed. */
  readonly id: string;
  /** A word that begins with a small letter. */
  readonly relation: string;
  readonly arguments: readonly Value[];
  /** Who said it. */
  readonly by?: string;
  /** For people, in CAHN's notation. */
  readonly statement: string;
}

/** Clauses that somebody wrote. The README of this package says what they may hold. */
export interface RuleText {
  /** The claim's URI. */
  readonly id: string;
  /** For people. Texts are in force in the order of their names, then ids, whatever the order of arrival. */
  readonly name: string;
  readonly source: string;
  readonly by?: string;
  /** The ids of the texts whose place it takes; they stay in force while this one is refused. */
  readonly replaces?: readonly string[];
}

export type Change =
  | { readonly add: Fact }
  | { readonly remove: Fact }
  | { readonly addRule: RuleText }
  | { readonly removeRule: string };

/** A question that has yes or no for an answer. */
export interface Goal {
  readonly relation: string;
  readonly arguments: readonly Value[];
}

/** Why an evaluation did not come to its end. The answer is no then. */
export interface Problem {
  readonly code: InferenceErrorCode;
  readonly sentence: string;
  /** The id and the name of the rule that caused it, where one did. */
  readonly rule?: string;
  readonly ruleName?: string;
}

/**
 * What is wrong with a rule text. `refused`: it is not in force. `quarantined`: it brought the engine down, and whatever
 * needs one of its relations is answered with no. `warning`: it is in force, and perhaps not what was meant.
 */
export interface RuleProblem extends Problem {
  readonly rule: string;
  readonly ruleName: string;
  readonly severity: 'refused' | 'quarantined' | 'warning';
  /** Where it stands in the text, from 1. */
  readonly line?: number;
}

/** A goal with the facts of this one question. */
export interface GoalGiven {
  readonly goal: Goal;
  readonly given: readonly Fact[];
}

/** A question that has answers: those arguments are asked for that are left open. */
export interface Pattern {
  readonly relation: string;
  readonly arguments: readonly (Value | undefined)[];
}

/** A question that is watched, with the facts of this one. */
export interface PatternGiven {
  readonly pattern: Pattern;
  readonly given: readonly Fact[];
}

export interface Solutions {
  /** All arguments of each answer, each answer once, in Prolog's standard order. */
  readonly answers: readonly (readonly Value[])[];
  /** Why the answers could not be found; there are none then. */
  readonly problem?: Problem;
}

/** What is so of something that is watched from now on. */
export interface Followed extends Solutions {
  readonly pattern: Pattern;
  readonly holds: boolean;
}

export interface Judgement {
  readonly goal: Goal;
  readonly holds: boolean;
  readonly problem?: Problem;
}

export interface Verdict extends Judgement {
  readonly proof: ProofNode;
}

/** The text of an author, and what stands in place of each `{Name}` in it. */
export interface SaidText {
  readonly text: string;
  readonly values: Readonly<Record<string, Value>>;
}

export type ProofKind = 'fact' | 'rule' | 'not' | 'builtin' | 'missing' | 'limit';

/** Why something holds, or why not. */
export interface ProofNode {
  /** For people: what the rules' authors wrote, otherwise what was claimed, otherwise the goal. */
  readonly sentence: string;
  /** In Prolog's notation. */
  readonly goal: string;
  readonly holds: boolean;
  readonly kind: ProofKind;
  /** What `goal` asks for; of a negation, what is denied. Undefined where it is no relation of facts or rules. */
  readonly asked?: Pattern;
  /** What the author of a rule wrote (`says/2`). The sentence is this text with its values in it. */
  readonly said?: SaidText;
  /** Who stated the fact. */
  readonly claim?: { readonly id: string; readonly by?: string; readonly statement: string };
  readonly children: readonly ProofNode[];
}

/** What became of changes, or of time. */
export interface Outcome {
  /** Watched goals whose answer changed. {@link InferenceEngine.explain} tells why. */
  readonly flipped: readonly Judgement[];
  /** Watched patterns whose answers changed. */
  readonly changed: readonly Pattern[];
  /** How many watched goals and patterns were judged anew. */
  readonly reevaluated: number;
  /** How many still wait to be: what turns of them is told to the listener. Without one there are none. */
  readonly waiting: number;
  readonly problems: readonly RuleProblem[];
}

export interface DecideOptions {
  /** Facts of this one question. They stay with a watched goal. */
  readonly given?: readonly Fact[];
  /** Judge it anew whenever something changes that it depended on. */
  readonly watch?: boolean;
  /** Default: the time the engine was last told. */
  readonly at?: Date;
}

export interface QueryOptions {
  /** Most answers; more are cut off. */
  readonly limit?: number;
  readonly at?: Date;
}

export interface QueryResult {
  /** By the names of the query's variables, each answer once, in Prolog's standard order. */
  readonly answers: readonly Readonly<Record<string, Value>>[];
  /** False when there are more answers, or the evaluation met a limit. */
  readonly isComplete: boolean;
  readonly problem?: Problem;
}
