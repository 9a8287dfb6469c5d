/** JSON that is written by hand. */

import { useSignal } from '@preact/signals';
import { t } from '../../i18n/index.ts';
import type { FieldControl } from '../field.tsx';

export interface JsonFieldProps {
  readonly control: FieldControl;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
}

/** What cannot be read yet is no value; it stays in the field. */
export function JsonField({ control, value, onChange }: JsonFieldProps) {
  const typed = useSignal(value === undefined ? '' : JSON.stringify(value, undefined, 2));
  const isReadable = useSignal(true);
  const onInput = (text: string): void => {
    typed.value = text;
    try {
      onChange(text.trim() === '' ? undefined : JSON.parse(text));
      isReadable.value = true;
    } catch {
      isReadable.value = false;
    }
  };
  return (
    <>
      <textarea
        {...control}
        class="input input-code"
        rows={5}
        spellcheck={false}
        value={typed.value}
        aria-invalid={control['aria-invalid'] || !isReadable.value}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      {isReadable.value ? null : <p class="field-error">{t('kit.form.not-json')}</p>}
    </>
  );
}
