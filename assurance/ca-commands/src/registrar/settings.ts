/** What can be set on the registrar's side, with what it is when nothing is said. */

import { HOUR, SECOND } from '@sallyport/core';
import { HEARTBEAT, MAX_HEARTBEAT, MIN_HEARTBEAT } from '../limits.ts';
import { requireWhole } from '../whole-number.ts';
import type { RegistrarSettings } from './ports.ts';

const DEFAULTS: RegistrarSettings = {
  heartbeat: HEARTBEAT,
  patience: 10 * SECOND,
  maxRouters: 256,
  firstSequence: 1,
};

/** @throws E_CA_COMMANDS_ARGUMENT */
export function checkedSettings(given: Partial<RegistrarSettings> = {}): RegistrarSettings {
  const settings = { ...DEFAULTS, ...given };
  requireWhole('the heartbeat in milliseconds', settings.heartbeat, MIN_HEARTBEAT, MAX_HEARTBEAT);
  requireWhole('the patience in milliseconds', settings.patience, 1, HOUR);
  requireWhole('the number of routers', settings.maxRouters, 1, 4096);
  requireWhole('the first number', settings.firstSequence, 1, Number.MAX_SAFE_INTEGER);
  return settings;
}
