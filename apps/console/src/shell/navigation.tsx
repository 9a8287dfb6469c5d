/** The views a person has a use for, in groups. */

import { may } from '../api/may.ts';
import { t } from '../i18n/index.ts';
import { Icon } from './icons.tsx';
import { PLACES, type Place, pathTo, type ViewName } from './routes.ts';

export interface NavigationProps {
  readonly here: ViewName | undefined;
  /** After a choice, for a menu that closes. */
  readonly onGo?: () => void;
}

export function isUseful({ needs }: Place): boolean {
  return needs === undefined || may(needs);
}

export function Navigation({ here, onGo }: NavigationProps) {
  return (
    <>
      {PLACES.map(({ text, places }) => {
        const useful = places.filter(isUseful);
        return useful.length === 0 ? null : (
          <section key={text} class="nav-group" aria-label={t(text)}>
            <p class="nav-title" aria-hidden="true">
              {t(text)}
            </p>
            <ul>
              {useful.map((place) => (
                <li key={place.view}>
                  <PlaceLink place={place} here={here} {...(onGo === undefined ? {} : { onGo })} />
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </>
  );
}

export function PlaceLink({ place: { view, text }, here, onGo }: NavigationProps & { readonly place: Place }) {
  return (
    <a class="nav-link" href={pathTo(view)} aria-current={view === here ? 'page' : undefined} onClick={onGo}>
      <Icon view={view} />
      <span>{t(text)}</span>
    </a>
  );
}
