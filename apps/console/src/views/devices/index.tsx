/** All devices: searched, filtered and sorted, ten thousand of them as smoothly as ten. */

import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { type Query, usePages } from '../../api/index.ts';
import { t, textOf } from '../../i18n/index.ts';
import { Filters, Page, Refusal, Search, SelectField, VirtualTable } from '../../kit/index.ts';
import { pathTo } from '../../shell/routes.ts';
import { deviceColumns } from './columns.tsx';
import './devices.css';
import { filtersOf } from './facets.ts';
import { FILTERS, type FilterName, isSort, SORTS } from './listed.ts';
import { addressOf, inputOf, type ListQuery, queryIn } from './query.ts';

/** What makes the list old. */
const TOPICS = ['device', 'session', 'claim'] as const;
/** While the domain still reads its devices after a start. */
const ASK_AGAIN_MS = 1500;

export function Devices() {
  const { query: address, route } = useLocation();
  const query = queryIn(address);
  const input = inputOf(query);
  const pages = usePages('devices.list', input, {
    rows: ({ devices }) => devices,
    next: ({ next }) => next,
    at: (cursor) => ({ ...input, facets: false, cursor }),
    topics: TOPICS,
  });
  // From where the address is by now: several filters are lifted before the page is drawn again.
  const go = (change: (from: ListQuery) => Partial<ListQuery>) => {
    const from = queryIn(Object.fromEntries(new URLSearchParams(location.search)));
    route(pathTo('devices', {}, addressOf({ ...from, ...change(from) })), true);
  };
  const total = pages.first?.total;
  const reading = pages.first?.reading;
  useEffect(() => {
    if (reading === undefined) return;
    const timer = setTimeout(() => pages.again(), ASK_AGAIN_MS);
    return () => clearTimeout(timer);
  }, [pages.first]);
  const isNarrowed = query.search !== '' || Object.keys(query.filters).length > 0;
  return (
    <Page title={t('devices.title')} lead={leadOf(total, reading)}>
      <div class="tools">
        <Search label={t('devices.search')} value={query.search} onSearch={(search) => go(() => ({ search }))} />
        <Filters
          filters={filtersOf(pages.first?.facets, query.filters)}
          values={query.filters}
          onChange={(name, value) => go(({ filters }) => ({ filters: withFilter(filters, name, value) }))}
        />
        <SelectField
          label={t('devices.sort')}
          value={query.sort}
          choices={SORTS.map((sort) => ({ value: sort, label: textOf(`devices.sort.${sort}`, sort) }))}
          onChange={(sort) => (isSort(sort) ? go(() => ({ sort })) : undefined)}
        />
      </div>
      <Trouble of={pages} />
      <VirtualTable
        columns={deviceColumns()}
        rows={pages.answer ?? []}
        rowKey={({ key }) => key}
        caption={t('devices.caption')}
        href={({ manufacturer, serialNumber }) => pathTo('device', { manufacturer, serialNumber })}
        hasMore={pages.hasMore}
        loadMore={pages.loadMore}
        isLoading={pages.isAsking}
        {...(total === undefined ? {} : { total })}
        empty={emptyText(isNarrowed, reading)}
      />
    </Page>
  );
}

function leadOf(total: number | undefined, reading: number | undefined): string | undefined {
  if (reading !== undefined) return t('devices.reading', { count: reading });
  return total === undefined ? undefined : t('devices.total', { count: total });
}

function emptyText(isNarrowed: boolean, reading: number | undefined): string {
  if (reading !== undefined) return t('devices.none.read');
  return isNarrowed ? t('devices.none') : t('devices.none.yet');
}

function withFilter(filters: ListQuery['filters'], name: string, value: string | undefined): ListQuery['filters'] {
  const known: FilterName | undefined = FILTERS.find((each) => each === name);
  if (known === undefined) return filters;
  const { [known]: _, ...others } = filters;
  return value === undefined ? others : { ...others, [known]: value };
}

function Trouble({ of: { error } }: { readonly of: Query<unknown> }) {
  return error === undefined ? null : <Refusal error={error} />;
}
