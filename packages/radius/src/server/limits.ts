/** How much a server keeps and works on at most. */

import { type Milliseconds, SECOND } from '@sallyport/core';
import { fail } from '../errors.ts';
import { DEFAULT_MAX_ATTRIBUTES } from '../packet/packet.ts';

export interface ServerLimits {
  /** Attributes in a packet. */
  readonly maxAttributes: number;
  /** Requests being worked on, altogether and of one client. A quarter is kept for conversations that have begun (RFC 5080 §2.2.3). */
  readonly maxInFlight: number;
  readonly maxInFlightPerClient: number;
  /** Answers kept for retransmissions, of one client. A full one forgets its oldest. */
  readonly maxAnswersPerClient: number;
  /** How long an answer is kept: 5 to 30 s (RFC 5080 §2.2.2). */
  readonly answerLifetime: Milliseconds;
  /** How long a handler may take before its request counts as lost. */
  readonly handlerTimeout: Milliseconds;
  /** Status-Server of one client in a second (RFC 5997 §4.2). */
  readonly maxStatusPerSecond: number;
}

export const DEFAULT_SERVER_LIMITS: ServerLimits = {
  maxAttributes: DEFAULT_MAX_ATTRIBUTES,
  maxInFlight: 4096,
  maxInFlightPerClient: 1024,
  maxAnswersPerClient: 4096,
  answerLifetime: 30 * SECOND,
  handlerTimeout: 30 * SECOND,
  maxStatusPerSecond: 10,
};

/** @throws E_RADIUS_ARGUMENT */
export function completeServerLimits(given: Partial<ServerLimits> = {}): ServerLimits {
  const limits = { ...DEFAULT_SERVER_LIMITS, ...given };
  if (!Object.values(limits).every((value) => Number.isInteger(value) && value > 0)) {
    throw fail('E_RADIUS_ARGUMENT', 'a limit is a whole number above zero');
  }
  return limits;
}
