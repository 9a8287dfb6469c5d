/** Remembers what each nonce was used for (RFC 8995 §5.2: a fresh one for every attempt). */

import type { Clock, Milliseconds } from '@sallyport/core';
import { ExpiringMap } from './expiring-map.ts';

export interface ReplayGuard {
  /**
   * Claims `nonce` for `use`. True when it was free or already claimed for this very use; false when it was used for
   * anything else. Replicas that share a store share one guard.
   */
  claim(nonce: string, use: string): Promise<boolean> | boolean;
}

/** A guard in memory: the newest `capacity` nonces (default 100 000), each for `lifetime` (default 4 days, RFC 8995 §5.6). */
export function memoryReplayGuard(options: {
  readonly clock: Clock;
  readonly capacity?: number;
  readonly lifetime?: Milliseconds;
}): ReplayGuard {
  const uses = new ExpiringMap<string>({
    clock: options.clock,
    capacity: options.capacity ?? 100_000,
    lifetime: options.lifetime ?? 4 * 24 * 3_600_000,
  });
  return {
    claim(nonce, use) {
      const earlier = uses.get(nonce);
      if (earlier !== undefined) return earlier === use;
      uses.set(nonce, use);
      return true;
    },
  };
}
