/**
 * Which watched goals looked at what. A lookup is known by its relation and the arguments that were bound, so a changed
 * fact finds those who looked for it with as many map lookups as there are shapes of lookups in its relation: a handful,
 * whatever the number of goals.
 *
 * Lookups of one shape are kept by a hash of 53 bits: there are many, most of one watcher, and two that meet in one hash
 * cost a judgement too many and nothing else. Lookups of different shapes never meet: whoever found two that do could keep
 * the shape of one from being looked for at all.
 */

import type { Goal, Value } from '../model.ts';
import { hash53 } from './hash.ts';
import { OPEN, SEPARATOR } from './values.ts';

/** Somebody who looked. */
export interface Watcher {
  lookups: readonly Lookup[];
}

export interface Lookup {
  readonly hash: number;
  readonly shape: Shape;
  /** One, or several. */
  watchers: Watcher | Set<Watcher> | undefined;
}

/** Which arguments of a relation were bound, and the lookups with just these. */
interface Shape {
  readonly relation: string;
  readonly bound: readonly boolean[];
  readonly text: string;
  readonly lookups: Map<number, Lookup>;
}

export class Dependencies {
  readonly #hash: (text: string) => number;
  /** By relation and arity. */
  readonly #shapes = new Map<string, Map<string, Shape>>();

  constructor(hash: (text: string) => number = hash53) {
    this.#hash = hash;
  }

  get size(): number {
    let size = 0;
    for (const shapes of this.#shapes.values()) for (const { lookups } of shapes.values()) size += lookups.size;
    return size;
  }

  /** Takes what a goal looked at, in place of what it looked at before. Patterns are a relation and its arguments, with gaps. */
  set(watcher: Watcher, patterns: readonly (readonly string[])[]): void {
    const lookups = new Set(patterns.map((pattern) => this.#lookup(pattern)));
    for (const lookup of lookups) join(lookup, watcher);
    for (const lookup of watcher.lookups) if (!lookups.has(lookup)) this.#leave(lookup, watcher);
    watcher.lookups = [...lookups];
  }

  drop(watcher: Watcher): void {
    for (const lookup of watcher.lookups) this.#leave(lookup, watcher);
    watcher.lookups = [];
  }

  /** Those who would see that a fact came or went. */
  *affected({ relation, arguments: values }: Goal): Iterable<Watcher> {
    const shapes = this.#shapes.get(`${relation}/${values.length}`);
    if (shapes === undefined) return;
    const words = values.map(normal);
    for (const { bound, lookups } of shapes.values()) {
      const lookup = lookups.get(
        this.#hashOf(
          relation,
          words.map((word, index) => (bound[index] === true ? word : OPEN)),
        ),
      );
      const watchers = lookup?.watchers;
      if (watchers instanceof Set) yield* watchers;
      else if (watchers !== undefined) yield watchers;
    }
  }

  #lookup([relation = '', ...words]: readonly string[]): Lookup {
    const hash = this.#hashOf(
      relation,
      words.map((word) => (word === OPEN ? word : normal(word))),
    );
    const shape = this.#shape(
      relation,
      words.map((word) => word !== OPEN),
    );
    const known = shape.lookups.get(hash);
    if (known !== undefined) return known;
    const lookup: Lookup = { hash, shape, watchers: undefined };
    shape.lookups.set(hash, lookup);
    return lookup;
  }

  #shape(name: string, bound: readonly boolean[]): Shape {
    const relation = `${name}/${bound.length}`;
    const shapes = this.#shapes.get(relation) ?? new Map<string, Shape>();
    this.#shapes.set(relation, shapes);
    const text = bound.map((isBound) => (isBound ? '1' : '0')).join('');
    const shape = shapes.get(text) ?? { relation, bound, text, lookups: new Map<number, Lookup>() };
    shapes.set(text, shape);
    return shape;
  }

  #hashOf(relation: string, words: readonly string[]): number {
    return this.#hash([relation, ...words].join(SEPARATOR));
  }

  #leave(lookup: Lookup, watcher: Watcher): void {
    const { watchers, shape, hash } = lookup;
    if (watchers instanceof Set) watchers.delete(watcher);
    const isEmpty = watchers instanceof Set ? watchers.size === 0 : watchers === watcher;
    if (!isEmpty) return;
    shape.lookups.delete(hash);
    if (shape.lookups.size > 0) return;
    const shapes = this.#shapes.get(shape.relation);
    shapes?.delete(shape.text);
    if (shapes?.size === 0) this.#shapes.delete(shape.relation);
  }
}

function join(lookup: Lookup, watcher: Watcher): void {
  const { watchers } = lookup;
  if (watchers === undefined) lookup.watchers = watcher;
  else if (watchers instanceof Set) watchers.add(watcher);
  else if (watchers !== watcher) lookup.watchers = new Set([watchers, watcher]);
}

/** Prolog and JavaScript write some numbers differently. That a text of digits meets a number here costs one judgement too many. */
export function normal(value: Value): string {
  const text = String(value);
  if (!/^-?\d/.test(text)) return text;
  const number = Number(text);
  return Number.isNaN(number) ? text : String(number);
}
