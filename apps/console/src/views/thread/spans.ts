/** How long a thing takes, in the largest unit that says it whole. */

import { t } from '../../i18n/index.ts';

const [MINUTE, HOUR] = [60, 3600];

/** @param seconds from one on */
export function spanText(seconds: number): string {
  if (seconds % HOUR === 0) return t('thread.span.hours', { count: seconds / HOUR });
  if (seconds % MINUTE === 0) return t('thread.span.minutes', { count: seconds / MINUTE });
  return t('thread.span.seconds', { count: seconds });
}
