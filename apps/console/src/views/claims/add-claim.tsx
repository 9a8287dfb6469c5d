/** A claim from a template: its form is made from the JSON Schema of what is claimed. */

import { useSignal } from '@preact/signals';
import { type AnswerOf, call, useAction, useCall } from '../../api/index.ts';
import { t, textFrom, textOf } from '../../i18n/index.ts';
import {
  Button,
  Dialog,
  initialValue,
  Refusal,
  type Schema,
  SchemaForm,
  SelectField,
  State,
  say,
  TextField,
} from '../../kit/index.ts';
import { DryRun } from '../policy/dry-run.tsx';
import { FIELD_TEXTS } from './field-texts.ts';
import { outcomeText } from './outcome-text.ts';
import { saysText, typeText } from './type-text.ts';
import { belowSubject, fieldLabel, isClaimable, type Wish, wishOf } from './wish.ts';

type Templates = AnswerOf<'claims.templates'>;

interface AddClaimProps {
  readonly onClose: () => void;
  /** Given the id of the claim that was made. */
  readonly onMade: (id: string) => void;
}

export function AddClaim({ onClose, onMade }: AddClaimProps) {
  const asked = useCall('claims.templates', {});
  return (
    <Dialog title={t('claims.add')} size="wide" onClose={onClose}>
      <State of={asked}>{(templates) => <Choose templates={templates} onClose={onClose} onMade={onMade} />}</State>
    </Dialog>
  );
}

function Choose({ templates: { templates, types }, ...rest }: AddClaimProps & { readonly templates: Templates }) {
  const chosen = useSignal(templates[0]?.name ?? '');
  const template = templates.find(({ name }) => name === chosen.value);
  const kind = types.find(({ type }) => `type ${type}` === chosen.value);
  const form = template ?? kind;
  return (
    <div class="stack">
      <SelectField
        label={t('claims.add.template')}
        value={chosen.value}
        onChange={(name) => {
          chosen.value = name;
        }}
        choices={[
          ...templates.map(({ name }) => ({ value: name, label: textOf(`claims.template.${name}`, name) })),
          ...types.map(({ type }) => ({ value: `type ${type}`, label: typeText(type) })),
        ]}
        {...(form === undefined ? {} : { help: saysText(form.type, form.about) })}
      />
      {form === undefined ? null : (
        <ClaimForm key={chosen.value} type={form.type} schema={form.schema} given={template?.subject ?? {}} {...rest} />
      )}
    </div>
  );
}

interface ClaimFormProps extends AddClaimProps {
  readonly type: string;
  readonly schema: Schema;
  readonly given: Readonly<Record<string, unknown>>;
}

function ClaimForm({ type, schema, given, onClose, onMade }: ClaimFormProps) {
  const value = useSignal<unknown>(initialValue(schema, schema));
  const until = useSignal('');
  const tried = useSignal<Wish | undefined>(undefined);
  const { run, isBusy, error } = useAction(async () => {
    const wish = wishOf(type, value.value, until.value);
    if (wish === undefined) return;
    const made = await call('claims.make', wish);
    const { outcome } = made;
    if (outcome?.counts === true) say({ text: t('claims.add.done') });
    else {
      const why = outcome === null ? '' : outcomeText({ ...outcome, type: made.type });
      say({ tone: 'wait', text: t('claims.add.done.not-counted', { why }) });
    }
    onMade(made.id);
  });
  const isReady = isClaimable(type);
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        void run().then((isDone) => isDone && onClose());
      }}
    >
      <SchemaForm
        schema={schema}
        value={value.value}
        onChange={(next) => {
          value.value = next;
        }}
        wrong={belowSubject(error?.wrong ?? [])}
        labels={(path) => {
          if (path === '') return typeText(type);
          const key = fieldLabel(path, schema, given);
          const label = key === undefined ? '' : textFrom(FIELD_TEXTS, key, '');
          return label === '' ? undefined : label;
        }}
        choices={(path, choice) => textFrom(FIELD_TEXTS, `claims.choice.${path}.${choice}`, String(choice))}
      />
      <TextField
        label={t('claims.add.valid-until')}
        type="datetime-local"
        value={until.value}
        onChange={(text) => {
          until.value = text;
        }}
      />
      {error === undefined ? null : <Refusal error={error} />}
      {tried.value === undefined ? null : (
        <DryRun
          begin={() => call('claims.preview', { ...(tried.value ?? {}), wait: 1500 })}
          of={JSON.stringify(tried.value)}
        />
      )}
      <div class="actions">
        <Button
          disabled={!isReady}
          onClick={() => {
            tried.value = wishOf(type, value.value, until.value);
          }}
        >
          {t('claims.add.try')}
        </Button>
        <Button look="main" type="submit" busy={isBusy} disabled={!isReady}>
          {t('claims.add.make')}
        </Button>
      </div>
    </form>
  );
}
