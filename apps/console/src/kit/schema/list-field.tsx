/** A list in a schema's form: each item with what takes it out, and what adds one. */

import { t } from '../../i18n/index.ts';
import { Button } from '../button.tsx';
import { wrongText } from '../wrong-text.ts';
import type { SchemaFieldProps } from './field-props.ts';
import { asList, initialValue, joined, withItem, withoutItem, wrongAt } from './form-value.ts';
import type { Schema } from './schema.ts';

export interface ListFieldProps extends SchemaFieldProps {
  readonly item: Schema;
  /** How many items there may be. */
  readonly most: number | undefined;
  readonly label: string;
}

export function ListField({ path, value, onChange, form, item, most, label }: ListFieldProps) {
  const Inner = form.field;
  const items = asList(value);
  const error = wrongText(wrongAt(form.wrong, path));
  return (
    <fieldset class="group">
      <legend>{label}</legend>
      {items.map((one, index) => (
        // Items have no names of their own: they are told apart by their places.
        <div key={index} class="list-item">
          <Inner
            schema={item}
            name={`${label} ${index + 1}`}
            path={joined(path, index)}
            required
            value={one}
            onChange={(next) => onChange(withItem(items, index, next))}
            form={form}
          />
          <Button
            look="quiet"
            label={t('kit.form.remove', { what: `${label} ${index + 1}` })}
            onClick={() => onChange(withoutItem(items, index))}
          >
            ×
          </Button>
        </div>
      ))}
      {error === undefined ? null : <p class="field-error">{error}</p>}
      <Button
        look="quiet"
        disabled={most !== undefined && items.length >= most}
        onClick={() => onChange([...items, initialValue(item, form.root) ?? ''])}
      >
        {t('kit.form.add', { what: label })}
      </Button>
    </fieldset>
  );
}
