/** Claims: what was received, inferred and issued, each with what became of it; one of them beside the list. */

import { useSignal } from '@preact/signals';
import { useLocation, useRoute } from 'preact-iso';
import { may, usePages } from '../../api/index.ts';
import { t, textOf } from '../../i18n/index.ts';
import { nameText } from '../../i18n/reasons/index.ts';
import { Button, type Column, Filters, Page, Refusal, Search, shortOf, Time, VirtualTable } from '../../kit/index.ts';
import { pathTo } from '../../shell/routes.ts';
import { AddClaim } from './add-claim.tsx';
import { ClaimPanel } from './claim-panel.tsx';
import { type ClaimsQuery, inputOf, ORIGINS, queryIn, STATES, TYPES } from './query.ts';
import { typeOf, typeText } from './type-text.ts';
import { type Claim, nameOr, Verdict } from './verdict.tsx';

export function Claims() {
  const { query: address, route } = useLocation();
  const { id } = useRoute().params;
  const isAdding = useSignal(false);
  const query = queryIn(address);
  const input = inputOf(query);
  const pages = usePages('claims.list', input, {
    rows: ({ claims }) => claims,
    next: ({ next }) => next,
    at: (cursor) => ({ ...input, cursor }),
    topics: ['claim', 'policy'],
  });
  const go = (change: Partial<ClaimsQuery>) => route(pathTo('claims', { id }, { ...query, ...change }), true);
  const to = (claim: string | undefined) => pathTo('claims', { id: claim }, { ...query });
  return (
    <Page
      title={t('claims.title')}
      lead={t('claims.lead')}
      actions={
        may('claims.make') ? (
          <Button
            look="main"
            onClick={() => {
              isAdding.value = true;
            }}
          >
            {t('claims.add')}
          </Button>
        ) : undefined
      }
    >
      <div class="tools">
        <Search
          label={t('claims.search')}
          value={query.search ?? ''}
          onSearch={(search) => go({ search: search === '' ? undefined : search })}
        />
        <Filters
          filters={[
            {
              key: 'origin',
              label: t('claims.filter.origin'),
              choices: ORIGINS.map((value) => ({ value, label: textOf(`claims.origin.${value}`, value) })),
            },
            {
              key: 'state',
              label: t('claims.filter.state'),
              choices: STATES.map((value) => ({ value, label: textOf(`claims.state.${value}`, value) })),
            },
            {
              key: 'type',
              label: t('claims.filter.type'),
              choices: TYPES.map((value) => ({ value, label: typeText(value) })),
            },
          ]}
          values={{ origin: query.origin, state: query.state, type: query.type }}
          onChange={(key, value) => go({ [key]: value })}
        />
        <Narrowed query={query} lift={go} />
      </div>
      {pages.error === undefined ? null : <Refusal error={pages.error} />}
      <div class={id === undefined ? '' : 'beside'}>
        <VirtualTable
          columns={columns(id !== undefined)}
          rows={pages.answer ?? []}
          rowKey={(claim) => claim.id}
          caption={t('claims.caption')}
          href={(claim) => to(claim.id)}
          hasMore={pages.hasMore}
          loadMore={pages.loadMore}
          isLoading={pages.isAsking}
          empty={t('claims.none')}
        />
        {id === undefined ? null : <ClaimPanel id={id} close={to(undefined)} />}
      </div>
      {isAdding.value ? (
        <AddClaim
          onClose={() => {
            isAdding.value = false;
          }}
          onMade={(claim) => route(to(claim))}
        />
      ) : null}
    </Page>
  );
}

/** Filters that a claim's own page sets. */
function Narrowed({
  query: { issuer, subject },
  lift,
}: {
  readonly query: ClaimsQuery;
  readonly lift: (change: Partial<ClaimsQuery>) => void;
}) {
  return (
    <>
      {issuer === undefined ? null : (
        <Button look="quiet" onClick={() => lift({ issuer: undefined })}>
          {t('claims.filter.issuer', { who: shortOf(issuer) })} ×
        </Button>
      )}
      {subject === undefined ? null : (
        <Button look="quiet" onClick={() => lift({ subject: undefined })}>
          {t('claims.filter.subject', { whom: shortOf(subject) })} ×
        </Button>
      )}
    </>
  );
}

function columns(isNarrow: boolean): readonly Column<Claim>[] {
  const all: readonly (Column<Claim> & { readonly always?: true })[] = [
    { key: 'what', title: t('claims.column.what'), cell: typeOf, track: '1.7fr', always: true },
    {
      key: 'about',
      title: t('claims.column.about'),
      cell: ({ subjectName, subject }) => shortOf(nameOr(subjectName, subject), 14),
      track: '1.2fr',
      always: true,
    },
    {
      key: 'by',
      title: t('claims.column.by'),
      cell: ({ issuerName, issuer, isVerified }) => (
        <span class={isVerified ? '' : 'faint'}>
          {issuerName === null ? shortOf(nameOr(null, issuer), 10) : nameText(issuerName)}
        </span>
      ),
      track: '1.2fr',
      hideNarrow: true,
    },
    {
      key: 'origin',
      title: t('claims.column.origin'),
      cell: ({ origin }) => textOf(`claims.origin.${origin}`, origin),
      track: '7rem',
      hideNarrow: true,
    },
    {
      key: 'verdict',
      title: t('claims.column.verdict'),
      cell: (claim) => <Verdict of={claim} />,
      track: '7.5rem',
      always: true,
    },
    {
      key: 'at',
      title: t('claims.column.at'),
      cell: ({ at }) => <Time at={at} />,
      track: '9rem',
      hideNarrow: true,
    },
  ];
  return isNarrow ? all.filter(({ always }) => always === true) : all;
}
