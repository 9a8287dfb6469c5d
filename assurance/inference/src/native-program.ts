/**
 * Facts, rules and questions as a plain program for any SWI-Prolog: the same texts, loaded as they are, with none of what
 * this package makes of them. An oracle for tests and a peer for benchmarks; never run texts in it that nobody checked.
 */

import { isValue } from './facts/values.ts';
import type { Fact, Goal, RuleText, Value } from './model.ts';
import { FACT_RELATIONS } from './vocabulary.ts';

export interface NativeProgram {
  readonly rules: readonly RuleText[];
  readonly facts: readonly Fact[];
  readonly at: Date;
  /** Further relations that the rules use, `name/arity`, of which there may be no fact. */
  readonly relations?: readonly string[];
}

/** The program, for `consult/1`. It defines `now/1` and `recent/2` by the given time. */
export function nativeProgram({ rules, facts, at, relations = [] }: NativeProgram): string {
  const now = Math.floor(at.getTime() / 1000);
  const known = new Set([
    ...Object.entries(FACT_RELATIONS).map(([name, arity]) => `${name}/${arity}`),
    ...facts.map(({ relation, arguments: { length } }) => `${relation}/${length}`),
    ...relations,
    'says/2',
  ]);
  return [
    ':- set_prolog_flag(double_quotes, atom).',
    ':- style_check(-singleton).',
    ':- style_check(-discontiguous).',
    ...[...known].map((relation) => `:- dynamic ${relation}.`),
    `now(${now}).`,
    'recent(Time, Seconds) :- now(Now), Now < Time + Seconds.',
    ...[...rules].sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ source }) => source),
    ...new Set(facts.map((fact) => `${term(fact)}.`)),
    '',
  ].join('\n');
}

/** A directive that prints `yes` or `no` for each goal, a line each. */
export function nativeQuestions(goals: readonly Goal[]): string {
  return goals.map((goal) => `:- ( ${term(goal)} -> writeln(yes) ; writeln(no) ).`).join('\n');
}

function term({ relation, arguments: values }: Goal): string {
  return values.length === 0 ? relation : `${relation}(${values.map(written).join(', ')})`;
}

function written(value: Value): string {
  if (!isValue(value)) throw new RangeError('a value that rules cannot hold');
  if (typeof value !== 'string') return String(value);
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
