/** Putting destinations on a list: on one that there is, or on one that begins with them. */

import { useSignal } from '@preact/signals';
import { call } from '../../../api/index.ts';
import { t } from '../../../i18n/index.ts';
import { FormDialog, SelectField, say, TextField } from '../../../kit/index.ts';

export interface ListFormProps {
  /** The names of those that there are. */
  readonly lists: readonly string[];
  readonly changed: () => void;
  readonly onClose: () => void;
}

const NEW = '';
/** What the first list is called, unless somebody calls it otherwise. */
const FIRST = 'house';

export function AddDestinations({ lists, changed, onClose }: ListFormProps) {
  const list = useSignal(lists[0] ?? NEW);
  const name = useSignal(lists.length === 0 ? FIRST : '');
  const typed = useSignal('');
  const destinations = [...new Set(typed.value.split(/[\s,;]+/).filter((each) => each !== ''))];
  const wanted = list.value === NEW ? name.value.trim() : list.value;
  return (
    <FormDialog
      title={t('denylists.add')}
      action={t('denylists.add.do')}
      isFilled={destinations.length > 0 && wanted !== ''}
      onClose={onClose}
      onSubmit={async () => {
        const { added } = await call('denylist.change', { name: wanted, add: destinations });
        say({ text: t('denylists.added', { count: added, list: wanted }) });
        changed();
      }}
    >
      {lists.length === 0 ? null : (
        <SelectField
          label={t('denylists.list')}
          value={list.value}
          none={t('denylists.list.new')}
          choices={lists.map((each) => ({ value: each, label: each }))}
          onChange={(next) => {
            list.value = next;
          }}
        />
      )}
      {list.value === NEW ? (
        <TextField
          label={t('denylists.list.name')}
          help={t('denylists.list.name.help')}
          required
          value={name.value}
          onChange={(next) => {
            name.value = next;
          }}
        />
      ) : null}
      <TextField
        label={t('denylists.destinations')}
        help={t('denylists.destinations.help')}
        required
        code
        lines={5}
        value={typed.value}
        onChange={(next) => {
          typed.value = next;
        }}
      />
      <p class="faint">{t('denylists.effect')}</p>
    </FormDialog>
  );
}
