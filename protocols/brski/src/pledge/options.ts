/** What a pledge's session is made of. */

import { type Clock, DAY, MINUTE, type Milliseconds, type Random, SECOND } from '@sallyport/core';
import type { Authorizer, EventListener } from '@sallyport/onboarding';
import type { Certificate } from '@sallyport/pki';
import type { ArtifactContentType } from '../artifact/index.ts';
import type { Candidate } from '../discovery/candidate.ts';
import { fail } from '../errors.ts';
import type { VoucherPolicy } from './accepted-voucher.ts';
import type { PledgeIdentity } from './identity.ts';

export interface PledgeLimits {
  /** Time for an answer to a voucher-request: the registrar asks the MASA meanwhile. Default 2 minutes. */
  readonly responseTimeout: Milliseconds;
  /** Time for an answer to status telemetry, which is ignored anyway. Default 5 s. */
  readonly statusTimeout: Milliseconds;
  /** Largest voucher response. Default 128 KiB. */
  readonly maxVoucherBytes: number;
  /** How long 202 is put up with. Default 4 days, "longer than a long weekend" (RFC 8995 §5.6). */
  readonly patience: Milliseconds;
  /** Redirections to the same origin followed in one attempt; to another origin it is always one (RFC 8995 §5.6). */
  readonly maxSameOriginRedirects: number;
  /** Lost connections in a row after which the attempt fails. Default 3. */
  readonly maxLosses: number;
}

export const DEFAULT_PLEDGE_LIMITS: PledgeLimits = {
  responseTimeout: 2 * MINUTE,
  statusTimeout: 5 * SECOND,
  maxVoucherBytes: 128 * 1024,
  patience: 4 * DAY,
  maxSameOriginRedirects: 3,
  maxLosses: 3,
};

export interface PledgeOptions {
  /** The onboarding session's identifier, for events. */
  readonly session: string;
  readonly identity: PledgeIdentity;
  /** Anchors for vouchers, built in by the manufacturer (RFC 8995 §9.1.3). At least one. */
  readonly voucherAnchors: readonly Certificate[];
  readonly candidate: Candidate;
  readonly clock: Clock;
  /** Whether the device has confidence in the wall time of `clock` (RFC 8995 §2.6.1). Default false: no date counts. */
  readonly clockIsTrusted?: boolean;
  readonly random: Random;
  /** Asked at C.1 and C.10. Without one the voucher alone decides. */
  readonly authorizer?: Authorizer;
  readonly onEvent?: EventListener;
  /** Hears what the authorizer threw; the answer was then no. */
  readonly onPolicyFailure?: (thrown: unknown) => void;
  readonly voucherPolicy?: VoucherPolicy;
  /** For a cloud registrar: the anchors that its web certificate must lead to (RFC 8995 §2.7). */
  readonly cloudAnchors?: readonly Certificate[];
  readonly contentType?: ArtifactContentType;
  /** `base64` for one known registrar that departs from RFC 8995 §6. Default `binary`. */
  readonly bodyEncoding?: 'binary' | 'base64';
  readonly limits?: Partial<PledgeLimits>;
}

/** @throws E_BRSKI_PLEDGE_INPUT */
export function checkPledgeOptions(options: PledgeOptions): void {
  if (options.voucherAnchors.length === 0) {
    throw fail('E_BRSKI_PLEDGE_INPUT', 'a pledge needs an anchor to judge vouchers by');
  }
  if (options.candidate.source === 'cloud' && (options.cloudAnchors ?? []).length === 0) {
    throw fail('E_BRSKI_PLEDGE_INPUT', 'a cloud registrar needs anchors to be authenticated by');
  }
}
