/** A form made from a JSON Schema: its value is what the schema describes, and what the domain finds wrong stands where it is wrong. */

import type { WrongMember } from '../../api/call-error.ts';
import type { Schema } from './schema.ts';
import { SchemaField } from './schema-field.tsx';

export interface SchemaFormProps {
  readonly schema: Schema;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
  /** What the domain found wrong, most often `error.wrong` of the last attempt. */
  readonly wrong?: readonly WrongMember[];
  /** A better label than the schema has, by path (`a.0.b` with every position as `0`). */
  readonly labels?: (path: string) => string | undefined;
  /** What a value is called that may be chosen at a path; without it, the value itself. */
  readonly choices?: (path: string, value: unknown) => string | undefined;
}

const nothing = () => undefined;

/** Stands inside a `form` of its user, who has the buttons. Begin with `initialValue(schema, schema)`. */
export function SchemaForm({
  schema,
  value,
  onChange,
  wrong = [],
  labels = nothing,
  choices = nothing,
}: SchemaFormProps) {
  return (
    <div class="schema-form">
      <SchemaField
        schema={schema}
        name=""
        path=""
        required
        value={value}
        onChange={onChange}
        form={{ root: schema, wrong, labels, choices, field: SchemaField }}
      />
    </div>
  );
}
