/** One of several shapes in a schema's form. */

import { useSignal } from '@preact/signals';
import { SelectField } from '../field.tsx';
import type { Variant } from './field-model.ts';
import { choiceLabel, type FormContext, type SchemaFieldProps } from './field-props.ts';
import { initialValue, joined, variantOf } from './form-value.ts';

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
        choices={variants.map((one, place) => ({ value: String(place), label: variantLabel(one, path, form) }))}
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

/** By the values that tell it apart, in the words that the form has for them. */
function variantLabel({ label, toldBy }: Variant, path: string, form: FormContext): string {
  if (toldBy === undefined) return label;
  return toldBy.values.map((value) => choiceLabel(form, joined(path, toldBy.name), value)).join(', ');
}
