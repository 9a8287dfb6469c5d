/** What this view says. */

import type { Texts } from '../../i18n/texts.ts';

export const POLICY_TEXTS = {
  'policy.title': { en: 'Policy', de: 'Regelwerk' },
} as const satisfies Texts;
