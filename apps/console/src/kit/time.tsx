/** A moment: how long ago it is, and exactly when on the page's clock. */

import { signal } from '@preact/signals';
import { language, t } from '../i18n/index.ts';
import { relativeTime } from './relative-time.ts';

const MINUTE_MS = 60_000;

/** Passes by itself, so that what is said of all moments stays true. */
const now = signal(Date.now());
setInterval(() => {
  now.value = Date.now();
}, MINUTE_MS / 4);

export interface TimeProps {
  /** An RFC 3339 text. */
  readonly at: string | undefined | null;
  /** `both` writes the exact time beside; otherwise it is told when asked for. `short` is for narrow columns. Default `relative`. */
  readonly show?: 'relative' | 'short' | 'exact' | 'both';
}

export function Time({ at, show = 'relative' }: TimeProps) {
  if (at === undefined || at === null) return <span class="faint">{t('kit.time.never')}</span>;
  const moment = new Date(at);
  if (Number.isNaN(moment.getTime())) return <span>{at}</span>;
  const exact = exactTime(moment);
  // What happened since the clock ticked last lies in no future.
  const span = moment.getTime() - Math.max(now.value, Date.now());
  const relative = relativeTime(span, language.value, show === 'short' ? 'short' : 'long');
  const text = { relative, short: relative, exact, both: `${exact} (${relative})` }[show];
  return (
    <time dateTime={moment.toISOString()} title={show === 'relative' || show === 'short' ? exact : relative}>
      {text}
    </time>
  );
}

/** Date and time to the second, as the language writes them. */
export function exactTime(moment: Date): string {
  return new Intl.DateTimeFormat(language.value, { dateStyle: 'medium', timeStyle: 'medium' }).format(moment);
}
