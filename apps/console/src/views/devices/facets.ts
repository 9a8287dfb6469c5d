/** The choices of each filter with how many devices there are for it. */

import type { AnswerOf } from '../../api/operations.ts';
import { t, textOf } from '../../i18n/index.ts';
import type { Filter } from '../../kit/filters.tsx';
import { FILTERS, type FilterName, NO_TYPE } from './listed.ts';

type Facets = NonNullable<AnswerOf<'devices.list'>['facets']>;
type Count = Facets[FilterName][number];

export function filtersOf(
  facets: Facets | undefined,
  chosen: Readonly<Partial<Record<FilterName, string>>>,
): readonly Filter[] {
  return FILTERS.map((name) => {
    const counts = facets?.[name] ?? [];
    const value = chosen[name];
    const isCounted = value === undefined || counts.some((count) => chosenBy(name, count) === value);
    return {
      key: name,
      label: textOf(`devices.${name}`, name),
      choices: [
        ...counts.map((count) => ({
          value: chosenBy(name, count),
          label: t('devices.choice', { value: labelOf(name, count), count: count.count }),
        })),
        // A filter that nothing fits any more can still be seen and lifted.
        ...(isCounted ? [] : [{ value, label: t('devices.choice', { value, count: 0 }) }]),
      ],
    };
  });
}

function chosenBy(name: FilterName, { value }: Count): string {
  return name === 'type' && value === '' ? NO_TYPE : value;
}

function labelOf(name: FilterName, { value, label }: Count): string {
  if (name === 'type') return value === '' ? t('devices.type.none') : value;
  return textOf(`devices.${name}.${value}`, label ?? value);
}
