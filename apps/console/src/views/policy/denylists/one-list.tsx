/** What is on one list: searched, and taken off it. */

import { useSignal } from '@preact/signals';
import { call, may, useAction, usePages } from '../../../api/index.ts';
import { t } from '../../../i18n/index.ts';
import { Button, Pagination, Refusal, Search, Section, State, say, Table } from '../../../kit/index.ts';

const PAGE = 100;

export function OneList({ name, changed }: { readonly name: string; readonly changed: () => void }) {
  const search = useSignal('');
  const input = { name, limit: PAGE, ...(search.value === '' ? {} : { search: search.value }) };
  const pages = usePages('denylist.show', input, {
    rows: ({ destinations }) => destinations,
    next: ({ next }) => (next === undefined ? undefined : `${next}`),
    at: (offset) => ({ ...input, offset: Number(offset) }),
    topics: ['account'],
  });
  const { run, error } = useAction(async (destination: string) => {
    await call('denylist.change', { name, remove: [destination] });
    say({ text: t('denylists.taken', { destination, list: name }) });
    pages.again();
    changed();
  });
  const isPermitted = may('denylist.change');
  return (
    <Section title={t('denylists.on-list', { list: name })}>
      <div class="tools">
        <Search
          label={t('denylists.search')}
          value={search.value}
          onSearch={(next) => {
            search.value = next;
          }}
        />
      </div>
      {error === undefined ? null : <Refusal error={error} />}
      <State of={pages}>
        {(destinations) => (
          <>
            <Table
              caption={t('denylists.on-list', { list: name })}
              rows={destinations}
              rowKey={(destination) => destination}
              empty={search.value === '' ? t('denylists.empty') : t('denylists.not-found')}
              columns={[
                {
                  key: 'destination',
                  title: t('denylists.destination'),
                  cell: (destination) => <code>{destination}</code>,
                },
                ...(isPermitted
                  ? [
                      {
                        key: 'take',
                        title: t('denylists.actions'),
                        align: 'end' as const,
                        cell: (destination: string) => (
                          <Button
                            look="quiet"
                            label={t('denylists.take.label', { destination })}
                            onClick={() => void run(destination)}
                          >
                            {t('denylists.take')}
                          </Button>
                        ),
                      },
                    ]
                  : []),
              ]}
            />
            <Pagination
              shown={destinations.length}
              hasMore={pages.hasMore}
              isLoading={pages.isAsking}
              loadMore={pages.loadMore}
              {...(search.value === '' && pages.first !== undefined ? { total: pages.first.entries } : {})}
            />
          </>
        )}
      </State>
    </Section>
  );
}
