/** A label, what is filled in, what it is for, and what is wrong with it. */

import { type ComponentChildren, h } from 'preact';
import { useId } from 'preact/hooks';

/** What the control must carry so that label, help and error are read with it. */
export interface FieldControl {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': boolean;
  readonly required: boolean;
}

export interface FieldProps {
  readonly label: string;
  readonly help?: ComponentChildren;
  readonly error?: string | undefined;
  readonly required?: boolean;
  readonly children: (control: FieldControl) => ComponentChildren;
}

export function Field({ label, help, error, required = false, children }: FieldProps) {
  const id = useId();
  const described = [help === undefined ? '' : `${id}-help`, error === undefined ? '' : `${id}-error`]
    .filter(Boolean)
    .join(' ');
  return (
    <div class={error === undefined ? 'field' : 'field field-wrong'}>
      <label for={id}>
        {label}
        {required ? (
          <span class="field-required" aria-hidden="true">
            *
          </span>
        ) : null}
      </label>
      {children({
        id,
        required,
        'aria-describedby': described === '' ? undefined : described,
        'aria-invalid': error !== undefined,
      })}
      {help === undefined ? null : (
        <p class="field-help" id={`${id}-help`}>
          {help}
        </p>
      )}
      {error === undefined ? null : (
        <p class="field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}

export interface TextFieldProps extends Omit<FieldProps, 'children'> {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly type?: 'text' | 'password' | 'email' | 'url' | 'number' | 'datetime-local' | 'date';
  readonly autocomplete?: string;
  readonly placeholder?: string;
  /** Lines of a longer text. */
  readonly lines?: number;
  /** Codes, addresses and hashes, whose characters are told apart. */
  readonly code?: boolean;
}

export function TextField({
  value,
  onChange,
  type = 'text',
  autocomplete = 'off',
  placeholder,
  lines,
  code,
  ...field
}: TextFieldProps) {
  const look = code === true ? 'input input-code' : 'input';
  return (
    <Field {...field}>
      {(control) =>
        lines === undefined ? (
          h('input', {
            ...control,
            class: look,
            type,
            value,
            autocomplete,
            placeholder,
            onInput: (event) => onChange(event.currentTarget.value),
          })
        ) : (
          <textarea
            {...control}
            class={look}
            rows={lines}
            value={value}
            spellcheck={code !== true}
            placeholder={placeholder}
            onInput={(event) => onChange(event.currentTarget.value)}
          />
        )
      }
    </Field>
  );
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}

export interface SelectFieldProps extends Omit<FieldProps, 'children'> {
  readonly value: string;
  readonly choices: readonly Choice[];
  readonly onChange: (value: string) => void;
  /** What stands for no choice; without it one is always chosen. */
  readonly none?: string;
}

export function SelectField({ value, choices, onChange, none, ...field }: SelectFieldProps) {
  return (
    <Field {...field}>
      {(control) => (
        <select {...control} class="input" value={value} onChange={(event) => onChange(event.currentTarget.value)}>
          {none === undefined ? null : <option value="">{none}</option>}
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

export interface CheckFieldProps {
  readonly label: string;
  readonly help?: ComponentChildren;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

export function CheckField({ label, help, checked, onChange }: CheckFieldProps) {
  const id = useId();
  return (
    <div class="check">
      <input
        id={id}
        type="checkbox"
        checked={checked}
        aria-describedby={help === undefined ? undefined : `${id}-help`}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <label for={id}>{label}</label>
      {help === undefined ? null : (
        <p class="field-help" id={`${id}-help`}>
          {help}
        </p>
      )}
    </div>
  );
}
