/** Builds a world from all that was claimed and observed, and takes up what was watched. */

import type { Judgement, Pattern } from '@sallyport/assurance-inference';
import type { Clock } from '@sallyport/core';
import { obligationPattern } from '../decide/obligations.ts';
import type { Watched } from '../decide/watches.ts';
import type { Truth } from './truth.ts';
import { NOTHING, type Turn } from './turn.ts';
import type { WorldView } from './world.ts';

/** Claims and facts that a new world takes in at once. */
const CHUNK = 512;

/** `took` is told after each part how many claims and facts were in it; what it throws ends the building. */
export async function buildWorld(
  start: () => Promise<WorldView>,
  truth: Truth,
  clock: Pick<Clock, 'now'>,
  took: (count: number) => void = () => undefined,
): Promise<WorldView> {
  const world = await start();
  try {
    await fill(world, truth, clock, took);
    return world;
  } catch (thrown) {
    await world.close();
    throw thrown;
  }
}

async function fill(
  world: WorldView,
  truth: Truth,
  clock: Pick<Clock, 'now'>,
  took: (count: number) => void,
): Promise<void> {
  for (const some of chunks(truth.observations())) {
    await world.observe(
      some.map((after) => ({ before: undefined, after })),
      clock.now(),
    );
    took(some.length);
  }
  for (const some of chunks(truth.claims())) {
    await world.take(some, clock.now());
    took(some.length);
  }
}

/**
 * Watches all of it in a new world, and gives what is another there. The new world knows of the last question alone: where
 * others differed, whoever holds an answer to them is to ask again.
 */
export async function watchAgain(world: WorldView, all: Iterable<Watched>): Promise<Turn> {
  const flipped: Judgement[] = [];
  const changed: Pattern[] = [];
  for (const some of chunks(all)) {
    // Asked together, they are answered many at a time.
    const verdicts = await Promise.all(some.map(({ goal, given }) => world.decide(goal, { given, watch: true })));
    for (const [index, watched] of some.entries()) {
      const verdict = verdicts[index];
      if (verdict !== undefined && (verdict.holds !== watched.holds || watched.isVaried)) flipped.push(verdict);
      watched.isVaried = false;
      const { given, obligations } = watched;
      const device = watched.goal.arguments[1];
      if (obligations === undefined || typeof device !== 'string') continue;
      const pattern = obligationPattern(device);
      const { answers } = await world.solve(pattern, { given, watch: true });
      watched.obligations = JSON.stringify(answers);
      if (watched.obligations !== obligations) changed.push(pattern);
    }
  }
  return { ...NOTHING, flipped, changed };
}

export function* chunks<T>(all: Iterable<T>): Generator<readonly T[], void, undefined> {
  let chunk: T[] = [];
  for (const one of all) {
    chunk.push(one);
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
