/** Comparing what two tell of a network that goes on living while it is looked at. */

import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

const ATTEMPTS = 12;
const PAUSE_MS = 1_500;

/** Looks again where they do not agree, in case it changed in between; what never agrees is a difference. */
export async function agree(
  ours: () => Promise<unknown>,
  theirs: () => Promise<unknown>,
  compare: (ours: unknown, theirs: unknown) => void = assert.deepEqual,
): Promise<void> {
  for (let attempt = 1; attempt < ATTEMPTS; attempt++) {
    const [one, other] = [await ours(), await theirs()];
    try {
      compare(one, other);
      return;
    } catch (thrown) {
      if (!(thrown instanceof assert.AssertionError)) throw thrown;
    }
    await sleep(PAUSE_MS);
  }
  compare(await ours(), await theirs());
}
