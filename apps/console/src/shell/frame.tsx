/** What stands around every view: navigation, who is here, whether the page hears the domain. */

import type { ComponentChildren } from 'preact';
import { useLocation } from 'preact-iso';
import { lineState } from '../api/live/index.ts';
import { ending, stay } from '../api/stay.ts';
import { t } from '../i18n/index.ts';
import { Button } from '../kit/button.tsx';
import { Bar } from './bar.tsx';
import { Brand } from './brand.tsx';
import { LineLamp } from './lamp.tsx';
import { Navigation } from './navigation.tsx';
import { Personal } from './personal.tsx';
import { placeOf } from './routes.ts';
import { isOutdated } from './updated.ts';

export interface FrameProps {
  /** Whether the next view is on its way. */
  readonly isWaiting?: boolean;
  readonly children: ComponentChildren;
}

export function Frame({ isWaiting = false, children }: FrameProps) {
  const { path } = useLocation();
  const here = placeOf(path);
  return (
    <div class="frame">
      <a class="skip" href="#content">
        {t('shell.skip')}
      </a>
      <header class="rail">
        <Brand />
        <nav aria-label={t('shell.navigation')} class="rail-nav">
          <Navigation here={here} />
        </nav>
        <LineLamp />
        <Personal />
      </header>
      <main id="content" class="content" tabIndex={-1}>
        {isWaiting ? <div class="coming" role="progressbar" aria-label={t('kit.loading')} /> : null}
        <LostBanner />
        <OutdatedBanner />
        <EndingBanner />
        {children}
      </main>
      <Bar here={here} />
    </div>
  );
}

function LostBanner() {
  return (
    <div role="status" aria-live="polite">
      {lineState.value === 'lost' ? (
        <div class="notice notice-late">
          <strong>{t('shell.lost.title')}</strong> <span>{t('shell.lost.text')}</span>
        </div>
      ) : null}
    </div>
  );
}

function OutdatedBanner() {
  if (!isOutdated.value) return null;
  return (
    <div class="notice" role="status">
      <span>{t('shell.outdated')}</span>
      <Button onClick={() => location.reload()}>{t('shell.outdated.reload')}</Button>
    </div>
  );
}

/** Whatever somebody does puts the end off; the button is there to be found. */
function EndingBanner() {
  const soon = ending.value;
  return (
    <div role="status" aria-live="polite">
      {soon === undefined ? null : (
        <div class="notice notice-late">
          <span>{t(soon.canStay ? 'shell.ending' : 'shell.ending.latest', { count: soon.minutes })}</span>
          {soon.canStay ? <Button onClick={stay}>{t('shell.ending.stay')}</Button> : null}
        </div>
      )}
    </div>
  );
}
