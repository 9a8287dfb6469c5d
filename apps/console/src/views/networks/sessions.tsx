/** Who is on the network now, and the way to end a session. */

import { useSignal } from '@preact/signals';
import { type AnswerOf, call, may, useCall, usePages } from '../../api/index.ts';
import { t } from '../../i18n/index.ts';
import { Badge, Button, Confirm, Filters, Search, State, say, Time, VirtualTable } from '../../kit/index.ts';
import { pathTo } from '../../shell/routes.ts';
import { partsOf } from './device-key.ts';

type Session = AnswerOf<'sessions.list'>['sessions'][number];
type SessionState = Session['state'];

const STATES = ['admitted', 'open', 'leaving'] as const satisfies readonly SessionState[];
const STATE_TEXTS = {
  admitted: 'networks.state.admitted',
  open: 'networks.state.open',
  leaving: 'networks.state.leaving',
} as const;
const TONES = { admitted: 'note', open: 'good', leaving: 'wait' } as const;
const PAGE = 200;

export function Sessions() {
  const filters = useSignal<Readonly<Record<string, string | undefined>>>({});
  const network = useSignal('');
  const ending = useSignal<Session | undefined>(undefined);
  const { client, state } = filters.value;
  const shownState = STATES.find((each) => each === state);
  const input = {
    limit: PAGE,
    ...(client === undefined ? {} : { client }),
    ...(shownState === undefined ? {} : { state: shownState }),
    ...(network.value === '' ? {} : { network: network.value }),
  };
  const clients = useCall('radius.clients', {});
  const sessions = usePages('sessions.list', input, {
    rows: (page) => page.sessions,
    next: (page) => page.next,
    at: (cursor) => ({ ...input, cursor }),
    topics: ['session'],
  });
  const { value: leaving } = ending;
  return (
    <div class="stack">
      <div class="tools">
        <Search
          label={t('networks.ssid.search')}
          value={network.value}
          onSearch={(next) => {
            network.value = next;
          }}
        />
        <Filters
          values={filters.value}
          onChange={(key, value) => {
            filters.value = { ...filters.value, [key]: value };
          }}
          filters={[
            {
              key: 'client',
              label: t('networks.client'),
              choices: (clients.answer ?? []).map(({ name }) => ({ value: name, label: name })),
            },
            {
              key: 'state',
              label: t('networks.state'),
              choices: STATES.map((each) => ({ value: each, label: t(STATE_TEXTS[each]) })),
            },
          ]}
        />
      </div>
      <State of={sessions}>
        {(rows) => (
          <VirtualTable
            caption={t('networks.sessions')}
            rows={rows}
            rowKey={({ id }) => id}
            href={({ device }) => devicePath(device)}
            empty={t('networks.sessions.none')}
            hasMore={sessions.hasMore}
            loadMore={sessions.loadMore}
            isLoading={sessions.isAsking}
            columns={[
              { key: 'device', title: t('networks.device'), track: '2fr', cell: DeviceName },
              {
                key: 'state',
                title: t('networks.state'),
                track: '7.5rem',
                cell: (session) => <Badge tone={TONES[session.state]}>{t(STATE_TEXTS[session.state])}</Badge>,
              },
              { key: 'client', title: t('networks.client'), cell: (session) => session.client, hideNarrow: true },
              { key: 'ssid', title: t('networks.ssid'), cell: ({ ssid, medium }) => ssid ?? medium, hideNarrow: true },
              {
                key: 'station',
                title: t('networks.station'),
                track: '9.5rem',
                cell: ({ station }) => station,
                hideNarrow: true,
              },
              {
                key: 'since',
                title: t('networks.since'),
                track: '7.5rem',
                hideNarrow: true,
                cell: ({ admittedAt }) => <Time at={new Date(admittedAt).toISOString()} />,
              },
              { key: 'terms', title: t('networks.terms'), cell: ({ terms }) => terms.join(', '), hideNarrow: true },
              {
                key: 'end',
                title: t('networks.actions'),
                track: '5.5rem',
                cell: (session) =>
                  may('sessions.end') ? (
                    <Button
                      look="quiet"
                      onClick={() => {
                        ending.value = session;
                      }}
                    >
                      {t('networks.end')}
                    </Button>
                  ) : null,
              },
            ]}
          />
        )}
      </State>
      {leaving === undefined ? null : (
        <Confirm
          title={t('networks.end.title')}
          action={t('networks.end')}
          danger
          onClose={() => {
            ending.value = undefined;
          }}
          onConfirm={() => end(leaving)}
        >
          <p>{t('networks.end.what', { device: leaving.device, client: leaving.client })}</p>
        </Confirm>
      )}
    </div>
  );
}

async function end({ id, device, client }: Session): Promise<void> {
  const { ended } = await call('sessions.end', { id });
  say(
    ended
      ? { text: t('networks.ended', { device }) }
      : { tone: 'bad', text: t('networks.not-ended', { device, client }) },
  );
}

function DeviceName({ device }: Session) {
  return <span title={device}>{partsOf(device).serialNumber}</span>;
}

function devicePath(device: string): string {
  return pathTo('device', partsOf(device));
}
