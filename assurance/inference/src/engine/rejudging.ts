/**
 * Judges what is watched, and notes what each answer stood on. What a change concerns waits here until it is judged anew; of
 * each that waits the answer is kept that was told last, so that what is told in the end is what turned.
 */

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

export const NOTHING_SETTLED: Settled = { turned: [], reevaluated: 0, isQuarantined: false };

interface Waiting {
  /** The answer that was told last. */
  readonly before: string;
  /** Counts those that began to wait. */
  readonly number: number;
}

export class Rejudging {
  readonly #engine: PrologEngine;
  readonly #judge: Judge;
  readonly #watched: WatchList;
  /** In the order of their numbers. */
  readonly #waiting = new Map<Watched, Waiting>();
  #lastNumber = 0;

  constructor(engine: PrologEngine, judge: Judge, watched: WatchList) {
    this.#engine = engine;
    this.#judge = judge;
    this.#watched = watched;
  }

  /** How many goals and patterns wait to be judged anew. */
  get waiting(): number {
    return this.#waiting.size;
  }

  isWaiting(watched: Watched): boolean {
    return this.#waiting.has(watched);
  }

  /** The number of whatever began to wait last. */
  get lastNumber(): number {
    return this.#lastNumber;
  }

  /** Whether something waits that began to wait with this number, or before. */
  isBehind(number: number): boolean {
    const [first] = this.#waiting.values();
    return first !== undefined && first.number <= number;
  }

  /** Those that were said yes to come first: with them something may have to end. Gives these, in the order in which they wait. */
  add(affected: ReadonlySet<Watched>): readonly Watched[] {
    const held = (watched: Watched) => watched.ways.all.some(({ holds }) => holds);
    const inOrder = [...affected].filter(held);
    inOrder.push(...[...affected].filter((watched) => !held(watched)));
    for (const watched of inOrder)
      if (!this.#waiting.has(watched))
        this.#waiting.set(watched, { before: watched.answer, number: ++this.#lastNumber });
    return inOrder;
  }

  /** The first so many of those that wait. */
  next(most: number): readonly Watched[] {
    return this.#waiting.keys().take(most).toArray();
  }

  /** Judges these anew. What a rule concerns that is put in quarantine over them waits from then on. */
  async judge(goals: readonly Watched[], now: number): Promise<Settled> {
    const program = this.#engine.program;
    const questions = goals.map((watched) => watched.questions);
    const answers = (await this.#judge.judge(questions.flat(), now)).values();
    const turned = new Set<Watched>();
    for (const [index, watched] of goals.entries()) {
      const own = (questions[index] ?? []).flatMap(() => answers.next().value ?? []);
      watched.ways.take(own);
      this.#watched.note(
        watched,
        own.map(({ evaluated }) => evaluated),
      );
      const before = this.#waiting.get(watched)?.before;
      this.#waiting.delete(watched);
      const isWatched = this.#watched.get(watched.goal) === watched;
      if (isWatched && before !== undefined && before !== watched.answer) turned.add(watched);
    }
    const isQuarantined = !isSameProgram(program, this.#engine.program);
    if (isQuarantined) this.add(new Set(this.#watched.ofRelations(relationsBetween(program, this.#engine.program))));
    return { turned: [...turned], reevaluated: goals.length, isQuarantined };
  }

  /** Those of whom others are to be told though nothing need have changed: an answer to them is watched no more. */
  takeStirred(): Settled {
    return { ...NOTHING_SETTLED, turned: [...this.#watched.takeStirred()] };
  }

  /** Judges all that wait, and what comes to wait over it. */
  async judgeAll(now: number): Promise<Settled> {
    let all = NOTHING_SETTLED;
    while (this.#waiting.size > 0) all = together(all, await this.judge(this.next(this.#waiting.size), now));
    return all;
  }

  /** Watches from now on what is asked, and judges what was not judged before or waits to be. */
  async watch(questions: readonly Question[], now: number): Promise<Settled> {
    const fresh = new Set<Watched>();
    for (const { goal, given = [] } of questions) {
      const watched = this.#watched.get(goal) ?? new Watched(goal);
      this.#watched.add(watched);
      const way = watched.ways.of(given);
      // Nobody knows what a goal depends on that was lost.
      if (!way.isJudged || way.problem?.code === DOWN.code || this.#waiting.has(watched)) fresh.add(watched);
    }
    if (fresh.size === 0) return NOTHING_SETTLED;
    const settled = await this.judge([...fresh], now);
    for (const { ways } of fresh) ways.merge();
    return settled;
  }

  /** The ways in which these are asked that are watched. */
  waysOf(questions: readonly Question[]): readonly (Way | undefined)[] {
    return questions.map(({ goal, given = [] }) => this.#watched.get(goal)?.ways.of(given));
  }
}

export function together(a: Settled, b: Settled): Settled {
  return {
    turned: [...new Set([...a.turned, ...b.turned])],
    reevaluated: a.reevaluated + b.reevaluated,
    isQuarantined: a.isQuarantined || b.isQuarantined,
  };
}
