/** One place of a schema's form, and what lies below it. */

import { Field, TextField } from '../field.tsx';
import { wrongText } from '../wrong-text.ts';
import { fieldModel, type Member } from './field-model.ts';
import { anyPosition, choiceLabel, type SchemaFieldProps } from './field-props.ts';
import { asGroup, joined, labelOf, withMember, wrongAt } from './form-value.ts';
import { JsonField } from './json-field.tsx';
import { ListField } from './list-field.tsx';
import { fromLocalField, toLocalField } from './moments.ts';
import { resolved, type Schema, textAt } from './schema.ts';
import { SchemaCheck, SchemaChoice, SchemaNumber } from './simple-fields.tsx';
import { VariantsField } from './variants-field.tsx';

const TYPES = { email: 'email', uri: 'url' } as const;

export function SchemaField(props: SchemaFieldProps) {
  const { value, onChange, form } = props;
  const schema = resolved(props.schema, form.root);
  const model = fieldModel(schema, form.root);
  const field = fieldTexts(props, schema);
  const onText = (text: string): void => onChange(text === '' ? undefined : text);
  switch (model.kind) {
    case 'group':
      return <GroupField {...props} schema={schema} members={model.members} />;
    case 'list':
      return <ListField {...props} schema={schema} item={model.item} most={model.most} label={field.label} />;
    case 'variants':
      return <VariantsField {...props} schema={schema} variants={model.variants} label={field.label} />;
    case 'fixed':
      return null;
    case 'check':
      return <SchemaCheck {...field} value={value} onChange={onChange} />;
    case 'choice':
      return (
        <SchemaChoice
          {...field}
          choices={model.choices}
          labels={(choice) => choiceLabel(form, props.path, choice)}
          value={value}
          onChange={onChange}
        />
      );
    case 'number':
      return <SchemaNumber {...field} model={model} value={value} onChange={onChange} />;
    case 'moment':
      return (
        <TextField
          {...field}
          type="datetime-local"
          value={toLocalField(value)}
          onChange={(text) => onChange(fromLocalField(text))}
        />
      );
    case 'day':
      return <TextField {...field} type="date" value={shown(value)} onChange={onText} />;
    case 'text':
      return (
        <TextField
          {...field}
          type={model.format === 'email' || model.format === 'uri' ? TYPES[model.format] : 'text'}
          value={shown(value)}
          onChange={onText}
          {...(model.long ? { lines: 6 } : {})}
        />
      );
    case 'json':
      return <Field {...field}>{(control) => <JsonField control={control} value={value} onChange={onChange} />}</Field>;
  }
}

interface GroupFieldProps extends SchemaFieldProps {
  readonly members: readonly Member[];
}

function GroupField({ schema, name, path, required, value, onChange, form, members }: GroupFieldProps) {
  const fields = members.map((member) => (
    <SchemaField
      key={member.name}
      {...member}
      path={joined(path, member.name)}
      value={asGroup(value)[member.name]}
      // What must be there within a group that need not be there is asked for once the group is begun.
      required={member.required && (required || value !== undefined)}
      onChange={(next) => onChange(withMember(value, member.name, next, required))}
      form={form}
    />
  ));
  if (path === '') return <>{fields}</>;
  return (
    <fieldset class="group">
      <legend>{form.labels(anyPosition(path)) ?? textAt(schema, 'title') ?? labelOf(name)}</legend>
      {fields}
    </fieldset>
  );
}

function fieldTexts({ name, path, required, form }: SchemaFieldProps, schema: Schema) {
  const help = textAt(schema, 'description');
  return {
    label: form.labels(anyPosition(path)) ?? textAt(schema, 'title') ?? labelOf(name),
    required,
    error: wrongText(wrongAt(form.wrong, path)),
    ...(help === undefined ? {} : { help }),
  };
}

function shown(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
