/** When the network key sequence counter moves on (Thread 1.1.1 §7; times from the security policy). */

import { HOUR, type Milliseconds } from '@sallyport/core';
import { MIN_ROTATION_HOURS, type SecurityPolicy } from '../network/security-policy.ts';

/** Part of the rotation time during which a node that has just moved on takes no other's word for a newer counter. */
const GUARD_PERCENT = 93;

export interface KeyRotation {
  /** `thrKeyRotation`: the counter moves on when the keys are this old. */
  readonly rotateAfter: Milliseconds;
  /** `thrKeySwitchGuardTime`: until then a newer counter in a frame is not followed. */
  readonly guardTime: Milliseconds;
}

/** Whole hours, as nodes count them; a time under the least one counts as that. */
export function keyRotationOf({ rotationHours }: SecurityPolicy): KeyRotation {
  const hours = Math.max(rotationHours, MIN_ROTATION_HOURS);
  return { rotateAfter: hours * HOUR, guardTime: Math.floor((hours * GUARD_PERCENT) / 100) * HOUR };
}
