/** A file of whoever looks at the page. */

import { Field, type FieldProps } from './field.tsx';

export interface FileFieldProps extends Omit<FieldProps, 'children'> {
  /** As in HTML: types and endings that are offered first. */
  readonly accept?: string;
  /** Undefined when none is chosen any more. */
  readonly onFile: (file: File | undefined) => void;
}

export function FileField({ accept, onFile, ...field }: FileFieldProps) {
  return (
    <Field {...field}>
      {(control) => (
        <input
          {...control}
          class="input input-file"
          type="file"
          accept={accept}
          onChange={(event) => onFile(event.currentTarget.files?.[0])}
        />
      )}
    </Field>
  );
}
