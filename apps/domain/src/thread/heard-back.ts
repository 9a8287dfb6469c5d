/** Waits until a border router has heard what the Leader took, so that whoever looks right after a change sees it. */

import type { Milliseconds, Timer } from '@sallyport/core';
import { compareTimestamps, type Timestamp } from '@sallyport/thread';

const LOOK_EVERY: Milliseconds = 100;
/** A dataset comes with the next advertisements at the latest; whoever waits for an answer waits no longer than that. */
const LOOKS = 100;

/**
 * Reads until what is read is as new as `set`, every 100 ms and a hundred times at most. The Leader has accepted the change: where it
 * does not come within that time, or where reading fails, the wait is over and the change stands.
 */
export async function heardBack(
  set: Timestamp | undefined,
  read: () => Promise<Timestamp | undefined>,
  timer: Timer,
): Promise<void> {
  for (let look = 0; look < LOOKS; look++) {
    const heard = await read().catch(() => set);
    if (compareTimestamps(heard, set) >= 0) return;
    await new Promise<void>((resolve) => timer.after(LOOK_EVERY, resolve));
  }
}
