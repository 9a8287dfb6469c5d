/** Who changed what, by which way, and how it went. */

import { useSignal } from '@preact/signals';
import { type AnswerOf, may, useCall, usePages } from '../../api/index.ts';
import { t } from '../../i18n/index.ts';
import { nameText } from '../../i18n/reasons/index.ts';
import { Badge, Dialog, Facts, Filters, State, Time, VirtualTable } from '../../kit/index.ts';

type Change = AnswerOf<'changes.list'>['changes'][number];

const PAGE = 100;
const LOCAL = 'local';
const WAYS = {
  session: 'audit.change.way.session',
  token: 'audit.change.way.token',
  local: 'audit.change.way.local',
} as const;

export function Changes() {
  const account = useSignal<string | undefined>(undefined);
  const opened = useSignal<Change | undefined>(undefined);
  const input = { limit: PAGE, ...(account.value === undefined ? {} : { account: account.value }) };
  const changes = usePages('changes.list', input, {
    rows: (page) => page.changes,
    next: (page) => page.next,
    at: (cursor) => ({ ...input, cursor }),
    topics: ['account', 'log'],
  });
  return (
    <div class="stack">
      <People
        account={account.value}
        onChange={(next) => {
          account.value = next;
        }}
      />
      <State of={changes}>
        {(rows) => (
          <VirtualTable
            caption={t('audit.changes')}
            rows={rows}
            rowKey={({ at, operation, account: who }) => `${at} ${operation} ${who}`}
            onOpen={(change) => {
              opened.value = change;
            }}
            empty={t('audit.change.none')}
            hasMore={changes.hasMore}
            loadMore={changes.loadMore}
            isLoading={changes.isAsking}
            columns={[
              { key: 'what', title: t('audit.change.what'), cell: ({ operation }) => <code>{operation}</code> },
              { key: 'who', title: t('audit.change.who'), cell: ({ name }) => nameText(name) },
              { key: 'way', title: t('audit.change.way'), cell: ({ way }) => t(WAYS[way]), hideNarrow: true },
              { key: 'outcome', title: t('audit.change.outcome'), cell: (change) => <Outcome of={change} /> },
              { key: 'at', title: t('audit.at'), cell: ({ at }) => <Time at={at} />, hideNarrow: true },
            ]}
          />
        )}
      </State>
      {opened.value === undefined ? null : (
        <ChangeDialog
          change={opened.value}
          onClose={() => {
            opened.value = undefined;
          }}
        />
      )}
    </div>
  );
}

interface PeopleProps {
  readonly account: string | undefined;
  readonly onChange: (account: string | undefined) => void;
}

/** Whoever may not see the people narrows by the command line alone. */
function People({ account, onChange }: PeopleProps) {
  const people = useCall('accounts.list', may('accounts.list') ? {} : undefined);
  const known = (people.answer?.accounts ?? []).map(({ id, name }) => ({ value: id, label: name }));
  return (
    <div class="tools">
      <Filters
        values={{ account }}
        onChange={(_, value) => onChange(value)}
        filters={[
          {
            key: 'account',
            label: t('audit.change.person'),
            choices: [...known, { value: LOCAL, label: t('audit.change.way.local') }],
          },
        ]}
      />
    </div>
  );
}

function Outcome({ of: { endedAt, code } }: { readonly of: Change }) {
  if (code !== null) return <Badge tone="bad">{code}</Badge>;
  if (endedAt === null) return <Badge tone="wait">{t('audit.change.open')}</Badge>;
  return <Badge tone="good">{t('audit.change.done')}</Badge>;
}

function ChangeDialog({ change, onClose }: { readonly change: Change; readonly onClose: () => void }) {
  const { operation, name, way, at, input } = change;
  return (
    <Dialog title={t('audit.change.details', { operation, name: nameText(name) })} onClose={onClose} size="wide">
      <Facts
        facts={[
          { name: t('audit.change.way'), value: t(WAYS[way]) },
          { name: t('audit.at'), value: <Time at={at} show="both" /> },
          { name: t('audit.change.outcome'), value: <Outcome of={change} /> },
        ]}
      />
      <h3>{t('audit.change.given')}</h3>
      <pre class="json">{JSON.stringify(input, undefined, 2)}</pre>
    </Dialog>
  );
}
