/** The predicates of `prolog/rule_door.pl`, with types. */

import { fail } from '../errors.ts';
import { type OpenWord, readValue, SEPARATOR, type Word } from '../facts/values.ts';
import type { InferenceLimits } from '../limits.ts';
import type { Value } from '../model.ts';
import type { Refusal } from '../rules/scan.ts';
import { isList, numberOf, refusalOf, textOf } from './decode.ts';
import type { HostCall } from './host.ts';

export type Caller = (call: HostCall) => Promise<unknown>;

/** How an evaluation ended. `rule` counts the texts in force from 1; 0 is the question itself. */
export type Ending =
  | { readonly kind: 'yes' | 'no' }
  | { readonly kind: 'no_end'; readonly code: string; readonly rule: number; readonly sentence: string };

/** What an evaluation came to, and on what it depended. */
export interface Evaluated {
  readonly ending: Ending;
  /** What was looked up: a relation and its arguments, {@link OPEN} where one was left open. */
  readonly lookups: readonly (readonly string[])[];
  /** The moment, in seconds since 1970, at which a `recent/2` that held no longer does. */
  readonly until: number | undefined;
  readonly usesNow: boolean;
  /** The answers to a pattern. */
  readonly rows?: readonly (readonly Value[])[];
}

export interface Question {
  readonly goal: readonly (Word | OpenWord)[];
  readonly given: readonly (readonly Word[])[];
}

/** What a rule text defines and uses: relations as `name/arity`. */
export interface Reading {
  readonly heads: readonly string[];
  readonly calls: readonly {
    readonly line: number;
    readonly from: string;
    readonly to: string;
    readonly negative: boolean;
  }[];
}

export interface Answers {
  readonly names: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
  readonly isAll: boolean;
  readonly ending: Ending;
}

export async function setUp(call: Caller, limits: InferenceLimits, reserved: readonly string[]): Promise<void> {
  const bounds = [
    ['clauses', limits.clausesPerText],
    ['goals', limits.goalsPerClause],
    ['depth', limits.depth],
    ['work', limits.work],
    ['recursion', limits.recursion],
    ['inferences', limits.inferences],
    ['proof_nodes', limits.proofNodes],
    ['proof_depth', limits.proofDepth],
  ].map(([name, most]) => [name, typeof most === 'number' ? BigInt(most) : most]);
  await call({ goal: 'rule_door:set_up(Bounds, Reserved)', input: { Bounds: bounds, Reserved: reserved } });
}

export async function changeFacts(call: Caller, what: 'add' | 'remove', facts: readonly (readonly Word[])[]) {
  await call({ goal: `rule_door:${what}_facts(Facts)`, input: { Facts: facts } });
}

export async function checkText(call: Caller, text: string): Promise<Reading | Refusal> {
  const result = await call({ goal: 'rule_door:check(Text, Result)', input: { Text: text }, output: 'Result' });
  const [outcome, ...parts] = isList(result) ? result : [];
  if (outcome !== 'ok') return refusalOf(parts);
  const [heads, calls] = parts;
  if (!isList(heads) || !isList(calls)) throw fail('E_INFERENCE_ENGINE', 'a rule text was read as nothing');
  return {
    heads: heads.map((head) => signature(isList(head) ? head : [])),
    calls: calls.map((entry) => {
      const [line, fromName, fromArity, toName, toArity, sign] = isList(entry) ? entry : [];
      return {
        line: numberOf(line),
        from: signature([fromName, fromArity]),
        to: signature([toName, toArity]),
        negative: sign === '-',
      };
    }),
  };
}

function signature([name, arity]: readonly unknown[]): string {
  return `${textOf(name)}/${numberOf(arity)}`;
}

export async function putInForce(
  call: Caller,
  texts: readonly string[],
  fates: readonly (readonly [relation: string, fate: string])[],
  isTraced: boolean,
): Promise<void> {
  const split = fates.map(([relation, fate]) => {
    const slash = relation.lastIndexOf('/');
    return [relation.slice(0, slash), Number(relation.slice(slash + 1)), fate];
  });
  await call({
    goal: 'rule_door:put_in_force(Texts, Fates, Enter)',
    input: { Texts: texts, Fates: split, Enter: isTraced ? 'enter_traced' : 'enter' },
  });
}

