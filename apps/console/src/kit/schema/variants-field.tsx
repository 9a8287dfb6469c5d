/** One of several shapes in a schema's form. */

import { useSignal } from '@preact/signals';
import { SelectField } from '../field.tsx';
import type { Variant } from './field-model.ts';
import type { SchemaFieldProps } from './field-props.ts';
import { initialValue, variantOf } from './form-value.ts';

export interface VariantsFieldProps extends SchemaFieldProps {
  readonly variants: readonly Variant[];
  readonly label: string;
}

export function VariantsField({ variants, label, name, path, required, value, onChange, form }: VariantsFieldProps) {
  const Inner = form.field;
  // A value that is not finished may be of several shapes: what was chosen counts.
  const chosen = useSignal<number | undefined>(undefined);
  const index = chosen.value ?? variantOf(value, variants, form.root);
  const variant = variants[index];
  return (
    <fieldset class="group">
      <legend class="unseen">{label}</legend>
      <SelectField
        label={label}
        required={required}
        value={String(index)}
        choices={variants.map((one, place) => ({ value: String(place), label: one.label }))}
        onChange={(place) => {
          chosen.value = Number(place);
          onChange(initialValue(variants[Number(place)]?.schema ?? {}, form.root));
        }}
      />
      {variant === undefined ? null : (
        <Inner
          key={index}
          schema={variant.schema}
          name={name}
          path={path}
          required={required}
          value={value}
          onChange={onChange}
          form={form}
        />
      )}
    </fieldset>
  );
}
