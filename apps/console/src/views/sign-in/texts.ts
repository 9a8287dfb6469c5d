/** What this view says. */

import type { Texts } from '../../i18n/texts.ts';

export const SIGN_IN_TEXTS = {
  'sign-in.title': { en: 'Sign in', de: 'Anmelden' },
} as const satisfies Texts;
