/** What this view says. */

import type { Texts } from '../../i18n/texts.ts';

export const THREAD_TEXTS = {
  'thread.title': { en: 'Thread', de: 'Thread' },
} as const satisfies Texts;
