/** Whether the page hears the domain. */

import { lineState } from '../api/live/index.ts';
import { t } from '../i18n/index.ts';

/** Whether what is shown is what is. */
export function LineLamp() {
  const state = lineState.value;
  const shown = state === 'open' || state === 'lost' ? state : 'connecting';
  const texts = {
    open: t('shell.live.open'),
    lost: t('shell.live.lost'),
    connecting: t('shell.live.connecting'),
  };
  return (
    <p class={`lamp lamp-${shown}`}>
      <span class="lamp-light" aria-hidden="true" />
      {texts[shown]}
    </p>
  );
}
