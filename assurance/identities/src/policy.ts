/** What an authentication server allows. */

import { DAY, HOUR, MINUTE, type Milliseconds } from '@sallyport/core';
import type { PeerLimit } from '@sallyport/http';
import { fail } from './errors.ts';
import { MAX_MAILS } from './projection.ts';

export interface IdentityPolicy {
  /** How long a link works. Default 1 hour, a day at most. */
  readonly linkLifetime: Milliseconds;
  /** Links that may wait to be followed, all mailboxes together. Default 1000. */
  readonly maxPending: number;
  /** Mails sent to one mailbox in an hour. Default 3, 32 at most. */
  readonly mailsPerHour: number;
  /** Requests of one peer. Default 20 in 10 minutes. */
  readonly peerLimit: PeerLimit;
  /** Mails handed to the outbox at once. Default 32. */
  readonly maxMailsUnderWay: number;
}

const DEFAULT_POLICY: IdentityPolicy = {
  linkLifetime: HOUR,
  maxPending: 1000,
  mailsPerHour: 3,
  peerLimit: { requests: 20, span: 10 * MINUTE },
  maxMailsUnderWay: 32,
};

/** @throws E_IDENTITIES_ARGUMENT */
export function completePolicy(given: Partial<IdentityPolicy> = {}): IdentityPolicy {
  const policy = { ...DEFAULT_POLICY, ...given };
  const { linkLifetime, mailsPerHour, peerLimit, maxPending, maxMailsUnderWay } = policy;
  for (const value of [linkLifetime, mailsPerHour, peerLimit.requests, peerLimit.span, maxPending, maxMailsUnderWay]) {
    if (!Number.isSafeInteger(value) || value <= 0)
      throw fail('E_IDENTITIES_ARGUMENT', 'a bound is a whole number above 0');
  }
  if (linkLifetime > DAY) throw fail('E_IDENTITIES_ARGUMENT', 'a link works for a day at most');
  if (mailsPerHour > MAX_MAILS) throw fail('E_IDENTITIES_ARGUMENT', `at most ${MAX_MAILS} mails an hour`);
  return policy;
}
