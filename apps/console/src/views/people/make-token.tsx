/** Making an API token, and showing it once. */

import { OPERATIONS } from 'virtual:operations';
import { useSignal } from '@preact/signals';
import { call, session, useAction } from '../../api/index.ts';
import { t } from '../../i18n/index.ts';
import { Button, CheckField, Copy, Dialog, Refusal, SelectField, TextField } from '../../kit/index.ts';
import { wrongText } from '../../kit/wrong-text.ts';
import { scopeGroups } from './scope-choices.ts';

const DAYS = [1, 7, 30, 90, 365];

export function MakeToken({ onClose }: { readonly onClose: () => void }) {
  const name = useSignal('');
  const isReading = useSignal(true);
  const groups = useSignal<readonly string[]>([]);
  const days = useSignal('30');
  const made = useSignal<string | undefined>(undefined);
  const scopes = [...(isReading.value ? ['read'] : []), ...groups.value.map((group) => `${group}.*`)];
  const { run, isBusy, error } = useAction(async () => {
    const given = { name: name.value, scopes, days: Number(days.value) };
    made.value = (await call('tokens.make', given)).token;
  });
  if (made.value !== undefined) return <Made token={made.value} onClose={onClose} />;
  return (
    <Dialog
      title={t('people.tokens.make.title')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('kit.cancel')}</Button>
          <Button
            look="main"
            busy={isBusy}
            disabled={name.value.trim() === '' || scopes.length === 0}
            onClick={() => void run()}
          >
            {t('people.tokens.make')}
          </Button>
        </>
      }
    >
      <TextField
        label={t('people.tokens.name')}
        required
        value={name.value}
        error={wrongText((error?.wrong ?? []).filter(({ path }) => path === 'name'))}
        onChange={(value) => {
          name.value = value;
        }}
      />
      <CheckField
        label={t('people.tokens.read')}
        checked={isReading.value}
        onChange={(checked) => {
          isReading.value = checked;
        }}
      />
      <Groups
        chosen={groups.value}
        onChange={(next) => {
          groups.value = next;
        }}
      />
      {scopes.length > 0 ? null : <p class="faint">{t('people.tokens.nothing')}</p>}
      <SelectField
        label={t('people.tokens.days')}
        value={days.value}
        choices={DAYS.map((count) => ({ value: String(count), label: t('people.tokens.for-days', { count }) }))}
        onChange={(value) => {
          days.value = value;
        }}
      />
      {error === undefined ? null : <Refusal error={error} />}
    </Dialog>
  );
}

interface GroupsProps {
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
}

function Groups({ chosen, onChange }: GroupsProps) {
  const now = session.value;
  const groups = now.state === 'here' ? scopeGroups(OPERATIONS, now.person.role) : [];
  if (groups.length === 0) return null;
  return (
    <fieldset class="scopes">
      <legend>{t('people.tokens.groups')}</legend>
      {groups.map((group) => (
        <CheckField
          key={group}
          label={group}
          checked={chosen.includes(group)}
          onChange={(checked) => onChange(checked ? [...chosen, group] : chosen.filter((each) => each !== group))}
        />
      ))}
    </fieldset>
  );
}

function Made({ token, onClose }: { readonly token: string; readonly onClose: () => void }) {
  return (
    <Dialog
      title={t('people.tokens.made')}
      onClose={onClose}
      actions={
        <Button look="main" onClick={onClose}>
          {t('people.tokens.made.close')}
        </Button>
      }
    >
      <p>{t('people.tokens.made.once')}</p>
      <Copy text={token} label={t('people.tokens.made')} />
    </Dialog>
  );
}
