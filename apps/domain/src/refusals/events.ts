/** What the domain's log records of those that were turned away on their way aboard. What networks refuse is theirs to record. */

import type { IdentityAssurance } from '@sallyport/onboarding';
import { eventType } from '@sallyport/store';
import type { DeviceName } from '../events.ts';

/** The steps at which the domain says no: voucher-request, voucher, enrolment and renewal, Thread joiner. */
export const REFUSING_STEPS = ['C.3', 'C.8', 'D.4', 'M.4'] as const;
export type RefusingStep = (typeof REFUSING_STEPS)[number];

/** How often the very same was refused, for one line of the log. */
export type Times = {
  readonly count: number;
  /** Milliseconds since 1970. */
  readonly firstAt: number;
  readonly lastAt: number;
};

/**
 * A device was turned away, or put off. A line stands for the first time, or for how often the same came again within ten minutes
 * after a line. `times.count` of all lines together is how often anybody was turned away.
 */
export const ONBOARDING_REFUSED = eventType<{
  /** As far as it is known; null for one that told nothing of itself. */
  readonly device: DeviceName | null;
  /** What proves that; `claimed`: nothing does. Null without a device. */
  readonly identity: IdentityAssurance | null;
  readonly protocol: string;
  readonly step: RefusingStep;
  readonly decision: 'deny' | 'defer';
  readonly reason: string;
  readonly code: string | null;
  readonly session: string;
  /** The address it came from, of a join proxy where there is one between; null where none is known. */
  readonly from: string | null;
  /** The Thread network that it wanted to join. */
  readonly network: string | null;
  readonly times: Times;
}>('onboarding.refused');
