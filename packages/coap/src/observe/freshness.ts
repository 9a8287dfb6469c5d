/** Which of two notifications is the newer one (RFC 7641 §3.4): they may overtake each other on the way. */

import { type Milliseconds, SECOND } from '@sallyport/core';

export interface Notice {
  /** Observe option: 24 bits. */
  readonly sequence: number;
  /** When it was received. */
  readonly at: Milliseconds;
}

const HALF = 0x80_0000;
/** Longer than a notification can be on its way after another one. */
const OVERTAKING: Milliseconds = 128 * SECOND;

export function isFresher(candidate: Notice, than: Notice): boolean {
  const [v1, v2] = [than.sequence, candidate.sequence];
  return (v1 < v2 && v2 - v1 < HALF) || (v1 > v2 && v1 - v2 > HALF) || candidate.at > than.at + OVERTAKING;
}
