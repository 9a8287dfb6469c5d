/** A picture with the table that says the same. */

import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { t } from '../i18n/index.ts';
import { Button } from './button.tsx';

export interface FigureProps {
  readonly title: string;
  readonly picture: () => ComponentChildren;
  readonly table: () => ComponentChildren;
  /** What colours and shapes of the picture mean. */
  readonly legend?: ComponentChildren;
}

export function Figure({ title, picture, table, legend }: FigureProps) {
  const shows = useSignal<'picture' | 'table'>('picture');
  const choices = [
    { key: 'picture', title: t('kit.figure.picture') },
    { key: 'table', title: t('kit.figure.table') },
  ] as const;
  return (
    <figure class="figure">
      <figcaption class="figure-head">
        <span>{title}</span>
        <span class="segments">
          {choices.map((choice) => (
            <Button
              key={choice.key}
              look="quiet"
              pressed={shows.value === choice.key}
              label={t('kit.figure.as', { what: title, form: choice.title })}
              onClick={() => {
                shows.value = choice.key;
              }}
            >
              {choice.title}
            </Button>
          ))}
        </span>
      </figcaption>
      {shows.value === 'picture' ? picture() : table()}
      {legend === undefined || shows.value === 'table' ? null : <div class="figure-legend">{legend}</div>}
    </figure>
  );
}
