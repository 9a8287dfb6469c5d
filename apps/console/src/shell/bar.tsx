/** The navigation of a small screen: what is used most at the bottom, the rest in a menu. */

import { useSignal } from '@preact/signals';
import { t } from '../i18n/index.ts';
import { Dialog } from '../kit/dialog.tsx';
import { LineLamp } from './lamp.tsx';
import { isUseful, Navigation, PlaceLink } from './navigation.tsx';
import { Personal } from './personal.tsx';
import { IN_BAR, PLACES, type ViewName } from './routes.ts';

export function Bar({ here }: { readonly here: ViewName | undefined }) {
  const isOpen = useSignal(false);
  const close = (): void => {
    isOpen.value = false;
  };
  const places = PLACES.flatMap((group) => group.places).filter((place) => IN_BAR.includes(place.view));
  return (
    <nav class="bar" aria-label={t('shell.navigation')}>
      {places.filter(isUseful).map((place) => (
        <PlaceLink key={place.view} place={place} here={here} />
      ))}
      <button
        type="button"
        class="nav-link"
        aria-haspopup="dialog"
        onClick={() => {
          isOpen.value = true;
        }}
      >
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
          <path d="M4 7h16M4 12h16M4 17h16" />
        </svg>
        <span>{t('shell.more')}</span>
      </button>
      {isOpen.value ? (
        <Dialog title={t('shell.name')} onClose={close}>
          <div class="menu">
            <Navigation here={here} onGo={close} />
            <LineLamp />
            <Personal />
          </div>
        </Dialog>
      ) : null}
    </nav>
  );
}
