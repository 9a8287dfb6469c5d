/** What this view says. */

import type { Texts } from '../../i18n/texts.ts';

export const NETWORKS_TEXTS = {
  'networks.title': { en: 'Networks', de: 'Netze' },
} as const satisfies Texts;
