/** What differs between two states of belief. */

import type { Belief } from './spread.ts';

/** The identities whose weight or rights differ. */
export function* beliefChanges(before: Belief, after: Belief): Iterable<string> {
  yield* mapChanges(before.weights, after.weights);
  for (const identity of new Set([...before.rights.keys(), ...after.rights.keys()])) {
    // Rights stand in one order, so that their names side by side tell them apart.
    if (before.rights.get(identity)?.join() !== after.rights.get(identity)?.join()) yield identity;
  }
}

/** The names whose numbers differ. */
export function* mapChanges(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): Iterable<string> {
  for (const [name, value] of before) if (after.get(name) !== value) yield name;
  for (const name of after.keys()) if (!before.has(name)) yield name;
}
