/** What each field of a schema's form is given. */

import type { ComponentType } from 'preact';
import type { WrongMember } from '../../api/call-error.ts';
import type { Schema } from './schema.ts';

/** What is the same for all fields of a form. */
export interface FormContext {
  readonly root: Schema;
  readonly wrong: readonly WrongMember[];
  readonly labels: (path: string) => string | undefined;
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
