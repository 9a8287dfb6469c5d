/** Devices that got a voucher and are on their way: what telemetry and audits refer to. */

import { type Clock, DAY } from '@sallyport/core';
import type { DeviceIdentity } from '@sallyport/onboarding';
import { ExpiringMap } from '../server/expiring-map.ts';
import type { ManufacturerTrust } from './config.ts';

export interface Bootstrap {
  readonly key: string;
  readonly session: string;
  readonly device: DeviceIdentity;
  readonly trust: ManufacturerTrust;
  readonly masaUrl: string;
  /** CMS; the same one asks for the audit log (RFC 8995 §5.8). */
  readonly registrarRequest: Uint8Array;
  /** On the monotonic clock, milliseconds. */
  readonly forwardedAt: number;
  /** The history has been looked at, or is being looked at. */
  reviewed: boolean;
}

/** RFC 8995 §5.6: a pledge may take up to four days. */
export function bootstrapMap(clock: Clock, capacity: number): ExpiringMap<Bootstrap> {
  return new ExpiringMap({ clock, capacity, lifetime: 4 * DAY });
}
