import { MINUTE, type Milliseconds } from '@sallyport/core';

/** What one run of a databot may cost. */
export interface DatabotLimits {
  /** From its start to its last answer; then it is ended. */
  readonly wallClock: Milliseconds;
  /** Of the heap, in MiB. */
  readonly memory: number;
  /** Questions and materials together. */
  readonly asks: number;
  /** Claims that stand by it at one time. */
  readonly outputs: number;
}

export const DATABOT_LIMITS: DatabotLimits = { wallClock: MINUTE, memory: 256, asks: 10_000, outputs: 10_000 };
