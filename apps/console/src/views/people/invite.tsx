/** Inviting somebody, or giving them another link. */

import { useSignal } from '@preact/signals';
import { type AnswerOf, call, useAction } from '../../api/index.ts';
import { t } from '../../i18n/index.ts';
import { Button, Dialog, Refusal, SelectField, TextField } from '../../kit/index.ts';
import { wrongText } from '../../kit/wrong-text.ts';
import { LinkShown } from './link-shown.tsx';
import { RoleField, roleOf } from './role-field.tsx';

type Link = AnswerOf<'accounts.link'>['link'];

const DAY_HOURS = 24;

function hoursChoices() {
  return [
    { value: '1', label: t('people.invite.hour') },
    { value: String(DAY_HOURS), label: t('people.invite.day') },
    { value: String(7 * DAY_HOURS), label: t('people.invite.week') },
  ];
}

export function Invite({ onClose }: { readonly onClose: () => void }) {
  const name = useSignal('');
  const role = useSignal('installer');
  const hours = useSignal(String(DAY_HOURS));
  const link = useSignal<Link | undefined>(undefined);
  const { run, isBusy, error } = useAction(async () => {
    const given = { name: name.value, role: roleOf(role.value), hours: Number(hours.value) };
    link.value = (await call('accounts.invite', given)).link;
  });
  if (link.value !== undefined) return <LinkShown name={name.value} link={link.value} onClose={onClose} />;
  return (
    <Dialog
      title={t('people.invite.title')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('kit.cancel')}</Button>
          <Button look="main" busy={isBusy} disabled={name.value.trim() === ''} onClick={() => void run()}>
            {t('people.invite.make')}
          </Button>
        </>
      }
    >
      <TextField
        label={t('people.name')}
        required
        value={name.value}
        error={wrongText((error?.wrong ?? []).filter(({ path }) => path === 'name'))}
        onChange={(value) => {
          name.value = value;
        }}
      />
      <RoleField
        value={role.value}
        onChange={(value) => {
          role.value = value;
        }}
      />
      <SelectField
        label={t('people.invite.hours')}
        value={hours.value}
        choices={hoursChoices()}
        onChange={(value) => {
          hours.value = value;
        }}
      />
      {error === undefined ? null : <Refusal error={error} />}
    </Dialog>
  );
}

export interface NewLinkProps {
  readonly id: string;
  readonly name: string;
  readonly onClose: () => void;
}

export function NewLink({ id, name, onClose }: NewLinkProps) {
  const hours = useSignal('1');
  const link = useSignal<Link | undefined>(undefined);
  const { run, isBusy, error } = useAction(async () => {
    link.value = (await call('accounts.link', { id, hours: Number(hours.value) })).link;
  });
  if (link.value !== undefined) return <LinkShown name={name} link={link.value} onClose={onClose} />;
  return (
    <Dialog
      title={t('people.link.of', { name })}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('kit.cancel')}</Button>
          <Button look="main" busy={isBusy} onClick={() => void run()}>
            {t('people.invite.make')}
          </Button>
        </>
      }
    >
      <SelectField
        label={t('people.invite.hours')}
        value={hours.value}
        choices={hoursChoices()}
        onChange={(value) => {
          hours.value = value;
        }}
      />
      {error === undefined ? null : <Refusal error={error} />}
    </Dialog>
  );
}
