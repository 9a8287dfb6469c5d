/** Who changed what. */

import { OPERATIONS } from 'virtual:operations';
import { useSignal } from '@preact/signals';
import { type AnswerOf, useCall, usePages } from '../../api/index.ts';
import { t, textOf } from '../../i18n/index.ts';
import { Badge, type Column, Filters, Pagination, Section, State, Table, Time } from '../../kit/index.ts';

type Change = AnswerOf<'changes.list'>['changes'][number];
type Values = { readonly account?: string; readonly operation?: string };

const PAGE = 50;

export function Changes() {
  const people = useCall('accounts.list', {}, { topics: ['account'] }).answer?.accounts ?? [];
  const values = useSignal<Values>({});
  const pages = usePages(
    'changes.list',
    { limit: PAGE, ...values.value },
    {
      topics: ['account'],
      rows: ({ changes }) => changes,
      next: ({ next }) => next,
      at: (cursor) => ({ limit: PAGE, cursor, ...values.value }),
    },
  );
  return (
    <Section title={t('people.tab.changes')}>
      <Filters
        filters={[
          {
            key: 'account',
            label: t('people.sign-ins.who'),
            choices: [
              ...people.map(({ id, name }) => ({ value: id, label: name })),
              { value: 'local', label: t('people.way.local') },
            ],
          },
          { key: 'operation', label: t('people.changes.operation'), choices: operationChoices() },
        ]}
        values={values.value}
        onChange={(key, value) => {
          const { [key === 'account' ? 'account' : 'operation']: _, ...rest } = values.value;
          values.value = value === undefined ? rest : { ...rest, [key]: value };
        }}
      />
      <State of={pages}>
        {(rows) => (
          <>
            <Table
              caption={t('people.changes.caption')}
              rows={rows}
              rowKey={({ at, operation, account }) => `${at} ${operation} ${account}`}
              empty={t('people.changes.none')}
              columns={columnsOf()}
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
    </Section>
  );
}

function operationChoices() {
  return Object.entries(OPERATIONS)
    .filter(([, { via, roles }]) => !via.startsWith('GET ') && roles.length > 0)
    .map(([name]) => ({ value: name, label: name }))
    .sort((a, b) => a.label.localeCompare(b.label));
}

function columnsOf(): readonly Column<Change>[] {
  return [
    { key: 'at', title: t('people.changes.at'), cell: ({ at }) => <Time at={at} />, sortBy: ({ at }) => at },
    {
      key: 'who',
      title: t('people.sign-ins.who'),
      cell: ({ name, way }) => (
        <>
          {name} <span class="faint">{textOf(`people.way.${way}`, way)}</span>
        </>
      ),
      sortBy: ({ name }) => name,
    },
    {
      key: 'operation',
      title: t('people.changes.operation'),
      cell: ({ operation }) => <code>{operation}</code>,
      sortBy: ({ operation }) => operation,
    },
    {
      key: 'input',
      title: t('people.changes.input'),
      cell: ({ input }) => <code class="change-input">{JSON.stringify(input)}</code>,
      hideNarrow: true,
    },
    { key: 'outcome', title: t('people.changes.outcome'), cell: (row) => <Outcome change={row} /> },
  ];
}

function Outcome({ change: { endedAt, code } }: { readonly change: Change }) {
  if (code !== null) return <Badge tone="bad">{code}</Badge>;
  if (endedAt === null) return <Badge tone="wait">{t('people.changes.running')}</Badge>;
  return <Badge tone="good">{t('people.changes.done')}</Badge>;
}
