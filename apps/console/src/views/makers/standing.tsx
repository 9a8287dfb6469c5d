/** How the domain stands to a maker, in one word. */

import type { AnswerOf } from '../../api/index.ts';
import { t } from '../../i18n/index.ts';
import { Badge, type Tone } from '../../kit/index.ts';

type Maker = Pick<AnswerOf<'makers.list'>['makers'][number], 'standing' | 'isListed'>;

const TONES: Readonly<Record<Maker['standing'], Tone>> = { trusted: 'good', distrusted: 'bad', unknown: 'plain' };

export function Standing({ of: { standing, isListed } }: { readonly of: Maker }) {
  return (
    <>
      <Badge tone={TONES[standing]}>{t(`makers.standing.${standing}`)}</Badge>{' '}
      {isListed ? <Badge>{t('makers.listed')}</Badge> : null}
    </>
  );
}
