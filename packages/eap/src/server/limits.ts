/** Bounds of the session table. */

import { type Milliseconds, SECOND } from '@sallyport/core';

export interface SessionLimits {
  /** Conversations at the same time. Default 16384. */
  readonly maxSessions: number;
  /** Of one origin. Default 8. */
  readonly maxSessionsPerOrigin: number;
  /** Bytes that all conversations keep together, roughly. Default 256 MiB. */
  readonly maxMemory: number;
  /** A conversation must end within this time. Default one minute. */
  readonly sessionTime: Milliseconds;
}

export const DEFAULT_SESSION_LIMITS: SessionLimits = {
  maxSessions: 16_384,
  maxSessionsPerOrigin: 8,
  maxMemory: 256 << 20,
  sessionTime: 60 * SECOND,
};

/** The defaults for what is not given. */
export function completeLimits(given: Partial<SessionLimits>): SessionLimits {
  return {
    maxSessions: given.maxSessions ?? DEFAULT_SESSION_LIMITS.maxSessions,
    maxSessionsPerOrigin: given.maxSessionsPerOrigin ?? DEFAULT_SESSION_LIMITS.maxSessionsPerOrigin,
    maxMemory: given.maxMemory ?? DEFAULT_SESSION_LIMITS.maxMemory,
    sessionTime: given.sessionTime ?? DEFAULT_SESSION_LIMITS.sessionTime,
  };
}
