/**
 * The ways in which one goal was asked. What a network tells of a request (`given/2`) may decide it, so a goal is judged for
 * each way that rules can tell from others: whoever asks about a device anew must not make the answer to an earlier question,
 * by which somebody let it in, go on unwatched.
 */

import { normal } from '../facts/dependencies.ts';
import { goalKey, OPEN } from '../facts/values.ts';
import type { Fact, Problem, Value } from '../model.ts';
import type { Evaluated } from '../prolog/door.ts';
import type { Judged } from './judge.ts';

/** Ways of one goal; beyond that the one that was asked longest ago is forgotten, and whoever asked so has to ask again. */
const MOST_WAYS = 16;
const GIVEN = 'given';

/** The facts of a request, and the answer. */
export class Way {
  given: readonly Fact[];
  holds = false;
  /** The answers to a pattern. */
  rows: readonly (readonly Value[])[] = [];
  problem: Problem | undefined;
  /** What was looked up of what requests tell; undefined before it was judged. */
  #looks: readonly (readonly string[])[] | undefined;
  /** Requests that told other things were taken for this way, since no rule looked at what they differ in. */
  isShared = false;

  constructor(given: readonly Fact[]) {
    this.given = given;
  }

  /** Whether the same evaluation would answer for these facts. */
  isFor(given: readonly Fact[]): boolean {
    // What is the same whole is the same in what is looked at, which mostly is little or nothing: whole facts are dear to compare.
    if (this.#looks === undefined || !this.given.every(isTold) || !given.every(isTold))
      return isSame(this.given, given);
    return this.#looks.every((look) => isSame(this.given.filter(seenBy(look)), given.filter(seenBy(look))));
  }

  get isJudged(): boolean {
    return this.#looks !== undefined;
  }

  /** Whether it was judged to the end, and does not hold. */
  get isRefuted(): boolean {
    return this.isJudged && !this.holds && this.problem === undefined;
  }

  /** Takes an answer. True when others that were taken for this way may be another by what is looked at now. */
  take({ holds, problem, evaluated }: Judged): boolean {
    const before = this.#looks;
    this.rows = evaluated.rows ?? [];
    this.holds = holds && evaluated.rows?.length !== 0;
    this.problem = problem;
    this.#looks = looksIn(evaluated);
    const isTorn = this.isShared && JSON.stringify(this.#looks) !== JSON.stringify(before);
    if (isTorn) this.isShared = false;
    return isTorn;
  }
}

export class Ways {
  /** The one asked last is the last. */
  readonly #ways: Way[] = [];
  #isStirred = false;

  get all(): readonly Way[] {
    return this.#ways;
  }

  get last(): Way | undefined {
    return this.#ways.at(-1);
  }

  /** The way of these facts, if they were asked with. */
  find(given: readonly Fact[]): Way | undefined {
    return this.#ways.find((way) => way.isFor(given));
  }

  /** The way of these facts, which is the last from then on. */
  of(given: readonly Fact[]): Way {
    const known = this.find(given);
    const way = known ?? new Way(given);
    if (known !== undefined) {
      this.#ways.splice(this.#ways.indexOf(known), 1);
      known.isShared ||= !isSame(known.given, given);
      known.given = given;
    }
    this.#ways.push(way);
    if (this.#ways.length > MOST_WAYS) {
      this.#ways.shift();
      this.#isStirred = true;
    }
    return way;
  }

  /** Takes the answers, in the order of the ways. */
  take(answers: readonly (Judged | undefined)[]): void {
    for (const [index, way] of this.#ways.entries()) {
      const answer = answers[index];
      if (answer !== undefined && way.take(answer)) this.#isStirred = true;
    }
  }

  /** Those that turned out to be the same become one: several may be asked before the first is answered. */
  merge(): void {
    for (const way of [...this.#ways]) {
      const later = this.#ways.slice(this.#ways.indexOf(way) + 1).find((other) => other.isFor(way.given));
      if (later === undefined) continue;
      later.isShared ||= way.isShared || !isSame(way.given, later.given);
      this.#ways.splice(this.#ways.indexOf(way), 1);
    }
  }

  /** True, once, when somebody may hold an answer that is watched no more. */
  takeStirred(): boolean {
    const isStirred = this.#isStirred;
    this.#isStirred = false;
    return isStirred;
  }
}

/** The lookups of what requests tell, in an order of their own. */
function looksIn({ lookups }: Evaluated): readonly (readonly string[])[] {
  const looks = lookups
    .filter(([relation]) => relation === GIVEN)
    .map((look) => ({ look, text: JSON.stringify(look) }));
  return looks.sort((a, b) => (a.text < b.text ? -1 : 1)).map(({ look }) => look);
}

/** `given(Name, Value)`; other facts of a question are compared whole. */
function isTold({ relation, arguments: { length } }: Fact): boolean {
  return relation === GIVEN && length === 2;
}

function seenBy([, ...words]: readonly string[]): (fact: Fact) => boolean {
  return ({ arguments: values }) =>
    words.length === values.length &&
    words.every((word, index) => word === OPEN || normal(word) === normal(values[index] ?? null));
}

function isSame(a: readonly Fact[], b: readonly Fact[]): boolean {
  const keys = (facts: readonly Fact[]) => JSON.stringify(facts.map(goalKey).sort());
  return a === b || keys(a) === keys(b);
}
