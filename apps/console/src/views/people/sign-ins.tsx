/** Who is signed in and who was, and who was turned away. */

import { useSignal } from '@preact/signals';
import { type AnswerOf, useCall, usePages } from '../../api/index.ts';
import { t, textOf } from '../../i18n/index.ts';
import { type Column, Pagination, Section, State, Table, Time } from '../../kit/index.ts';
import { clientName } from './client-name.ts';
import { SignInShown, Stand } from './sign-in-shown.tsx';

type SignIn = AnswerOf<'sign-ins.list'>['signIns'][number];

const PAGE = 50;

export function SignIns() {
  const me = useCall('me.show', {}).answer;
  const chosen = useSignal<SignIn | undefined>(undefined);
  const pages = usePages(
    'sign-ins.list',
    { limit: PAGE },
    {
      topics: ['account'],
      rows: ({ signIns }) => signIns,
      next: ({ next }) => next,
      at: (cursor) => ({ limit: PAGE, cursor }),
    },
  );
  const own = me?.credential ?? undefined;
  return (
    <Section title={t('people.tab.sign-ins')}>
      <State of={pages}>
        {(rows) => (
          <>
            <Table
              caption={t('people.sign-ins.caption')}
              rows={rows}
              rowKey={({ id, begunAt, address }) => id ?? `${begunAt} ${address}`}
              empty={t('people.sign-ins.none')}
              columns={columnsOf(own)}
              onOpen={(row) => {
                chosen.value = row;
              }}
            />
            <Pagination
              shown={rows.length}
              hasMore={pages.hasMore}
              isLoading={pages.isAsking}
              loadMore={pages.loadMore}
            />
          </>
        )}
      </State>
      {chosen.value === undefined ? null : (
        <SignInShown
          row={chosen.value}
          isThis={chosen.value.id === own}
          onClose={() => {
            chosen.value = undefined;
            pages.again();
          }}
        />
      )}
    </Section>
  );
}

function columnsOf(own: string | undefined): readonly Column<SignIn>[] {
  return [
    {
      key: 'who',
      title: t('people.sign-ins.who'),
      cell: ({ name }) => name ?? <span class="faint">{t('people.sign-ins.stranger')}</span>,
      sortBy: ({ name }) => name ?? '',
    },
    {
      key: 'way',
      title: t('people.sign-ins.way'),
      cell: ({ way }) => textOf(`people.way.${way}`, way),
      hideNarrow: true,
    },
    {
      key: 'begun',
      title: t('people.sign-ins.begun'),
      cell: ({ begunAt }) => <Time at={begunAt} />,
      sortBy: ({ begunAt }) => begunAt,
    },
    {
      key: 'from',
      title: t('people.sign-ins.client'),
      cell: ({ address, client }) => (
        <>
          <code>{address}</code>{' '}
          <span class="faint" title={client}>
            {clientName(client)}
          </span>
        </>
      ),
      hideNarrow: true,
    },
    { key: 'state', title: t('people.sign-ins.state'), cell: (row) => <Stand row={row} isThis={row.id === own} /> },
  ];
}
