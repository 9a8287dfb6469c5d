/** What this view says. */

import type { Texts } from '../../i18n/texts.ts';

export const DEVICE_TEXTS = {
  'device.title': { en: 'Device', de: 'Gerät' },
} as const satisfies Texts;
