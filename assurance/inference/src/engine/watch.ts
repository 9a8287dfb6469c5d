/** Goals and patterns that are judged anew when something changes that they depended on. */

import { Dependencies, type Lookup, type Watcher } from '../facts/dependencies.ts';
import { factWords, goalKey, goalWords, signatureOf } from '../facts/values.ts';
import type { Fact, Goal, Pattern } from '../model.ts';
import type { Evaluated, Question } from '../prolog/door.ts';
import { DueTimes } from './due-times.ts';
import { Ways } from './ways.ts';

export class Watched implements Watcher {
  readonly goal: Pattern;
  readonly ways = new Ways();
  lookups: readonly Lookup[] = [];

  constructor(goal: Pattern) {
    this.goal = goal;
  }

  /** What others are told of when it changes. */
  get answer(): string {
    return JSON.stringify(this.ways.all.map(({ holds, rows }) => [holds, rows]));
  }

  get questions(): readonly Question[] {
    return this.ways.all.map(({ given }) => questionOf(this.goal, given));
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
  /** Somebody may hold an answer to them that is watched no more. */
  #stirred = new Set<Watched>();

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
    this.#stirred.delete(watched);
  }

  /** Notes what a goal depended on, in all ways in which it was asked. */
  note(watched: Watched, evaluated: readonly Evaluated[]): void {
    // It may have been let go of while it was judged.
    if (this.get(watched.goal) !== watched) return;
    if (watched.ways.takeStirred()) this.#stirred.add(watched);
    this.#dependencies.set(
      watched,
      evaluated.flatMap(({ lookups }) => lookups),
    );
    this.#due.set(watched, earliest(evaluated));
    if (evaluated.some(({ usesNow }) => usesNow)) this.#alwaysDue.add(watched);
    else this.#alwaysDue.delete(watched);
  }

  /** Those of whom others are to be told, whether or not their answer is another. */
  takeStirred(): ReadonlySet<Watched> {
    const stirred = this.#stirred;
    this.#stirred = new Set();
    return stirred;
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

function earliest(all: readonly Evaluated[]): number | undefined {
  const times = all.flatMap(({ until }) => until ?? []);
  return times.length === 0 ? undefined : Math.min(...times);
}
