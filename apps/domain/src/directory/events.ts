/** What the domain's log records of what is decided of devices that do not ask at this moment. */

import { eventType } from '@sallyport/store';
import type { DeviceName } from '../events.ts';

/** Policy would answer otherwise about a device than was written down last, whether or not it has asked since. */
export const DECISION_TURNED = eventType<{
  readonly device: DeviceName;
  readonly outcome: 'permit' | 'deny';
  /** Where it would ask: `E.2`, or `M.4` for a Thread device. */
  readonly point: 'E.2' | 'M.4';
  readonly reason: string;
}>('decision.turned');
