/** Refuses frames whose counter was seen before (IEEE 802.15.4-2015 §9.2.4). */

import { LAST_FRAME_COUNTER } from './constants.ts';

/** How many senders are remembered when no other bound is given. */
export const DEFAULT_SENDERS = 512;

/**
 * The highest frame counter of each sender and key. Ask only about frames whose integrity code was right: a stranger
 * must not be able to move a counter, nor to fill the table.
 */
export class ReplayGuard {
  readonly #highest = new Map<string, number>();
  readonly #maxSenders: number;

  constructor(maxSenders: number = DEFAULT_SENDERS) {
    this.#maxSenders = maxSenders;
  }

  /**
   * True when no frame with this counter or a higher one came from `sender` before, which is then remembered.
   * `sender` names sender and key together. When the table is full a new sender is refused: forgetting an old one would let
   * its frames be replayed.
   */
  accept(sender: string, frameCounter: number): boolean {
    if (frameCounter >= LAST_FRAME_COUNTER) return false;
    const highest = this.#highest.get(sender);
    if (highest === undefined && this.#highest.size >= this.#maxSenders) return false;
    if (highest !== undefined && frameCounter <= highest) return false;
    this.#highest.set(sender, frameCounter);
    return true;
  }

  /** For a sender that left for good, or whose key is no longer in use. */
  forget(sender: string): void {
    this.#highest.delete(sender);
  }

  get senders(): number {
    return this.#highest.size;
  }
}
