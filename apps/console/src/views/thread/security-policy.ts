/** A security policy as datasets are read out with it, for example `672 onrc 0`. */

import { t } from '../../i18n/index.ts';

const HOURS_FIRST = /^(\d+) (.+)$/;

/** How often keys are rotated in words, and the policy as tools write it beside. */
export function securityPolicyText(policy: string): string {
  const [, hours] = HOURS_FIRST.exec(policy) ?? [];
  return hours === undefined ? policy : t('thread.dataset.policy.says', { count: Number(hours), policy });
}
