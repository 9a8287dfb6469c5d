/** Who was refused, where, and why: what the domain remembers, and what its log keeps. */

import { type AnswerOf, useCall, usePages } from '../../api/index.ts';
import { t } from '../../i18n/index.ts';
import { reasonText } from '../../i18n/reasons/index.ts';
import { Section, State, Table, Time, VirtualTable } from '../../kit/index.ts';
import { pathTo } from '../../shell/routes.ts';

type Answer = AnswerOf<'refusals.list'>;
type Refused = Pick<Answer['recent'][number], 'device' | 'identity'>;

const PAGE = 100;

export function Refusals() {
  return (
    <>
      <Recent />
      <Written />
    </>
  );
}

function Recent() {
  const recent = useCall('refusals.list', { limit: 1 }, { topics: ['session', 'step'] });
  return (
    <Section title={t('networks.recent')}>
      <p class="faint">{t('networks.recent.lead')}</p>
      <State of={recent} isEmpty={({ recent: all }) => all.length === 0} empty={t('networks.recent.none')}>
        {({ recent: all, since }) => (
          <>
            <Table
              caption={t('networks.recent')}
              rows={all}
              rowKey={(each) =>
                JSON.stringify([
                  each.protocol,
                  each.step,
                  each.device,
                  each.station,
                  each.client,
                  each.code,
                  each.reason,
                ])
              }
              columns={[
                { key: 'device', title: t('networks.device'), cell: (each) => <Who refused={each} /> },
                {
                  key: 'reason',
                  title: t('networks.reason'),
                  cell: ({ reason, code }) => <Why reason={reason} code={code} />,
                },
                { key: 'place', title: t('networks.place'), cell: placeOf, hideNarrow: true },
                {
                  key: 'protocol',
                  title: t('networks.protocol'),
                  cell: ({ protocol, step }) => `${protocol} ${step}`,
                  hideNarrow: true,
                },
                {
                  key: 'count',
                  title: t('networks.count'),
                  align: 'end',
                  cell: ({ count }) => count,
                  sortBy: ({ count }) => count,
                },
                {
                  key: 'at',
                  title: t('networks.at'),
                  cell: ({ lastAt }) => <Time at={new Date(lastAt).toISOString()} />,
                  sortBy: ({ lastAt }) => lastAt,
                },
              ]}
            />
            <p class="faint">
              {t('networks.recent.since')} <Time at={new Date(since).toISOString()} show="both" />
            </p>
          </>
        )}
      </State>
    </Section>
  );
}

function Written() {
  const written = usePages(
    'refusals.list',
    { limit: PAGE },
    {
      rows: (page) => page.written,
      next: ({ next }) => (next === undefined ? undefined : `${next}`),
      at: (cursor) => ({ limit: PAGE, cursor: Number(cursor) }),
      topics: ['session', 'device'],
    },
  );
  return (
    <Section title={t('networks.written')}>
      <p class="faint">{t('networks.written.lead')}</p>
      <State of={written} isEmpty={(rows) => rows.length === 0 && !written.hasMore} empty={t('networks.written.none')}>
        {(rows) => (
          <VirtualTable
            caption={t('networks.written')}
            rows={rows}
            rowKey={({ position }) => `${position}`}
            hasMore={written.hasMore}
            loadMore={written.loadMore}
            isLoading={written.isAsking}
            columns={[
              {
                key: 'device',
                title: t('networks.device'),
                track: '2fr',
                cell: (each) => <Who refused={each} />,
              },
              {
                key: 'reason',
                title: t('networks.reason'),
                track: '2fr',
                cell: ({ reason, code }) => <Why reason={reason} code={code} />,
              },
              { key: 'place', title: t('networks.place'), cell: placeOf, hideNarrow: true },
              {
                key: 'protocol',
                title: t('networks.protocol'),
                track: '7rem',
                cell: ({ protocol, step }) => `${protocol} ${step}`,
                hideNarrow: true,
              },
              { key: 'count', title: t('networks.count'), track: '5rem', cell: ({ count }) => count },
              {
                key: 'at',
                title: t('networks.at'),
                cell: ({ lastAt }) => <Time at={new Date(lastAt).toISOString()} />,
              },
            ]}
          />
        )}
      </State>
    </Section>
  );
}

/** What nothing proves is no way to the page of a device. */
function Who({ refused: { device, identity } }: { readonly refused: Refused }) {
  if (device === null) return <span class="faint">{t('networks.stranger')}</span>;
  if (identity === 'claimed') {
    return (
      <span>
        {device.serialNumber} <span class="faint">{t('networks.claimed')}</span>
      </span>
    );
  }
  return <a href={pathTo('device', device)}>{device.serialNumber}</a>;
}

function Why({ reason, code }: { readonly reason: string; readonly code: string | null }) {
  return <span title={code ?? ''}>{reasonText(reason, code)}</span>;
}

interface Place {
  readonly client: string | null;
  readonly station: string | null;
  readonly network: string | null;
  readonly from: string | null;
}

function placeOf({ client, station, network, from }: Place): string {
  return [network, client, station, from].filter(Boolean).join(' · ');
}
