/** The log, the newest first, narrowed by type, stream and time; and the way to take it elsewhere. */

import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { type AnswerOf, useCall, usePages } from '../../api/index.ts';
import { formatNumber, language, t, textFrom } from '../../i18n/index.ts';
import { Button, Search, SelectField, State, TextField, Time, VirtualTable } from '../../kit/index.ts';
import { EventDialog } from './event-dialog.tsx';
import { EVENT_TEXTS } from './event-texts.ts';
import { Export } from './export.tsx';
import { ALL, inputOf, type LogFilters } from './log-filters.ts';

type Event = AnswerOf<'log.page'>['events'][number];

const PAGE = 200;

export function Log() {
  const filters = useSignal<LogFilters>(ALL);
  const opened = useSignal<Event | undefined>(undefined);
  const narrowed = inputOf(filters.value);
  const read = useRef(0);
  const events = usePages(
    'log.page',
    { ...narrowed, limit: PAGE },
    {
      rows: (page) => page.events,
      next: ({ next }) => (next === undefined ? undefined : `${next}`),
      at: (cursor) => ({ ...narrowed, limit: PAGE, cursor: Number(cursor) }),
      topics: ['log'],
      // Who has read far back is not taken away from there, nor is all of it read again with each event.
      matches: () => read.current <= 2 * PAGE,
    },
  );
  read.current = events.answer?.length ?? 0;
  return (
    <div class="stack">
      <FilterLine
        filters={filters.value}
        onChange={(change) => {
          filters.value = { ...filters.value, ...change };
        }}
      />
      <Export narrowed={narrowed} />
      <State of={events}>
        {(rows) => (
          <>
            <VirtualTable
              caption={t('audit.log')}
              rows={rows}
              rowKey={({ position }) => `${position}`}
              onOpen={(event) => {
                opened.value = event;
              }}
              empty={t('audit.none')}
              hasMore={events.hasMore}
              loadMore={events.loadMore}
              isLoading={events.isAsking}
              columns={[
                { key: 'type', title: t('audit.type'), track: '2fr', cell: ({ type }) => eventText(type) },
                {
                  key: 'stream',
                  title: t('audit.stream'),
                  track: '3fr',
                  cell: ({ stream }) => <code>{stream}</code>,
                  hideNarrow: true,
                },
                {
                  key: 'at',
                  title: t('audit.at'),
                  track: '7rem',
                  cell: ({ at }) => <Time at={new Date(at).toISOString()} show="short" />,
                },
                {
                  key: 'position',
                  title: t('audit.position'),
                  track: '6rem',
                  hideNarrow: true,
                  align: 'end',
                  cell: ({ position }) => formatNumber(position),
                },
              ]}
            />
            {rows.length === 0 && events.hasMore ? (
              <Button busy={events.isAsking} onClick={events.loadMore}>
                {t('audit.further')}
              </Button>
            ) : null}
          </>
        )}
      </State>
      {opened.value === undefined ? null : (
        <EventDialog
          event={opened.value}
          onClose={() => {
            opened.value = undefined;
          }}
        />
      )}
    </div>
  );
}

interface FilterLineProps {
  readonly filters: LogFilters;
  readonly onChange: (change: Partial<LogFilters>) => void;
}

/** What an event is called; its own page has its name for programs, too. */
function eventText(type: string): string {
  return textFrom(EVENT_TEXTS, `audit.event-type.${type}`, type);
}

function FilterLine({ filters: { type, stream, from, to }, onChange }: FilterLineProps) {
  const { types = [] } = useCall('log.types', {}).answer ?? {};
  return (
    <div class="tools">
      <Search label={t('audit.stream.filter')} value={stream} onSearch={(next) => onChange({ stream: next })} />
      <SelectField
        label={t('audit.type')}
        value={type}
        none={t('kit.filters.all')}
        choices={types
          .map((each) => ({ value: each, label: eventText(each) }))
          .sort((one, other) => one.label.localeCompare(other.label, language.value))}
        onChange={(next) => onChange({ type: next })}
      />
      <TextField
        label={t('audit.from')}
        type="datetime-local"
        value={from}
        onChange={(next) => onChange({ from: next })}
      />
      <TextField label={t('audit.to')} type="datetime-local" value={to} onChange={(next) => onChange({ to: next })} />
    </div>
  );
}
