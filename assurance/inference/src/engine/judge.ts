/**
 * Judges questions, come what may: when the engine is lost over one, the question is asked once more of an engine that
 * tells which rule it tries, and the rule that brings it down again is put in quarantine.
 */

import type { Problem } from '../model.ts';
import { endingCode } from '../prolog/decode.ts';
import { type Ending, type Evaluated, judge, type Question } from '../prolog/door.ts';
import { HostDown } from '../prolog/host.ts';
import type { RuleBook } from '../rules/rule-book.ts';
import type { PrologEngine } from './prolog-engine.ts';

export interface Judged {
  readonly holds: boolean;
  readonly problem?: Problem;
  readonly evaluated: Evaluated;
}

/** After so many seconds what was lost is asked again. */
const AGAIN = 30;
/** As many questions go to the engine together. */
const QUESTIONS_A_CALL = 128;

export class Judge {
  readonly #engine: PrologEngine;
  readonly #book: RuleBook;

  constructor(engine: PrologEngine, book: RuleBook) {
    this.#engine = engine;
    this.#book = book;
  }

  /** The answers, in the order of the questions. The book holds a new quarantine when `program()` differs afterwards. */
  async judge(questions: readonly Question[], now: number): Promise<readonly Judged[]> {
    const answers: Judged[] = [];
    for (let start = 0; start < questions.length; start += QUESTIONS_A_CALL)
      answers.push(...(await this.#together(questions.slice(start, start + QUESTIONS_A_CALL), now)));
    return answers;
  }

  async #together(questions: readonly Question[], now: number): Promise<readonly Judged[]> {
    try {
      const evaluated = await this.#engine.call((caller) => judge(caller, questions, now));
      return evaluated.map((one) => this.#judged(one));
    } catch (thrown) {
      if (!(thrown instanceof HostDown)) throw thrown;
    }
    const [only, ...others] = questions;
    if (only !== undefined && others.length === 0) return [await this.#traced(only, now)];
    const answers: Judged[] = [];
    for (const question of questions) answers.push(...(await this.#together([question], now)));
    return answers;
  }

  async #traced(question: Question, now: number): Promise<Judged> {
    const { program } = this.#engine;
    await this.#engine.run(program, true);
    try {
      const evaluated = await this.#engine.call((caller) => judge(caller, [question], now));
      return this.#judged(first(evaluated));
    } catch (thrown) {
      if (!(thrown instanceof HostDown)) throw thrown;
      const guilty = program.texts[this.#engine.lastEntered - 1]?.text;
      if (guilty !== undefined) this.#book.quarantine(guilty.id);
      return lost(guilty?.id, guilty?.name, now);
    } finally {
      await this.#engine.run(this.#book.program());
    }
  }

  #judged(evaluated: Evaluated): Judged {
    const problem = this.problemOf(evaluated.ending);
    return { holds: evaluated.ending.kind === 'yes', evaluated, ...(problem === undefined ? {} : { problem }) };
  }

  /** What kept an evaluation from its end. */
  problemOf(ending: Ending): Problem | undefined {
    if (ending.kind !== 'no_end') return undefined;
    const { texts, quarantined } = this.#engine.program;
    const text =
      ending.code === 'quarantined'
        ? quarantined.find(({ reading }) => reading.heads.includes(ending.sentence))?.text
        : texts[ending.rule - 1]?.text;
    return {
      code: endingCode(ending.code),
      sentence: SENTENCES[ending.code] ?? ending.sentence,
      ...(text === undefined ? {} : { rule: text.id, ruleName: text.name }),
    };
  }
}

const SENTENCES: Readonly<Record<string, string>> = {
  work: 'the rule did more work in one evaluation than it may',
  inferences: 'the evaluation took more steps than it may',
  memory: 'the evaluation needed more memory than it may',
  unstratified: 'the answer would depend on its own absence',
  quarantined: 'a relation is needed whose rule brought the engine down',
};

const NOTHING: Evaluated = { ending: { kind: 'no' }, lookups: [], until: undefined, usesNow: false };

/**
 * The answer to what brought the engine down twice. Nobody knows what it depends on, and a machine that was busy may have
 * been the reason: so it is asked again after a while. A rule that is to blame is in quarantine then.
 */
function lost(rule: string | undefined, ruleName: string | undefined, now: number): Judged {
  const problem: Problem = {
    code: 'E_INFERENCE_TIMEOUT',
    sentence: 'the evaluation brought the engine down',
    ...(rule === undefined || ruleName === undefined ? {} : { rule, ruleName }),
  };
  return { holds: false, problem, evaluated: { ...NOTHING, until: now + AGAIN } };
}

function first(evaluated: readonly Evaluated[]): Evaluated {
  return evaluated[0] ?? NOTHING;
}
