/** The texts that a page has from the start, in every language: those of the shell, the kit and each view. */

import { KIT_TEXTS } from '../kit/texts.ts';
import { SHELL_TEXTS } from '../shell/texts.ts';
import { AUDIT_TEXTS } from '../views/audit/texts.ts';
import { CLAIMS_TEXTS } from '../views/claims/texts.ts';
import { DEVICE_TEXTS } from '../views/device/texts.ts';
import { DEVICES_TEXTS } from '../views/devices/texts.ts';
import { MAKERS_TEXTS } from '../views/makers/texts.ts';
import { NETWORKS_TEXTS } from '../views/networks/texts.ts';
import { NOW_TEXTS } from '../views/now/texts.ts';
import { PEOPLE_TEXTS } from '../views/people/texts.ts';
import { POLICY_TEXTS } from '../views/policy/texts.ts';
import { SIGN_IN_TEXTS } from '../views/sign-in/texts.ts';
import { THREAD_TEXTS } from '../views/thread/texts.ts';
import { API_REFUSALS } from './refusals/api-texts.ts';
import { DOMAIN_REFUSALS } from './refusals/domain-texts.ts';
import { DOOR_REFUSALS } from './refusals/door-texts.ts';
import { NETWORK_REFUSALS } from './refusals/networks-texts.ts';
import { REASON_REFUSALS } from './refusals/reasons-texts.ts';

/** The parts, so that a test can find a key that two of them use. */
export const PARTS = [
  KIT_TEXTS,
  SHELL_TEXTS,
  AUDIT_TEXTS,
  CLAIMS_TEXTS,
  DEVICE_TEXTS,
  DEVICES_TEXTS,
  MAKERS_TEXTS,
  NETWORKS_TEXTS,
  NOW_TEXTS,
  PEOPLE_TEXTS,
  POLICY_TEXTS,
  SIGN_IN_TEXTS,
  THREAD_TEXTS,
  API_REFUSALS,
  DOMAIN_REFUSALS,
  DOOR_REFUSALS,
  NETWORK_REFUSALS,
  REASON_REFUSALS,
] as const;

export const CATALOGUE = {
  ...KIT_TEXTS,
  ...SHELL_TEXTS,
  ...AUDIT_TEXTS,
  ...CLAIMS_TEXTS,
  ...DEVICE_TEXTS,
  ...DEVICES_TEXTS,
  ...MAKERS_TEXTS,
  ...NETWORKS_TEXTS,
  ...NOW_TEXTS,
  ...PEOPLE_TEXTS,
  ...POLICY_TEXTS,
  ...SIGN_IN_TEXTS,
  ...THREAD_TEXTS,
  ...API_REFUSALS,
  ...DOMAIN_REFUSALS,
  ...DOOR_REFUSALS,
  ...NETWORK_REFUSALS,
  ...REASON_REFUSALS,
};

export type TextKey = keyof typeof CATALOGUE;
