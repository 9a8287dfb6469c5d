/** What this view says. */

import type { Texts } from '../../i18n/texts.ts';

export const MAKERS_TEXTS = {
  'makers.title': { en: 'Makers and types', de: 'Hersteller und Typen' },
} as const satisfies Texts;
