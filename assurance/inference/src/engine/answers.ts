/** Answers what is asked about goals: with proofs and several together, or how each stands alone. For whoever has the turn. */

import type { Goal, GoalGiven, Judgement, Verdict } from '../model.ts';
import { isSameProgram } from '../rules/rule-book.ts';
import type { Backlog } from './backlog.ts';
import type { Judge } from './judge.ts';
import type { PrologEngine } from './prolog-engine.ts';
import type { Question } from './rejudging.ts';
import type { Waiting } from './turns.ts';
import type { Verdicts } from './verdicts.ts';
import { questionOf, type WatchList } from './watch.ts';

export interface Asked extends Question {
  readonly goal: Goal;
  readonly watch: boolean;
  /** In seconds since 1970; undefined: the time of the engine. */
  readonly now: number | undefined;
}

export interface AnswersOptions {
  readonly engine: PrologEngine;
  readonly judge: Judge;
  readonly verdicts: Verdicts;
  readonly watched: WatchList;
  readonly backlog: Backlog;
  /** In seconds since 1970. */
  readonly now: () => number;
}

export class Answers {
  readonly #options: AnswersOptions;

  constructor(options: AnswersOptions) {
    this.#options = options;
  }

  /** Settles all that waits. */
  async settle(batch: readonly Waiting<Asked, Verdict>[]): Promise<void> {
    const { backlog, verdicts, watched } = this.#options;
    const timeOf = (asked: Asked) => asked.now ?? this.#options.now();
    try {
      await backlog.watch(batch.filter(({ watch }) => watch));
      for (const now of new Set(batch.map(timeOf))) {
        const together = batch.filter((asked) => timeOf(asked) === now);
        const questions = together.map(({ goal, given }) => ({
          goal,
          given: given ?? watched.get(goal)?.ways.last?.given ?? [],
        }));
        const told = await verdicts.of(questions, now);
        for (const [index, verdict] of told.entries()) this.#tell(together[index], verdict);
      }
    } catch (thrown) {
      const [only, ...others] = batch;
      if (others.length === 0) only?.reject(thrown);
      // One of them did it, and the others are not to suffer for it.
      else for (const waiting of batch) await this.settle([waiting]);
    }
  }

  /** How each stands. Once more from the first, where a rule was put in quarantine over one of them. */
  async judge(questions: readonly GoalGiven[]): Promise<readonly Judgement[]> {
    const { engine, judge, now } = this.#options;
    for (;;) {
      const { program } = engine;
      const judged = await judge.judge(
        questions.map(({ goal, given }) => questionOf(goal, given)),
        now(),
      );
      if (!isSameProgram(program, engine.program)) continue;
      return questions.flatMap(({ goal }, index) => {
        const { holds, problem } = judged[index] ?? { holds: false };
        return { goal, holds, ...(problem === undefined ? {} : { problem }) };
      });
    }
  }

  #tell(waiting: Waiting<Asked, Verdict> | undefined, verdict: Verdict): void {
    const watched = waiting?.watch === true ? this.#options.watched.get(verdict.goal) : undefined;
    // What is told here is what turns when it becomes another.
    if (watched !== undefined) watched.ways.of(waiting?.given ?? []).holds = verdict.holds;
    waiting?.resolve(verdict);
  }
}
