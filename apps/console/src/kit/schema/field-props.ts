/** What each field of a schema's form is given. */

import type { ComponentType } from 'preact';
import type { WrongMember } from '../../api/call-error.ts';
import type { Schema } from './schema.ts';

/** What is the same for all fields of a form. */
export interface FormContext {
  readonly root: Schema;
  readonly wrong: readonly WrongMember[];
  readonly labels: (path: string) => string | undefined;
  /** What one of the values is called that may be chosen. */
  readonly choices: (path: string, value: unknown) => string | undefined;
  /** Draws what lies below a field, which may be of any kind again. */
  readonly field: ComponentType<SchemaFieldProps>;
}

export interface SchemaFieldProps {
  readonly schema: Schema;
  readonly name: string;
  readonly path: string;
  readonly required: boolean;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
  readonly form: FormContext;
}

/** Whatever position of a list it is, its label is the same. */
export function anyPosition(path: string): string {
  return path.replaceAll(/\d+/g, '0');
}

export function choiceLabel({ choices }: FormContext, path: string, value: unknown): string {
  return choices(anyPosition(path), value) ?? String(value);
}
