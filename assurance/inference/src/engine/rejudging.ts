/** Judges what is watched, and notes what each answer stood on. */

import type { Fact, Pattern } from '../model.ts';
import { isSameProgram, relationsBetween } from '../rules/rule-book.ts';
import type { Judge } from './judge.ts';
import type { PrologEngine } from './prolog-engine.ts';
import { DOWN } from './verdicts.ts';
import { Watched, type WatchList } from './watch.ts';
import type { Way } from './ways.ts';

export interface Question {
  readonly goal: Pattern;
  /** Undefined: what is given with the goal that is watched. */
  readonly given: readonly Fact[] | undefined;
}

export interface Settled {
  /** Whose answer became another. */
  readonly turned: readonly Watched[];
  readonly reevaluated: number;
  readonly isQuarantined: boolean;
}

export class Rejudging {
  readonly #engine: PrologEngine;
  readonly #judge: Judge;
  readonly #watched: WatchList;

  constructor(engine: PrologEngine, judge: Judge, watched: WatchList) {
    this.#engine = engine;
    this.#judge = judge;
    this.#watched = watched;
  }

  /** Until nothing is left that a quarantine concerns. */
  async settle(affected: ReadonlySet<Watched>, now: number): Promise<Settled> {
    let pending = affected;
    const before = new Map<Watched, string>();
    let reevaluated = 0;
    let isQuarantined = false;
    while (pending.size > 0) {
      for (const watched of pending) if (!before.has(watched)) before.set(watched, watched.answer);
      reevaluated += pending.size;
      pending = await this.#rejudge([...pending], now);
      isQuarantined ||= pending.size > 0;
    }
    const others = [...before].filter(([watched, answer]) => watched.answer !== answer).map(([watched]) => watched);
    return { turned: [...new Set([...others, ...this.#watched.takeStirred()])], reevaluated, isQuarantined };
  }

  /** Gives the goals that need to be judged once more, because a rule was put in quarantine meanwhile. */
  async #rejudge(goals: readonly Watched[], now: number): Promise<Set<Watched>> {
    const program = this.#engine.program;
    const questions = goals.map((watched) => watched.questions);
    const answers = (await this.#judge.judge(questions.flat(), now)).values();
    for (const [index, watched] of goals.entries()) {
      const own = (questions[index] ?? []).flatMap(() => answers.next().value ?? []);
      watched.ways.take(own);
      this.#watched.note(
        watched,
        own.map(({ evaluated }) => evaluated),
      );
    }
    if (isSameProgram(program, this.#engine.program)) return new Set();
    return new Set(this.#watched.ofRelations(relationsBetween(program, this.#engine.program)));
  }

  /** The ways in which these are asked, watched from now on and judged. */
  async watch(questions: readonly Question[], now: number): Promise<readonly Way[]> {
    const fresh = new Set<Watched>();
    for (const { goal, given = [] } of questions) {
      const watched = this.#watched.get(goal) ?? new Watched(goal);
      this.#watched.add(watched);
      const way = watched.ways.of(given);
      // Nobody knows what a goal depends on that was lost.
      if (!way.isJudged || way.problem?.code === DOWN.code) fresh.add(watched);
    }
    for (let pending = fresh; pending.size > 0; ) pending = await this.#rejudge([...pending], now);
    for (const { ways } of fresh) ways.merge();
    return questions.flatMap(({ goal, given = [] }) => this.#watched.get(goal)?.ways.of(given) ?? []);
  }
}
