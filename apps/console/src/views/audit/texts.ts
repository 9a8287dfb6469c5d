/** What this view says. */

import type { Texts } from '../../i18n/texts.ts';

export const AUDIT_TEXTS = {
  'audit.title': { en: 'Audit', de: 'Protokoll' },
} as const satisfies Texts;
