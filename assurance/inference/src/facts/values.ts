/** Values on their way into Prolog and back, and the names under which facts are known. */

import { fail } from '../errors.ts';
import type { Fact, Goal, Pattern, Value } from '../model.ts';

/** As Prolog is handed it: texts are atoms; whole numbers beyond 31 bits go as bigint, since the bridge cuts numbers. */
export type Word = string | number | bigint;

/** Where a pattern leaves an argument open. */
export type OpenWord = readonly never[];

const RELATION = /^[a-z][A-Za-z0-9_]{0,63}$/;
const CONTROL = /\p{Cc}/u;
const MOST_LETTERS = 4096;
const MOST_ARGUMENTS = 16;
const LARGEST = 1e300;
const INT32 = 0x7fffffff;

/** Before a number in a key, so that the number 6 and the text 6 are different facts. No text holds it. */
const NUMBER_MARK = '\u0002';
export const SEPARATOR = '\u0001';
/** Stands for an argument that a lookup left open. */
export const OPEN = '\u0004';

/** True for what rules can see: a text of at most 4096 letters without control characters, an ordinary number, a flag, null. */
export function isValue(value: unknown): value is Value {
  if (typeof value === 'string') return value.length <= MOST_LETTERS && value.isWellFormed() && !CONTROL.test(value);
  if (typeof value === 'number')
    return Number.isInteger(value) ? Number.isSafeInteger(value) : Math.abs(value) <= LARGEST;
  return typeof value === 'boolean' || value === null;
}

/** True for a fact, or a goal, that the engine can take. Claims may hold what it cannot: ask before. */
export function isStatable({ relation, arguments: values }: Goal): boolean {
  return isAskable({ relation, arguments: values }) && values.every(isValue);
}

function isAskable({ relation, arguments: values }: Pattern): boolean {
  return (
    RELATION.test(relation) &&
    values.length <= MOST_ARGUMENTS &&
    values.every((value) => value === undefined || isValue(value))
  );
}

/** @throws E_INFERENCE_FACT */
export function requireFact(fact: Fact): void {
  if (!isStatable(fact)) throw fail('E_INFERENCE_FACT', 'a fact that rules cannot see');
}

/** @throws E_INFERENCE_GOAL */
export function requireGoal(goal: Goal): void {
  if (!isStatable(goal)) throw fail('E_INFERENCE_GOAL', 'a goal that nothing can answer');
}

/** @throws E_INFERENCE_GOAL */
export function requirePattern(pattern: Pattern): void {
  if (!isAskable(pattern)) throw fail('E_INFERENCE_GOAL', 'a pattern that nothing can answer');
}

function wordOf(value: Value): Word {
  if (typeof value === 'string') return value;
  if (typeof value !== 'number') return String(value);
  // Negative zero is zero.
  if (value === 0) return 0;
  return Number.isInteger(value) && Math.abs(value) > INT32 ? BigInt(value) : value;
}

/** A value as Prolog gave it: the atoms `true`, `false` and `null` are what they say; a variable without value is null. */
export function readValue(word: unknown): Value {
  if (word === 'true') return true;
  if (word === 'false') return false;
  if (word === 'null') return null;
  if (typeof word === 'bigint') return Number(word);
  return typeof word === 'number' || typeof word === 'string' ? word : null;
}

export function goalWords({ relation, arguments: values }: Pattern): readonly (Word | OpenWord)[] {
  return [relation, ...values.map((value) => (value === undefined ? [] : wordOf(value)))];
}

/** The predicate that holds the facts of a relation: no name of a fact can meet one of Prolog's own. */
export function factWords({ relation, arguments: values }: Goal): readonly Word[] {
  return [`f ${relation}`, ...values.map(wordOf)];
}

/** Names a fact by what it says, or a goal. */
export function keyOf(relation: string, values: readonly unknown[]): string {
  return [relation, ...values.map(partOfKey)].join(SEPARATOR);
}

function partOfKey(value: unknown): string {
  if (value === undefined) return OPEN;
  return (typeof value === 'number' ? NUMBER_MARK : '') + String(value);
}

export function goalKey(goal: Pattern): string {
  return keyOf(goal.relation, goal.arguments);
}

/** `name/arity` */
export function signatureOf({ relation, arguments: { length } }: Pattern): string {
  return `${relation}/${length}`;
}
