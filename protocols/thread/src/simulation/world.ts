/** What everything in one simulation shares. */

import type { Clock, Random, Timer } from '@sallyport/core';
import type { Air } from './air.ts';
import type { Dice } from './dice.ts';
import type { Directory } from './directory.ts';
import type { MacTiming } from './mac-link.ts';

export interface World {
  readonly air: Air;
  readonly directory: Directory;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly random: Random;
  readonly dice: Dice;
  readonly macTiming?: Partial<MacTiming>;
}

/** Off; on and without a router; a child; a router. */
export type NodeState = 'off' | 'detached' | 'child' | 'router';

/** Eight random bytes with the bit that says "of local meaning" and without the one that says "group". */
export function randomExtendedAddress(random: Random): Uint8Array {
  const address = Uint8Array.from(random.bytes(8));
  address[0] = ((address[0] ?? 0) & ~0x01) | 0x02;
  return address;
}
