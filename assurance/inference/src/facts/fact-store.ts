/** The facts that are there, by what they say. Several claims may state the same. */

import type { Fact } from '../model.ts';
import { goalKey, signatureOf } from './values.ts';

/** What a batch of changes came to: facts that were not there before, and facts that are there no more. */
export interface FactDifference {
  readonly added: readonly Fact[];
  readonly removed: readonly Fact[];
}

export class FactStore {
  /** One fact for most keys, a list where several claims state the same. */
  readonly #facts = new Map<string, Fact | readonly Fact[]>();
  readonly #counts = new Map<string, number>();

  /** Statements of different facts. */
  get size(): number {
    return this.#facts.size;
  }

  /** Takes what was stated or withdrawn, in any order of additions; a statement is known by its id and what it says. */
  change(changes: readonly ({ readonly add: Fact } | { readonly remove: Fact })[]): FactDifference {
    const before = new Map<string, Fact | undefined>();
    for (const change of changes) {
      const fact = 'add' in change ? change.add : change.remove;
      const key = goalKey(fact);
      if (!before.has(key)) before.set(key, this.#statements(key)[0]);
      if ('add' in change) this.#add(key, fact);
      else this.#remove(key, fact);
    }
    const added: Fact[] = [];
    const removed: Fact[] = [];
    for (const [key, earlier] of before) {
      const now = this.#statements(key)[0];
      if (earlier === undefined && now !== undefined) added.push(now);
      if (earlier !== undefined && now === undefined) removed.push(earlier);
    }
    for (const fact of added) this.#count(fact, 1);
    for (const fact of removed) this.#count(fact, -1);
    return { added, removed };
  }

  /** Who is named for a fact: of several statements the one whose id comes first, whatever came first. */
  statement(key: string): Fact | undefined {
    return this.#statements(key).reduce<Fact | undefined>(
      (first, fact) => (first === undefined || fact.id < first.id ? fact : first),
      undefined,
    );
  }

  /** True when somebody stated something in a relation, `name/arity`. */
  speaksIn(signature: string): boolean {
    return this.#counts.has(signature);
  }

  /** Each fact once. */
  *facts(): Iterable<Fact> {
    for (const entry of this.#facts.values()) {
      const [fact] = listOf(entry);
      if (fact !== undefined) yield fact;
    }
  }

  #statements(key: string): readonly Fact[] {
    const entry = this.#facts.get(key);
    return entry === undefined ? [] : listOf(entry);
  }

  #add(key: string, fact: Fact): void {
    const others = this.#statements(key).filter(({ id }) => id !== fact.id);
    this.#facts.set(key, others.length === 0 ? fact : [...others, fact]);
  }

  #remove(key: string, fact: Fact): void {
    const [first, ...more] = this.#statements(key).filter(({ id }) => id !== fact.id);
    if (first === undefined) this.#facts.delete(key);
    else this.#facts.set(key, more.length === 0 ? first : [first, ...more]);
  }

  #count(fact: Fact, step: number): void {
    const signature = signatureOf(fact);
    const count = (this.#counts.get(signature) ?? 0) + step;
    if (count === 0) this.#counts.delete(signature);
    else this.#counts.set(signature, count);
  }
}

function listOf(entry: Fact | readonly Fact[]): readonly Fact[] {
  return isList(entry) ? entry : [entry];
}

function isList(entry: Fact | readonly Fact[]): entry is readonly Fact[] {
  return Array.isArray(entry);
}
