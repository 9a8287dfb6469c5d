/** What this view says. */

import type { Texts } from '../../i18n/texts.ts';

export const CLAIMS_TEXTS = {
  'claims.title': { en: 'Claims', de: 'Aussagen' },
} as const satisfies Texts;
