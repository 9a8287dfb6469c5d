/** One person, and what owners do about them. */

import { useSignal } from '@preact/signals';
import { type AnswerOf, call } from '../../api/index.ts';
import { t, textOf } from '../../i18n/index.ts';
import { Badge, Button, Confirm, Dialog, Facts, say, Time } from '../../kit/index.ts';
import { NewLink } from './invite.tsx';
import { RoleField, roleOf } from './role-field.tsx';

type Account = AnswerOf<'accounts.list'>['accounts'][number];

export interface PersonProps {
  readonly account: Account;
  readonly onClose: () => void;
}

export function Person({ account, onClose }: PersonProps) {
  const deed = useSignal<'link' | 'set-role' | 'remove' | undefined>(undefined);
  const { id, name, role, madeAt } = account;
  if (deed.value === 'link') return <NewLink id={id} name={name} onClose={onClose} />;
  if (deed.value === 'set-role') return <SetRole account={account} onClose={onClose} />;
  if (deed.value === 'remove') return <Remove account={account} onClose={onClose} />;
  const begin = (next: 'link' | 'set-role' | 'remove') => () => {
    deed.value = next;
  };
  return (
    <Dialog
      title={name}
      onClose={onClose}
      actions={
        <>
          <Button look="danger" onClick={begin('remove')}>
            {t('people.remove')}
          </Button>
          <Button onClick={begin('link')}>{t('people.link')}</Button>
          <Button onClick={begin('set-role')}>{t('people.set-role')}</Button>
        </>
      }
    >
      <Facts
        facts={[
          { name: t('people.role'), value: textOf(`shell.role.${role}`, role) },
          { name: t('people.ways'), value: <Ways account={account} /> },
          { name: t('people.since'), value: <Time at={madeAt} show="both" /> },
        ]}
      />
    </Dialog>
  );
}

export function Ways({ account: { hasPassword, passkeys } }: Pick<PersonProps, 'account'>) {
  if (!hasPassword && passkeys === 0) return <Badge tone="wait">{t('people.ways.none')}</Badge>;
  const ways = [
    ...(passkeys > 0 ? [t('people.ways.passkeys', { count: passkeys })] : []),
    ...(hasPassword ? [t('people.ways.password')] : []),
  ];
  return <>{ways.join(', ')}</>;
}

function SetRole({ account: { id, name, role }, onClose }: PersonProps) {
  const wanted = useSignal<string>(role);
  return (
    <Confirm
      title={t('people.set-role.of', { name })}
      action={t('people.set-role')}
      onConfirm={async () => {
        await call('accounts.set-role', { id, role: roleOf(wanted.value) });
        say({ text: t('people.set-role.done', { name }) });
      }}
      onClose={onClose}
    >
      <RoleField
        value={wanted.value}
        onChange={(value) => {
          wanted.value = value;
        }}
      />
    </Confirm>
  );
}

function Remove({ account: { id, name }, onClose }: PersonProps) {
  return (
    <Confirm
      title={t('people.remove.of', { name })}
      action={t('people.remove')}
      danger
      onConfirm={async () => {
        await call('accounts.remove', { id });
        say({ text: t('people.remove.done', { name }) });
      }}
      onClose={onClose}
    >
      <p>{t('people.remove.ask', { name })}</p>
    </Confirm>
  );
}
