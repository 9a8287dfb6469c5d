/** What stands around every view: navigation, who is here, whether the page hears the domain. */

import type { ComponentChildren } from 'preact';
import { useLocation } from 'preact-iso';
import { lineState } from '../api/live/index.ts';
import { t } from '../i18n/index.ts';
import { Bar } from './bar.tsx';
import { Brand } from './brand.tsx';
import { LineLamp } from './lamp.tsx';
import { Navigation } from './navigation.tsx';
import { Personal } from './personal.tsx';
import { placeOf } from './routes.ts';

export function Frame({ children }: { readonly children: ComponentChildren }) {
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
        <LostBanner />
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
        <div class="lost">
          <strong>{t('shell.lost.title')}</strong> <span>{t('shell.lost.text')}</span>
        </div>
      ) : null}
    </div>
  );
}
