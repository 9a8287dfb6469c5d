/**
 * Which watched goals looked at what. A lookup is known by its relation and the arguments that were bound, so a changed
 * fact finds those who looked for it with as many map lookups as there are shapes of lookups in its relation: a handful,
 * whatever the number of goals.
 */

import type { Goal, Value } from '../model.ts';
import { OPEN, SEPARATOR } from './values.ts';

/** Somebody who looked. */
export interface Watcher {
  lookups: readonly Lookup[];
}

export interface Lookup {
  readonly key: string;
  readonly shape: Shape;
  readonly watchers: Set<Watcher>;
}

/** Which arguments of a relation were bound. */
interface Shape {
  readonly relation: string;
  readonly bound: readonly boolean[];
  readonly text: string;
  lookups: number;
}

export class Dependencies {
  readonly #lookups = new Map<string, Lookup>();
  /** By relation and arity. */
  readonly #shapes = new Map<string, Map<string, Shape>>();

  get size(): number {
    return this.#lookups.size;
  }

  /** Takes what a goal looked at, in place of what it looked at before. Patterns are a relation and its arguments, with gaps. */
  set(watcher: Watcher, patterns: readonly (readonly string[])[]): void {
    const lookups = patterns.map((pattern) => this.#lookup(pattern));
    for (const lookup of lookups) lookup.watchers.add(watcher);
    const kept = new Set(lookups);
    for (const lookup of watcher.lookups) if (!kept.has(lookup)) this.#leave(lookup, watcher);
    watcher.lookups = lookups;
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
    for (const { bound } of shapes.values()) {
      const key = [relation, ...words.map((word, index) => (bound[index] === true ? word : OPEN))].join(SEPARATOR);
      const lookup = this.#lookups.get(key);
      if (lookup !== undefined) yield* lookup.watchers;
    }
  }

  #lookup([relation = '', ...words]: readonly string[]): Lookup {
    const key = [relation, ...words.map((word) => (word === OPEN ? word : normal(word)))].join(SEPARATOR);
    const known = this.#lookups.get(key);
    if (known !== undefined) return known;
    const shape = this.#shape(
      relation,
      words.map((word) => word !== OPEN),
    );
    const lookup: Lookup = { key, shape, watchers: new Set() };
    shape.lookups += 1;
    this.#lookups.set(key, lookup);
    return lookup;
  }

  #shape(name: string, bound: readonly boolean[]): Shape {
    const relation = `${name}/${bound.length}`;
    const shapes = this.#shapes.get(relation) ?? new Map<string, Shape>();
    this.#shapes.set(relation, shapes);
    const text = bound.map((isBound) => (isBound ? '1' : '0')).join('');
    const shape = shapes.get(text) ?? { relation, bound, text, lookups: 0 };
    shapes.set(text, shape);
    return shape;
  }

  #leave({ key, shape, watchers }: Lookup, watcher: Watcher): void {
    watchers.delete(watcher);
    if (watchers.size > 0) return;
    this.#lookups.delete(key);
    shape.lookups -= 1;
    if (shape.lookups > 0) return;
    const shapes = this.#shapes.get(shape.relation);
    shapes?.delete(shape.text);
    if (shapes?.size === 0) this.#shapes.delete(shape.relation);
  }
}

/** Prolog and JavaScript write some numbers differently. That a text of digits meets a number here costs one judgement too many. */
function normal(value: Value): string {
  const text = String(value);
  if (!/^-?\d/.test(text)) return text;
  const number = Number(text);
  return Number.isNaN(number) ? text : String(number);
}
