/** How trust spreads from roots over people: the best product of weights over all paths, and the rights that go along. */

import { RIGHTS, type Right } from '@sallyport/assurance-claims';
import { Heap } from '../heap.ts';

/** What one person says of another, who is named by the canonical name. */
export interface Edge {
  readonly to: string;
  /** From 0 to 1. */
  readonly weight: number;
  readonly rights: ReadonlySet<Right>;
}

/** What trust spreads over. */
export interface Terrain {
  readonly roots: ReadonlySet<string>;
  /** Who weighs less passes nothing on. */
  readonly threshold: number;
  readonly edgesOf: (person: string) => Iterable<Edge>;
  /** What is left of a person's weight, from 0 to 1; roots are not asked. */
  readonly factorOf: (person: string) => number;
}

export interface Belief {
  /** Only weights above 0. */
  readonly weights: ReadonlyMap<string, number>;
  /** Rights that reach the threshold, in the order of RIGHTS; only of those who have one. */
  readonly rights: ReadonlyMap<string, readonly Right[]>;
}

export function believe(terrain: Terrain): Belief {
  const rights = new Map<string, Right[]>();
  for (const right of RIGHTS) {
    for (const [person, weight] of spread(terrain, right)) {
      if (weight < terrain.threshold) continue;
      const known = rights.get(person);
      if (known === undefined) rights.set(person, [right]);
      else known.push(right);
    }
  }
  return { weights: spread(terrain), rights };
}

/**
 * Weights over all edges, or over those alone that grant a right. No factor is above 1, so that a path only ever loses weight and
 * whoever weighs most of those left weighs what no other path betters: Dijkstra's order, with products.
 */
function spread({ roots, threshold, edgesOf, factorOf }: Terrain, right?: Right): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  const settled = new Set<string>();
  const next = new Heap<readonly [person: string, weight: number]>(([, a], [, b]) => a > b);
  const offer = (person: string, weight: number) => {
    if (weight <= (weights.get(person) ?? 0)) return;
    weights.set(person, weight);
    next.push([person, weight]);
  };
  for (const root of roots) offer(root, 1);
  for (let best = next.pop(); best !== undefined; best = next.pop()) {
    const [person, weight] = best;
    if (settled.has(person)) continue;
    settled.add(person);
    if (weight < threshold) continue;
    for (const edge of edgesOf(person)) {
      if (roots.has(edge.to) || (right !== undefined && !edge.rights.has(right))) continue;
      offer(edge.to, weight * edge.weight * factorOf(edge.to));
    }
  }
  return weights;
}
