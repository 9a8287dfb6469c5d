/**
 * Who is believed, and how far. Two times over: first as far as trust and the roots' distrust go, which says who may object to
 * others; then with every objection and everybody's record, which is what counts.
 */

import type { Entry } from '../said/entry.ts';
import type { PersonVouching } from '../said/statement.ts';
import { type Belief, believe, type Edge } from './spread.ts';

/** What a claim draws: who of whom, in the map of trust or in that of distrust. */
interface Drawn {
  readonly map: Edges;
  readonly from: string;
  readonly edge: Edge;
}

type Edges = Map<string, Set<Edge>>;

const NOBODY: Belief = { weights: new Map(), rights: new Map() };

export class People {
  readonly #roots: ReadonlySet<string>;
  readonly #threshold: number;
  readonly #drawn = new Map<Entry, Drawn>();
  readonly #trust: Edges = new Map();
  readonly #distrust: Edges = new Map();
  #objectors: Belief = NOBODY;
  #objections: ReadonlyMap<string, number> = new Map();
  #belief: Belief = NOBODY;

  constructor(roots: ReadonlySet<string>, threshold: number) {
    this.#roots = roots;
    this.#threshold = threshold;
  }

  /** As far as trust and the roots' distrust go: who may object to others, and how much that weighs. */
  get objectors(): Belief {
    return this.#objectors;
  }

  /** How strongly each is distrusted by those who may object: only who is. */
  get objections(): ReadonlyMap<string, number> {
    return this.#objections;
  }

  /** What counts. */
  get belief(): Belief {
    return this.#belief;
  }

  isPerson(identity: string): boolean {
    return (this.#belief.weights.get(identity) ?? 0) >= this.#threshold;
  }

  mayObject(identity: string): boolean {
    return (this.#objectors.weights.get(identity) ?? 0) >= this.#threshold;
  }

  /** What distrust leaves of a weight. */
  distrustFactorOf(identity: string): number {
    return 1 - (this.#objections.get(identity) ?? 0);
  }

  /** Draws what a claim says of a person, or takes it away. True when that changed. */
  draw(entry: Entry, statement: PersonVouching, from: string | undefined, to: string | undefined): boolean {
    const drawn = this.#drawn.get(entry);
    if (drawn?.from === from && drawn?.edge.to === to) return false;
    if (drawn !== undefined) erase(drawn);
    this.#drawn.delete(entry);
    if (from === undefined || to === undefined) return drawn !== undefined;
    const map = statement.isTrust ? this.#trust : this.#distrust;
    const edge = { to, weight: statement.weight, rights: statement.rights };
    const known = map.get(from);
    if (known === undefined) map.set(from, new Set([edge]));
    else known.add(edge);
    this.#drawn.set(entry, { map, from, edge });
    return true;
  }

  /** Works out anew who may object, and what is objected to whom. Costs as much as there are people who are believed. */
  weighObjectors(): void {
    const byRoots = this.#strongest(this.#roots, () => 1);
    this.#objectors = this.#believe((person) => 1 - (byRoots.get(person) ?? 0));
    const { weights } = this.#objectors;
    const objectors = [...weights.keys()].filter((person) => this.mayObject(person));
    this.#objections = this.#strongest(objectors, (person) => weights.get(person) ?? 0);
  }

  /** Works out anew what counts. The same. */
  weigh(recordFactorOf: (person: string) => number): void {
    this.#belief = this.#believe((person) => this.distrustFactorOf(person) * recordFactorOf(person));
  }

  #believe(factorOf: (person: string) => number): Belief {
    const edgesOf = (person: string) => this.#trust.get(person) ?? [];
    return believe({ roots: this.#roots, threshold: this.#threshold, edgesOf, factorOf });
  }

  /** The strongest distrust of each. The strongest, not the sum: who makes himself many weighs no more. */
  #strongest(distrusters: Iterable<string>, weightOf: (person: string) => number): ReadonlyMap<string, number> {
    const strongest = new Map<string, number>();
    for (const from of distrusters) {
      for (const { to, weight } of this.#distrust.get(from) ?? []) {
        if (this.#roots.has(to)) continue;
        strongest.set(to, Math.max(strongest.get(to) ?? 0, weightOf(from) * weight));
      }
    }
    return strongest;
  }
}

function erase({ map, from, edge }: Drawn): void {
  const edges = map.get(from);
  edges?.delete(edge);
  if (edges?.size === 0) map.delete(from);
}
