/** The people of the house, and what owners do about them. */

import { useSignal } from '@preact/signals';
import { type AnswerOf, call, may, session, useCall } from '../../api/index.ts';
import { t, textOf } from '../../i18n/index.ts';
import { Badge, Button, type Column, Confirm, Section, State, say, Table, Time } from '../../kit/index.ts';
import { Invite, NewLink } from './invite.tsx';
import { RoleField, roleOf } from './role-field.tsx';

type Account = AnswerOf<'accounts.list'>['accounts'][number];
type Deed = 'link' | 'set-role' | 'remove';

export function Accounts() {
  const people = useCall('accounts.list', {}, { topics: ['account'] });
  const isInviting = useSignal(false);
  const deed = useSignal<{ readonly deed: Deed; readonly account: Account } | undefined>(undefined);
  const close = (): void => {
    deed.value = undefined;
    isInviting.value = false;
    people.again();
  };
  const begin = (next: Deed) => (account: Account) => {
    deed.value = { deed: next, account };
  };
  return (
    <Section
      title={t('people.tab.people')}
      actions={
        may('accounts.invite') ? (
          <Button
            look="main"
            onClick={() => {
              isInviting.value = true;
            }}
          >
            {t('people.invite')}
          </Button>
        ) : undefined
      }
    >
      <State of={people}>
        {({ accounts }) => (
          <Table
            caption={t('people.tab.people')}
            rows={accounts}
            rowKey={({ id }) => id}
            columns={columnsOf({ link: begin('link'), role: begin('set-role'), remove: begin('remove') })}
          />
        )}
      </State>
      {isInviting.value ? <Invite onClose={close} /> : null}
      {deed.value === undefined ? null : <Deeds {...deed.value} onClose={close} />}
    </Section>
  );
}

type Begin = (account: Account) => void;

function columnsOf(on: {
  readonly link: Begin;
  readonly role: Begin;
  readonly remove: Begin;
}): readonly Column<Account>[] {
  const columns: readonly Column<Account>[] = [
    {
      key: 'name',
      title: t('people.name'),
      cell: (row) => <Name account={row} />,
      sortBy: ({ name }) => name.toLowerCase(),
    },
    {
      key: 'role',
      title: t('people.role'),
      cell: ({ role }) => textOf(`shell.role.${role}`, role),
      sortBy: ({ role }) => role,
    },
    { key: 'ways', title: t('people.ways'), cell: (row) => <Ways account={row} />, hideNarrow: true },
    {
      key: 'since',
      title: t('people.since'),
      cell: ({ madeAt }) => <Time at={madeAt} />,
      sortBy: ({ madeAt }) => madeAt,
      hideNarrow: true,
    },
  ];
  if (!may('accounts.remove')) return columns;
  const actions = (row: Account) => (
    <div class="actions">
      <Button look="quiet" label={t('people.set-role.of', { name: row.name })} onClick={() => on.role(row)}>
        {t('people.set-role')}
      </Button>
      <Button look="quiet" label={t('people.link.of', { name: row.name })} onClick={() => on.link(row)}>
        {t('people.link')}
      </Button>
      <Button look="quiet" label={t('people.remove.of', { name: row.name })} onClick={() => on.remove(row)}>
        {t('people.remove')}
      </Button>
    </div>
  );
  return [...columns, { key: 'actions', title: t('people.actions'), cell: actions, align: 'end' }];
}

function Name({ account: { id, name } }: { readonly account: Account }) {
  const now = session.value;
  return (
    <>
      {name} {now.state === 'here' && now.person.id === id ? <Badge>{t('people.you')}</Badge> : null}
    </>
  );
}

function Ways({ account: { hasPassword, passkeys } }: { readonly account: Account }) {
  if (!hasPassword && passkeys === 0) return <Badge tone="wait">{t('people.ways.none')}</Badge>;
  const ways = [
    ...(passkeys > 0 ? [t('people.ways.passkeys', { count: passkeys })] : []),
    ...(hasPassword ? [t('people.ways.password')] : []),
  ];
  return <>{ways.join(', ')}</>;
}

interface DeedsProps {
  readonly deed: Deed;
  readonly account: Account;
  readonly onClose: () => void;
}

function Deeds({ deed, account, onClose }: DeedsProps) {
  const { id, name } = account;
  if (deed === 'link') return <NewLink id={id} name={name} onClose={onClose} />;
  if (deed === 'set-role') return <SetRole account={account} onClose={onClose} />;
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

function SetRole({ account: { id, name, role }, onClose }: Omit<DeedsProps, 'deed'>) {
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
