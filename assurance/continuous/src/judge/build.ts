/** Builds a world from all that was claimed and observed. */

import type { Clock } from '@sallyport/core';
import { chunks } from '../chunks.ts';
import type { Truth } from './truth.ts';
import type { WorldView } from './world.ts';

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
