/** The people of the house, and what owners do about them. */

import { useSignal } from '@preact/signals';
import { type AnswerOf, may, session, useCall } from '../../api/index.ts';
import { t, textOf } from '../../i18n/index.ts';
import { Badge, Button, type Column, Section, State, Table, Time } from '../../kit/index.ts';
import { Invite } from './invite.tsx';
import { Person, Ways } from './person.tsx';

type Account = AnswerOf<'accounts.list'>['accounts'][number];
export function Accounts() {
  const people = useCall('accounts.list', {}, { topics: ['account'] });
  const isInviting = useSignal(false);
  const chosen = useSignal<Account | undefined>(undefined);
  const open = (account: Account): void => {
    chosen.value = account;
  };
  const close = (): void => {
    chosen.value = undefined;
    isInviting.value = false;
    people.again();
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
            columns={columnsOf()}
            {...(may('accounts.remove') ? { onOpen: open } : {})}
          />
        )}
      </State>
      {isInviting.value ? <Invite onClose={close} /> : null}
      {chosen.value === undefined ? null : <Person account={chosen.value} onClose={close} />}
    </Section>
  );
}

function columnsOf(): readonly Column<Account>[] {
  return [
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
}

function Name({ account: { id, name } }: { readonly account: Account }) {
  const now = session.value;
  return (
    <>
      {name} {now.state === 'here' && now.person.id === id ? <Badge>{t('people.you')}</Badge> : null}
    </>
  );
}
