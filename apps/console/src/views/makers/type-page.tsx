/** One type of devices: how it stands, which devices are of it, what they are made of, and whom they may talk to. */

import { type AnswerOf, useCall } from '../../api/index.ts';
import { formatNumber, t } from '../../i18n/index.ts';
import { nameText } from '../../i18n/reasons/index.ts';
import { Badge, Card, Facts, Page, State, shortOf, Table, Tabs } from '../../kit/index.ts';
import { pathTo } from '../../shell/routes.ts';
import { MudPart } from './mud-part.tsx';
import { SbomPart } from './sbom-part.tsx';
import { ScoreOf } from './score.tsx';

type Type = AnswerOf<'types.show'>;

export function TypePage({ type }: { readonly type: string }) {
  const asked = useCall('types.show', { type }, { topics: ['claim', 'policy'] });
  return (
    <Page title={type} up={{ href: pathTo('makers', {}, { part: 'types' }), label: t('makers.back') }}>
      <State of={asked}>{(answer) => <WholeType type={answer} />}</State>
    </Page>
  );
}

function WholeType({ type }: { readonly type: Type }) {
  const { score, threshold, devices, isMarkedVulnerable, vulnerabilities } = type;
  const isTooHigh = score !== null && threshold !== null && score >= threshold;
  return (
    <div class="stack">
      <Card {...(isTooHigh || isMarkedVulnerable ? { tone: 'bad' } : {})}>
        <Facts
          facts={[
            {
              name: t('makers.type.score'),
              value: (
                <>
                  <ScoreOf score={score} />{' '}
                  {score === null ? null : <span class="faint">{t('makers.type.scale')}</span>}{' '}
                  {isTooHigh ? <Badge tone="bad">{t('makers.type.too-high')}</Badge> : null}{' '}
                  {isMarkedVulnerable ? <Badge tone="bad">{t('makers.type.marked')}</Badge> : null}
                </>
              ),
            },
            {
              name: t('makers.type.threshold'),
              value: threshold === null ? t('makers.type.threshold.none') : formatNumber(threshold),
            },
            { name: t('makers.devices'), value: devices },
            { name: t('makers.type.vulnerabilities'), value: vulnerabilities },
          ]}
        />
      </Card>
      <Tabs
        label={t('makers.type.parts')}
        tabs={[
          { key: 'sbom', title: t('makers.type.sbom'), content: () => <SbomPart type={type.type} /> },
          { key: 'mud', title: t('makers.type.mud'), content: () => <MudPart type={type.type} /> },
          { key: 'devices', title: t('makers.devices'), content: () => <Devices type={type} /> },
          { key: 'said', title: t('makers.type.said'), content: () => <SaidOf type={type} /> },
        ]}
      />
    </div>
  );
}

function Devices({ type: { listed, type, devices } }: { readonly type: Type }) {
  return (
    <div class="stack">
      {listed.length < devices ? <a href={pathTo('devices', {}, { type })}>{t('makers.type.devices.all')}</a> : null}
      <Table
        caption={t('makers.type.devices.caption')}
        rows={listed}
        rowKey={({ uri }) => uri}
        columns={[
          {
            key: 'device',
            title: t('makers.devices'),
            cell: ({ manufacturer, serialNumber, uri }) =>
              manufacturer === null || serialNumber === null ? (
                shortOf(uri, 12)
              ) : (
                <a href={pathTo('device', { manufacturer, serialNumber })}>{serialNumber}</a>
              ),
            sortBy: ({ serialNumber, uri }) => serialNumber ?? uri,
          },
        ]}
      />
    </div>
  );
}

/** Who gave the type which score, mark or vulnerability. */
function SaidOf({ type: { scores, marks, claimed } }: { readonly type: Type }) {
  const rows = [
    ...scores.map((each) => ({ ...each, what: t('makers.type.score'), score: each.score })),
    ...marks.map((each) => ({
      ...each,
      what: each.vulnerable ? t('makers.said.vulnerable') : t('makers.said.not-vulnerable'),
      score: null,
    })),
    ...claimed.map((each) => ({ ...each, what: `${each.vulnerability} ${each.component ?? ''}`, score: each.score })),
  ];
  return (
    <Table
      caption={t('makers.type.said')}
      rows={rows}
      rowKey={({ claim }) => claim}
      href={({ claim }) => pathTo('claims', { id: claim })}
      columns={[
        { key: 'what', title: t('makers.said.what'), cell: ({ what }) => what, sortBy: ({ what }) => what },
        {
          key: 'score',
          title: t('makers.type.score'),
          cell: ({ score }) => (score === null ? '–' : <ScoreOf score={score} />),
          sortBy: ({ score }) => score ?? -1,
        },
        { key: 'by', title: t('makers.said.by'), cell: ({ by, byName }) => nameText(byName ?? shortOf(by, 10)) },
      ]}
    />
  );
}
