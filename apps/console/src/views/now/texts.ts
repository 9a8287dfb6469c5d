/** What this view says. */

import type { Texts } from '../../i18n/texts.ts';

export const NOW_TEXTS = {
  'now.title': { en: 'Now', de: 'Jetzt' },
} as const satisfies Texts;
