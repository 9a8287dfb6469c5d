/** API tokens: what programs come in by. */

import { useSignal } from '@preact/signals';
import { type AnswerOf, call, usePages } from '../../api/index.ts';
import { t } from '../../i18n/index.ts';
import { Badge, Button, type Column, Confirm, Pagination, Section, State, Table, Time } from '../../kit/index.ts';
import { MakeToken } from './make-token.tsx';

type Token = AnswerOf<'tokens.list'>['tokens'][number];

export function Tokens() {
  const isMaking = useSignal(false);
  const revoked = useSignal<Token | undefined>(undefined);
  const pages = usePages(
    'tokens.list',
    {},
    {
      topics: ['account'],
      rows: ({ tokens }) => tokens,
      next: ({ next }) => next,
      at: (cursor) => ({ cursor }),
    },
  );
  const close = (): void => {
    isMaking.value = false;
    revoked.value = undefined;
    pages.again();
  };
  const gone = revoked.value;
  return (
    <Section
      title={t('people.tab.tokens')}
      actions={
        <Button
          look="main"
          onClick={() => {
            isMaking.value = true;
          }}
        >
          {t('people.tokens.make')}
        </Button>
      }
    >
      <State of={pages} isEmpty={(rows) => rows.length === 0} empty={t('people.tokens.none')}>
        {(rows) => (
          <>
            <Table
              caption={t('people.tokens.caption')}
              rows={rows}
              rowKey={({ id }) => id}
              columns={columnsOf((row) => {
                revoked.value = row;
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
      {isMaking.value ? <MakeToken onClose={close} /> : null}
      {gone === undefined ? null : (
        <Confirm
          title={t('people.tokens.revoke.of', { name: gone.name })}
          action={t('people.tokens.revoke')}
          danger
          onConfirm={() => call('tokens.revoke', { id: gone.id })}
          onClose={close}
        >
          <p>{t('people.tokens.revoke.ask')}</p>
        </Confirm>
      )}
    </Section>
  );
}

function columnsOf(onRevoke: (token: Token) => void): readonly Column<Token>[] {
  return [
    { key: 'name', title: t('people.name'), cell: ({ name }) => name, sortBy: ({ name }) => name },
    { key: 'of', title: t('people.tokens.person'), cell: ({ person }) => person, sortBy: ({ person }) => person },
    {
      key: 'scopes',
      title: t('people.tokens.scopes'),
      cell: ({ scopes }) => <code>{scopes.join(' ')}</code>,
      hideNarrow: true,
    },
    {
      key: 'expires',
      title: t('people.tokens.expires'),
      cell: ({ expiresAt, counts }) =>
        counts ? <Time at={expiresAt} /> : <Badge tone="bad">{t('people.tokens.over')}</Badge>,
      sortBy: ({ expiresAt }) => expiresAt,
    },
    {
      key: 'used',
      title: t('people.tokens.used'),
      cell: ({ usedAt }) => <Time at={usedAt} />,
      sortBy: ({ usedAt }) => usedAt ?? '',
      hideNarrow: true,
    },
    {
      key: 'actions',
      title: t('people.actions'),
      align: 'end',
      cell: (token) => (
        <Button look="quiet" label={t('people.tokens.revoke.of', { name: token.name })} onClick={() => onRevoke(token)}>
          {t('people.tokens.revoke')}
        </Button>
      ),
    },
  ];
}
