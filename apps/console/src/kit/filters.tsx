/** What narrows a list: a choice for each property, and one button that lifts them all. */

import { useId } from 'preact/hooks';
import { t } from '../i18n/index.ts';
import { Button } from './button.tsx';
import type { Choice } from './field.tsx';
import { isNarrow } from './narrow.ts';

export interface Filter {
  readonly key: string;
  readonly label: string;
  readonly choices: readonly Choice[];
}

export interface FiltersProps {
  readonly filters: readonly Filter[];
  readonly values: Readonly<Record<string, string | undefined>>;
  /** An empty value lifts the filter. */
  readonly onChange: (key: string, value: string | undefined) => void;
}

/** On a narrow screen they are folded up, with how many are set. */
export function Filters(props: FiltersProps) {
  if (!isNarrow.value) return <Choices {...props} />;
  const count = props.filters.filter(({ key }) => props.values[key] !== undefined).length;
  return (
    <details class="folded">
      <summary>{count === 0 ? t('kit.filters') : t('kit.filters.set', { count })}</summary>
      <Choices {...props} />
    </details>
  );
}

function Choices({ filters, values, onChange }: FiltersProps) {
  const set = filters.filter(({ key }) => values[key] !== undefined);
  return (
    <fieldset class="filters">
      <legend class="unseen">{t('kit.filters')}</legend>
      {filters.map((filter) => (
        <FilterChoice key={filter.key} filter={filter} value={values[filter.key]} onChange={onChange} />
      ))}
      {set.length === 0 ? null : (
        <Button
          look="quiet"
          onClick={() => {
            for (const { key } of set) onChange(key, undefined);
          }}
        >
          {t('kit.filters.lift')}
        </Button>
      )}
    </fieldset>
  );
}

interface FilterChoiceProps extends Pick<FiltersProps, 'onChange'> {
  readonly filter: Filter;
  readonly value: string | undefined;
}

function FilterChoice({ filter: { key, label, choices }, value, onChange }: FilterChoiceProps) {
  const id = useId();
  return (
    <div class={value === undefined ? 'filter' : 'filter filter-set'}>
      <label for={id}>{label}</label>
      <select
        id={id}
        class="input"
        value={value ?? ''}
        onChange={(event) => onChange(key, event.currentTarget.value === '' ? undefined : event.currentTarget.value)}
      >
        <option value="">{t('kit.filters.all')}</option>
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
    </div>
  );
}
