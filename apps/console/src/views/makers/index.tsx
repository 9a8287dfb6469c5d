/** Makers and types of devices: whom to trust, what devices are made of, and whom they may talk to. */

import { useLocation, useRoute } from 'preact-iso';
import { may, useCall } from '../../api/index.ts';
import { t } from '../../i18n/index.ts';
import { Badge, Page, State, Table, Tabs } from '../../kit/index.ts';
import { pathTo } from '../../shell/routes.ts';
import { FeedsPart } from './feeds-part.tsx';
import { MakerPage } from './maker-page.tsx';
import { ScoreOf } from './score.tsx';
import { Standing } from './standing.tsx';
import { TypePage } from './type-page.tsx';

export function Makers() {
  const { maker } = useRoute().params;
  const { query, route } = useLocation();
  const { type, part } = query;
  if (type !== undefined && type !== '') return <TypePage key={type} type={type} />;
  if (maker !== undefined) return <MakerPage key={maker} maker={maker} />;
  return (
    <Page title={t('makers.title')} lead={t('makers.lead')}>
      <Tabs
        label={t('makers.parts')}
        shown={part}
        onShow={(key) => route(pathTo('makers', {}, { part: key }), true)}
        tabs={[
          { key: 'makers', title: t('makers.tab.makers'), content: () => <MakerTable /> },
          { key: 'types', title: t('makers.tab.types'), content: () => <TypeTable /> },
          ...(may('feeds.show') ? [{ key: 'feeds', title: t('makers.tab.feeds'), content: () => <FeedsPart /> }] : []),
        ]}
      />
    </Page>
  );
}

function MakerTable() {
  const asked = useCall('makers.list', {}, { topics: ['claim', 'device'] });
  return (
    <State of={asked} isEmpty={({ makers }) => makers.length === 0} empty={t('makers.none')}>
      {({ makers }) => (
        <Table
          caption={t('makers.caption')}
          rows={makers}
          rowKey={({ uri }) => uri}
          href={({ id, uri }) => pathTo('makers', { maker: id ?? uri })}
          columns={[
            {
              key: 'name',
              title: t('makers.name'),
              cell: ({ name, uri }) => name ?? uri,
              sortBy: ({ name, uri }) => (name ?? uri).toLowerCase(),
            },
            {
              key: 'standing',
              title: t('makers.standing'),
              cell: (maker) => <Standing of={maker} />,
              sortBy: ({ standing }) => standing,
            },
            {
              key: 'devices',
              title: t('makers.devices'),
              cell: ({ devices }) => devices,
              sortBy: ({ devices }) => devices,
              align: 'end',
            },
            {
              key: 'known',
              title: t('makers.known'),
              cell: ({ isIntroduced }) => (isIntroduced ? t('makers.introduced') : t('makers.introduced.not')),
              hideNarrow: true,
            },
          ]}
        />
      )}
    </State>
  );
}

function TypeTable() {
  const asked = useCall('types.list', {}, { topics: ['claim'] });
  return (
    <State of={asked} isEmpty={({ types }) => types.length === 0} empty={t('makers.type.none')}>
      {({ types }) => (
        <Table
          caption={t('makers.type.caption')}
          rows={types}
          rowKey={({ type }) => type}
          href={({ type }) => pathTo('makers', {}, { type })}
          columns={[
            {
              key: 'type',
              title: t('makers.type.name'),
              cell: ({ type }) => type,
              sortBy: ({ type }) => type.toLowerCase(),
            },
            {
              key: 'score',
              title: t('makers.type.score'),
              cell: ({ score, isMarkedVulnerable }) => (
                <>
                  <ScoreOf score={score} />{' '}
                  {isMarkedVulnerable ? <Badge tone="bad">{t('makers.type.marked')}</Badge> : null}
                </>
              ),
              sortBy: ({ score }) => score ?? -1,
            },
            {
              key: 'devices',
              title: t('makers.devices'),
              cell: ({ devices }) => devices,
              sortBy: ({ devices }) => devices,
              align: 'end',
            },
            {
              key: 'vulnerabilities',
              title: t('makers.type.vulnerabilities'),
              cell: ({ vulnerabilities }) => vulnerabilities,
              sortBy: ({ vulnerabilities }) => vulnerabilities,
              align: 'end',
              hideNarrow: true,
            },
            {
              key: 'sbom',
              title: t('makers.type.sbom'),
              cell: ({ hasSbom }) => (hasSbom ? t('makers.type.has') : '–'),
              hideNarrow: true,
            },
            {
              key: 'mud',
              title: t('makers.type.mud'),
              cell: ({ hasMud }) => (hasMud ? t('makers.type.has') : '–'),
              hideNarrow: true,
            },
          ]}
        />
      )}
    </State>
  );
}
