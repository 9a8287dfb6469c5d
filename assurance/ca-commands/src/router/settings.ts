/** What can be set on the router's side, with what it is when nothing is said. */

import { DAY } from '@sallyport/core';
import { requireWhole } from '../whole-number.ts';
import type { RouterSettings } from './ports.ts';

const DEFAULTS: RouterSettings = { keepFor: DAY, maxDevices: 4096 };

/** @throws E_CA_COMMANDS_ARGUMENT */
export function checkedSettings(given: Partial<RouterSettings> = {}): RouterSettings {
  const settings = { ...DEFAULTS, ...given };
  // What timers of the platform can wait for ends at 24 days.
  requireWhole('the time to keep devices, in milliseconds', settings.keepFor, 0, 20 * DAY);
  requireWhole('the number of devices', settings.maxDevices, 1, 65_536);
  return settings;
}
