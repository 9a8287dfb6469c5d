/** What a radio's MAC counts, as Network Diagnostics tells it. */

import type { MacCounters } from '../diagnostics/counters.ts';

const NOTHING: MacCounters = {
  inUnknownProtocols: 0,
  inErrors: 0,
  outErrors: 0,
  inUnicast: 0,
  inBroadcast: 0,
  inDiscards: 0,
  outUnicast: 0,
  outBroadcast: 0,
  outDiscards: 0,
};
/** They count in a circle of 32 bits. */
const CIRCLE = 2 ** 32;

export class MacCounts {
  #counters = NOTHING;

  get counters(): MacCounters {
    return this.#counters;
  }

  count(what: keyof MacCounters): void {
    this.#counters = { ...this.#counters, [what]: (this.#counters[what] + 1) % CIRCLE };
  }

  reset(): void {
    this.#counters = NOTHING;
  }
}
