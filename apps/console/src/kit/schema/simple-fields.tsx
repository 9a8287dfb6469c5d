/** The fields of a schema's form that hold one value. */

import { t } from '../../i18n/index.ts';
import { CheckField, Field, type FieldProps, SelectField } from '../field.tsx';
import type { FieldModel } from './field-model.ts';

interface SimpleProps extends Omit<FieldProps, 'children'> {
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
}

export function SchemaCheck({ label, help, value, onChange }: SimpleProps) {
  return <CheckField label={label} help={help} checked={value === true} onChange={onChange} />;
}

interface ChoiceProps extends SimpleProps {
  readonly choices: readonly unknown[];
  readonly labels: (choice: unknown) => string;
}

export function SchemaChoice({ choices, labels, value, onChange, ...field }: ChoiceProps) {
  const chosen = choices.indexOf(value);
  return (
    <SelectField
      {...field}
      none={t('kit.form.choose')}
      value={chosen === -1 ? '' : String(chosen)}
      choices={choices.map((choice, index) => ({ value: String(index), label: labels(choice) }))}
      onChange={(index) => onChange(index === '' ? undefined : choices[Number(index)])}
    />
  );
}

export function SchemaNumber({
  model,
  value,
  onChange,
  ...field
}: SimpleProps & { readonly model: FieldModel & { readonly kind: 'number' } }) {
  return (
    <Field {...field}>
      {(control) => (
        <input
          {...control}
          class="input"
          type="number"
          inputMode={model.whole ? 'numeric' : 'decimal'}
          step={model.whole ? 1 : 'any'}
          min={model.least}
          max={model.most}
          value={typeof value === 'number' ? value : ''}
          onInput={({ currentTarget }) =>
            onChange(currentTarget.value === '' ? undefined : currentTarget.valueAsNumber)
          }
        />
      )}
    </Field>
  );
}
