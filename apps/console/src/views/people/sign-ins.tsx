/** Who is signed in and who was, and who was turned away. */

import { useSignal } from '@preact/signals';
import { type AnswerOf, call, useCall, usePages } from '../../api/index.ts';
import { t, textOf } from '../../i18n/index.ts';
import { Badge, Button, type Column, Confirm, Pagination, Section, State, Table, Time } from '../../kit/index.ts';
import { clientName } from './client-name.ts';

type SignIn = AnswerOf<'sign-ins.list'>['signIns'][number];

const PAGE = 50;

export function SignIns() {
  const me = useCall('me.show', {}).answer;
  const ended = useSignal<SignIn | undefined>(undefined);
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
  const gone = ended.value;
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
              columns={columnsOf(me?.credential ?? undefined, (row) => {
                ended.value = row;
              })}
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
      {gone?.id === undefined || gone.id === null ? null : (
        <EndSignIn
          id={gone.id}
          name={gone.name ?? ''}
          address={gone.address}
          onClose={() => {
            ended.value = undefined;
            pages.again();
          }}
        />
      )}
    </Section>
  );
}

interface EndSignInProps {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  readonly onClose: () => void;
}

function EndSignIn({ id, name, address, onClose }: EndSignInProps) {
  return (
    <Confirm
      title={t('people.sign-ins.end.of', { name })}
      action={t('people.sign-ins.end')}
      danger
      onConfirm={() => call('sign-ins.end', { id })}
      onClose={onClose}
    >
      <p>{t('people.sign-ins.end.ask', { address })}</p>
    </Confirm>
  );
}

function columnsOf(own: string | undefined, onEnd: (row: SignIn) => void): readonly Column<SignIn>[] {
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
    {
      key: 'actions',
      title: t('people.actions'),
      align: 'end',
      cell: (row) =>
        row.isOpen && row.id !== own ? (
          <Button look="quiet" label={t('people.sign-ins.end.of', { name: row.name ?? '' })} onClick={() => onEnd(row)}>
            {t('people.sign-ins.end')}
          </Button>
        ) : null,
    },
  ];
}

function Stand({ row, isThis }: { readonly row: SignIn; readonly isThis: boolean }) {
  if (row.isOpen) {
    return <Badge tone="good">{isThis ? t('people.sign-ins.this') : t('people.sign-ins.open')}</Badge>;
  }
  const reason = row.reason ?? 'ended';
  const isBad = reason === 'refused' || reason === 'other-client';
  return (
    <>
      <Badge tone={isBad ? 'bad' : 'plain'}>{textOf(`people.end.${reason}`, reason)}</Badge>{' '}
      {row.code === null ? <Time at={row.endsAt} /> : <code class="faint">{row.code}</code>}
    </>
  );
}
