/** What this view says. */

import type { Texts } from '../../i18n/texts.ts';

export const PEOPLE_TEXTS = {
  'people.title': { en: 'People', de: 'Personen' },
} as const satisfies Texts;
