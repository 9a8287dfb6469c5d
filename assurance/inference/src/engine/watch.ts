/** Goals and patterns that are judged anew when something changes that they depended on. */

import { Dependencies, type Lookup, type Watcher } from '../facts/dependencies.ts';
import { factWords, goalKey, goalWords, signatureOf } from '../facts/values.ts';
import type { Fact, Goal, Pattern, Problem, Value } from '../model.ts';
import type { Evaluated, Question } from '../prolog/door.ts';
import { DueTimes } from './due-times.ts';

export class Watched implements Watcher {
  readonly goal: Pattern;
  given: readonly Fact[];
  holds = false;
  /** The answers to a pattern. */
  rows: readonly (readonly Value[])[] = [];
  problem: Problem | undefined;
  lookups: readonly Lookup[] = [];

  constructor(goal: Pattern, given: readonly Fact[]) {
    this.goal = goal;
    this.given = given;
  }

  /** What others are told of when it changes. */
  get answer(): string {
    return JSON.stringify([this.holds, this.rows]);
  }

  get question(): Question {
    return questionOf(this.goal, this.given);
  }
}

export function questionOf(goal: Pattern, given: readonly Fact[]): Question {
  return { goal: goalWords(goal), given: given.map(factWords) };
}

export class WatchList {
  readonly #goals = new Map<string, Watched>();
  readonly #dependencies = new Dependencies();
  readonly #due = new DueTimes<Watched>();
  readonly #alwaysDue = new Set<Watched>();

  get size(): number {
    return this.#goals.size;
  }

  get(goal: Pattern): Watched | undefined {
    return this.#goals.get(goalKey(goal));
  }

  add(watched: Watched): void {
    this.#goals.set(goalKey(watched.goal), watched);
  }

  remove(goal: Pattern): void {
    const watched = this.get(goal);
    if (watched === undefined) return;
    this.#goals.delete(goalKey(goal));
    this.#dependencies.drop(watched);
    this.#due.delete(watched);
    this.#alwaysDue.delete(watched);
  }

  /** Notes what a goal depended on. */
  note(watched: Watched, { lookups, until, usesNow }: Evaluated): void {
    // It may have been let go of while it was judged.
    if (this.get(watched.goal) !== watched) return;
    this.#dependencies.set(watched, lookups);
    this.#due.set(watched, until);
    if (usesNow) this.#alwaysDue.add(watched);
    else this.#alwaysDue.delete(watched);
  }

  /** Those whose answer may differ because a fact came or went. */
  *affectedBy(facts: Iterable<Goal>): Iterable<Watched> {
    for (const fact of facts)
      for (const watcher of this.#dependencies.affected(fact)) if (watcher instanceof Watched) yield watcher;
  }

  /** Those whose relation, `name/arity`, is one of these. */
  *ofRelations(relations: ReadonlySet<string>): Iterable<Watched> {
    if (relations.size === 0) return;
    for (const watched of this.#goals.values()) if (relations.has(signatureOf(watched.goal))) yield watched;
  }

  /** Those whose answer depends on the time and may differ at this one, in seconds. */
  *due(at: number): Iterable<Watched> {
    yield* this.#alwaysDue;
    yield* this.#due.upTo(at);
  }

  all(): Iterable<Watched> {
    return this.#goals.values();
  }

  /** In seconds since 1970. */
  get nextDue(): number | undefined {
    return this.#due.next;
  }
}
