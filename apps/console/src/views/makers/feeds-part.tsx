/** Feeds of vulnerabilities: what is known by them, what was taken in and when, what scores by it, and the way to take one in. */

import { useSignal } from '@preact/signals';
import { type AnswerOf, may, useCall } from '../../api/index.ts';
import { formatNumber, t, textOf } from '../../i18n/index.ts';
import { Badge, Button, Card, Copy, Empty, Facts, Section, State, shortOf, Table, Time } from '../../kit/index.ts';
import { ImportFeed, KIND_TEXTS } from './import-feed.tsx';

type Answer = AnswerOf<'feeds.show'>;
type Feeds = NonNullable<Answer['feeds']>;

const MOST_COVERED = 12;

export function FeedsPart() {
  const asked = useCall('feeds.show', {}, { topics: ['policy', 'claim'] });
  const isImporting = useSignal(false);
  return (
    <div class="stack">
      <p class="faint">{t('feeds.lead')}</p>
      {may('feeds.import') ? (
        <div class="row">
          <Button
            look="main"
            onClick={() => {
              isImporting.value = true;
            }}
          >
            {t('feeds.import')}
          </Button>
        </div>
      ) : null}
      <State of={asked}>
        {({ feeds, databots }) => (
          <>
            {feeds === null ? <Empty>{t('feeds.none')}</Empty> : <Known feeds={feeds} />}
            {databots.length === 0 ? null : <Scorers databots={databots} />}
          </>
        )}
      </State>
      {isImporting.value ? (
        <ImportFeed
          changed={asked.again}
          onClose={() => {
            isImporting.value = false;
          }}
        />
      ) : null}
    </div>
  );
}

function Known({ feeds: { advisories, exploited, covered, imports } }: { readonly feeds: Feeds }) {
  const shown = covered.slice(0, MOST_COVERED);
  const more = covered.length - shown.length;
  return (
    <>
      <Card>
        <Facts
          facts={[
            { name: t('feeds.advisories'), value: formatNumber(advisories) },
            { name: t('feeds.exploited'), value: formatNumber(exploited) },
            {
              name: t('feeds.covered'),
              value: more > 0 ? `${shown.join(', ')} ${t('feeds.covered.more', { count: more })}` : shown.join(', '),
            },
          ]}
        />
      </Card>
      <Section title={t('feeds.imports')}>
        <Table
          caption={t('feeds.imports')}
          rows={imports}
          rowKey={({ kind, at, digest }) => `${kind} ${at} ${digest}`}
          columns={[
            {
              key: 'kind',
              title: t('feeds.kind'),
              cell: ({ kind }) => t(KIND_TEXTS[kind]),
              sortBy: ({ kind }) => kind,
            },
            { key: 'at', title: t('feeds.at'), cell: ({ at }) => <Time at={at} show="both" />, sortBy: ({ at }) => at },
            {
              key: 'digest',
              title: t('feeds.digest'),
              cell: ({ digest }) => <Copy text={digest} short={shortOf(digest)} label={t('feeds.digest')} />,
              hideNarrow: true,
            },
          ]}
        />
      </Section>
    </>
  );
}

function Scorers({ databots }: Pick<Answer, 'databots'>) {
  return (
    <Section title={t('feeds.databots')}>
      <Table
        caption={t('feeds.databots')}
        rows={databots}
        rowKey={({ name }) => name}
        columns={[
          { key: 'name', title: t('feeds.databot'), cell: ({ name }) => <code>{name}</code> },
          {
            key: 'about',
            title: t('feeds.databot.about'),
            cell: ({ name, about }) => textOf(`feeds.databot.about.${name}`, about),
            hideNarrow: true,
          },
          { key: 'run', title: t('feeds.databot.run'), cell: ({ lastRun }) => <Time at={lastRun?.ended} /> },
          {
            key: 'outcome',
            title: t('feeds.databot.outcome'),
            cell: ({ lastRun }) =>
              lastRun === null ? null : lastRun.error === null ? (
                t('feeds.databot.claims', { count: lastRun.claims })
              ) : (
                <Badge tone="bad">{lastRun.error}</Badge>
              ),
          },
        ]}
      />
    </Section>
  );
}
