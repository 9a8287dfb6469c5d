/** What can be another in a network, and when it becomes so. */

import { t } from '../../i18n/index.ts';
import { CheckField, SelectField, TextField } from '../../kit/index.ts';
import {
  CHANNELS,
  type Dataset,
  type DatasetForm,
  isTogether,
  NOW,
  partsChanged,
  type Wrong,
  whenOf,
  whensFor,
} from './dataset-change.ts';
import { spanText } from './spans.ts';

interface DatasetFieldsProps {
  readonly form: DatasetForm;
  readonly dataset: Dataset;
  readonly wrong: ReadonlySet<Wrong>;
  readonly onChange: (form: DatasetForm) => void;
}

export function DatasetFields({ form, dataset, wrong, onChange }: DatasetFieldsProps) {
  const set = (change: Partial<DatasetForm>): void => onChange({ ...form, ...change });
  const parts = partsChanged(form, dataset);
  return (
    <>
      <TextField
        label={t('thread.dataset.name')}
        help={t('thread.change.name.help')}
        error={wrong.has('name') ? t('thread.change.name.wrong') : undefined}
        value={form.networkName}
        onChange={(networkName) => set({ networkName })}
      />
      <TextField
        label={t('thread.change.passphrase')}
        help={t('thread.change.passphrase.help')}
        type="password"
        autocomplete="new-password"
        error={wrong.has('passphrase') ? t('thread.change.passphrase.wrong') : undefined}
        value={form.passphrase}
        onChange={(passphrase) => set({ passphrase })}
      />
      {form.passphrase === '' ? null : (
        <TextField
          label={t('thread.change.repeated')}
          type="password"
          autocomplete="new-password"
          error={wrong.has('repeated') ? t('thread.change.repeated.wrong') : undefined}
          value={form.repeated}
          onChange={(repeated) => set({ repeated })}
        />
      )}
      <SelectField
        label={t('thread.dataset.channel')}
        value={form.channel}
        choices={CHANNELS.map((channel) => ({ value: `${channel}`, label: `${channel}` }))}
        onChange={(channel) => set({ channel })}
      />
      <TextField
        label={t('thread.dataset.pan-id')}
        code
        help={t('thread.change.pan-id.help')}
        error={wrong.has('pan-id') ? t('thread.change.pan-id.wrong') : undefined}
        value={form.panId}
        onChange={(panId) => set({ panId })}
      />
      <CheckField
        label={t('thread.change.key')}
        help={t('thread.change.key.help')}
        checked={form.newKey}
        onChange={(newKey) => set({ newKey })}
      />
      <SelectField
        label={t('thread.change.when')}
        help={isTogether(parts) ? t('thread.change.when.together') : t('thread.change.when.free')}
        value={whenOf(form, parts)}
        choices={whensFor(parts).map((when) => ({ value: when, label: whenText(when) }))}
        onChange={(when) => set({ when })}
      />
    </>
  );
}

export function whenText(when: string): string {
  return when === NOW ? t('thread.change.now') : t('thread.change.in', { span: spanText(Number(when)) });
}
