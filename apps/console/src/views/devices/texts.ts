/** What this view says. */

import type { Texts } from '../../i18n/texts.ts';

export const DEVICES_TEXTS = {
  'devices.title': { en: 'Devices', de: 'Geräte' },
} as const satisfies Texts;
