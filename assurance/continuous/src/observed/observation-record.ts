/** Where what the node observed is kept, so that a restart forgets nothing. */

import type { Observation, ObservedFact } from './observed-fact.ts';

export interface ObservationRecord {
  /** Every fact that stands, as of now. */
  load(): AsyncIterable<ObservedFact>;
  /** Durable when resolved. @throws what the store throws, and then nothing of it counts */
  record(observations: readonly Observation[]): Promise<void>;
  /**
   * Tells of what was recorded after {@link load}, in its order and whichever replica did it; of this process before
   * `record` resolves. Gives the way to stop.
   */
  onRecorded(listener: (observations: readonly Observation[]) => void): () => void;
}