/** Judges goals, and finds all answers to patterns; the answers come in the order of the questions. */
export async function judge(call: Caller, questions: readonly Question[], now: number): Promise<readonly Evaluated[]> {
  const text = await call({
    goal: 'rule_door:judge(Questions, Now, Answer)',
    input: { Questions: questions.map(({ goal, given }) => [goal, given]), Now: BigInt(now) },
    output: 'Answer',
  });
  const records = textOf(text).split('\u0003').slice(0, -1);
  if (records.length !== questions.length) throw fail('E_INFERENCE_ENGINE', 'a question was not answered');
  return records.map((record, index) => evaluated(record, questions[index]));
}

function evaluated(record: string, question: Question | undefined): Evaluated {
  const [outcome = '', ...entries] = record.split('\u0002').slice(0, -1);
  const { rows, ...stood } = noted(entries);
  const isOpen = question?.goal.some((word) => typeof word === 'object') ?? false;
  return { ending: endingOf(outcome.split(SEPARATOR)), ...stood, ...(isOpen ? { rows } : {}) };
}

function noted(entries: readonly string[]): Pick<Evaluated, 'lookups' | 'until' | 'usesNow'> & { rows: Value[][] } {
  const rows: Value[][] = [];
  const lookups: string[][] = [];
  let until: number | undefined;
  let usesNow = false;
  for (const entry of entries) {
    const [name = '', ...words] = entry.split(SEPARATOR).slice(0, -1);
    if (name === 'row') rows.push(words.map(typedValue));
    else if (name === 'now') usesNow = true;
    else if (name === 'until') until = Math.min(until ?? Number.POSITIVE_INFINITY, Number(words[0]));
    else lookups.push([name.slice('f '.length), ...words]);
  }
  return { lookups, until, usesNow, rows };
}

/** As `typed_pieces` writes it: a letter for what it is, then the value. */
function typedValue(text: string): Value {
  const word = text.slice(1);
  if (text.startsWith('n')) return Number(word);
  return text.startsWith('a') ? readValue(word) : null;
}

function endingOf([kind, code, rule, sentence]: readonly unknown[]): Ending {
  if (kind === 'yes' || kind === 'no') return { kind };
  return { kind: 'no_end', code: textOf(code), rule: numberOf(rule), sentence: textOf(sentence) };
}

export interface Explained {
  readonly ending: Ending;
  /** A node as `rule_explanation.pl` describes it. */
  readonly node: unknown;
}

/** Judges goals and says why; the answers come in their order. */
export async function explain(
  call: Caller,
  questions: readonly Question[],
  now: number,
): Promise<readonly Explained[]> {
  const result = await call({
    goal: 'rule_door:explain(Questions, Now, Answers)',
    input: { Questions: questions.map(({ goal, given }) => [goal, given]), Now: BigInt(now) },
    output: 'Answers',
  });
  if (!isList(result) || result.length !== questions.length)
    throw fail('E_INFERENCE_ENGINE', 'a question was not answered');
  return result.map((answer) => {
    const [ending, node] = isList(answer) ? answer : [];
    return { ending: endingOf(isList(ending) ? ending : []), node };
  });
}

export async function ask(call: Caller, text: string, most: number, now: number): Promise<Answers | Refusal> {
  const result = await call({
    goal: 'rule_door:ask(Text, Most, Now, Result)',
    input: { Text: text, Most: most, Now: BigInt(now) },
    output: 'Result',
  });
  const [outcome, ...parts] = isList(result) ? result : [];
  if (outcome !== 'answers') return refusalOf(parts);
  const [names, rows, isAll, ending] = parts;
  return {
    names: isList(names) ? names.map(textOf) : [],
    rows: isList(rows) ? rows.map((row) => (isList(row) ? row : [])) : [],
    isAll: isAll === 'yes',
    ending: endingOf(isList(ending) ? ending : []),
  };
}
