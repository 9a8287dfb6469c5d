/** What a type is made of: the tree of components, and the vulnerabilities that match them. */

import { type AnswerOf, useCall } from '../../api/index.ts';
import { t } from '../../i18n/index.ts';
import { nameText } from '../../i18n/reasons/index.ts';
import { Badge, Card, Copy, Section, State, shortOf, Table, Tree, type TreeNode } from '../../kit/index.ts';
import { pathTo } from '../../shell/routes.ts';
import { type ComponentNode, componentNodes } from './component-nodes.ts';
import { ScoreOf } from './score.tsx';

type Sbom = AnswerOf<'sbom.show'>['sboms'][number];

export function SbomPart({ type }: { readonly type: string }) {
  const asked = useCall('sbom.show', { type }, { topics: ['claim'] });
  return (
    <State of={asked} isEmpty={({ sboms }) => sboms.length === 0} empty={t('makers.sbom.none')}>
      {({ sboms }) => (
        <div class="stack">
          {sboms.map((sbom) => (
            <OneSbom key={sbom.claim} sbom={sbom} />
          ))}
        </div>
      )}
    </State>
  );
}

function OneSbom({ sbom }: { readonly sbom: Sbom }) {
  const { format, specVersion, by, byName, digest, claim, problem, count, components } = sbom;
  return (
    <Card
      title={t('makers.sbom.of', { format, version: specVersion ?? '', who: nameText(byName ?? shortOf(by, 10)) })}
      actions={<a href={pathTo('claims', { id: claim })}>{t('makers.claim')}</a>}
      {...(problem === null ? {} : { tone: 'wait' })}
    >
      <p class="row">
        {problem ?? t('makers.sbom.components', { count })}
        <Copy text={digest} short={shortOf(digest, 10)} label={t('makers.digest')} />
      </p>
      {problem === null ? (
        <>
          <Findings sbom={sbom} />
          <Section title={t('makers.sbom.tree')}>
            <Tree label={t('makers.sbom.tree')} nodes={componentNodes(components).map(treeNodeOf)} openLevels={1} />
          </Section>
          <Gaps sbom={sbom} />
        </>
      ) : null}
    </Card>
  );
}

function treeNodeOf({ component, worst, children }: ComponentNode): TreeNode {
  const { ref, name, version, kind } = component;
  return {
    key: ref,
    text: name,
    label: (
      <>
        {name} {version} <span class="faint">{kind}</span> {worst === null ? null : <ScoreOf score={worst} />}
      </>
    ),
    children: children.map(treeNodeOf),
  };
}

function Findings({ sbom: { findings } }: { readonly sbom: Sbom }) {
  if (findings === null) return <p>{t('makers.sbom.no-feeds')}</p>;
  return (
    <Table
      caption={t('makers.sbom.findings')}
      showCaption
      rows={findings}
      rowKey={({ vulnerability, component }) => `${vulnerability} ${component}`}
      empty={t('makers.sbom.findings.none')}
      columns={[
        {
          key: 'id',
          title: t('makers.finding.id'),
          cell: ({ vulnerability, exploitedSince, isCertain, excuse }) => (
            <>
              {vulnerability}{' '}
              {exploitedSince === null ? null : (
                <Badge tone="bad">{t('makers.finding.exploited', { day: exploitedSince })}</Badge>
              )}
              {isCertain ? null : <Badge tone="wait">{t('makers.finding.maybe')}</Badge>}
              {excuse === null ? null : <Badge tone="note">{t('makers.finding.excused')}</Badge>}
            </>
          ),
          sortBy: ({ vulnerability }) => vulnerability,
        },
        {
          key: 'score',
          title: t('makers.finding.score'),
          cell: ({ score }) => <ScoreOf score={score} />,
          sortBy: ({ score }) => score,
        },
        {
          key: 'component',
          title: t('makers.finding.component'),
          cell: ({ componentName, componentVersion }) => `${componentName} ${componentVersion ?? ''}`,
          sortBy: ({ componentName }) => componentName,
        },
        {
          key: 'sources',
          title: t('makers.finding.sources'),
          cell: ({ sources }) => sources.join(', '),
          hideNarrow: true,
        },
        { key: 'fixed', title: t('makers.finding.fixed'), cell: ({ fixedIn }) => fixedIn.join(', '), hideNarrow: true },
        { key: 'why', title: t('makers.finding.why'), cell: ({ why }) => why, hideNarrow: true },
      ]}
    />
  );
}

function Gaps({ sbom: { gaps } }: { readonly sbom: Sbom }) {
  if (gaps === null || gaps.length === 0) return null;
  return (
    <Table
      caption={t('makers.sbom.gaps')}
      showCaption
      rows={gaps}
      rowKey={({ kind, component, why }) => `${kind} ${component} ${why}`}
      columns={[
        { key: 'component', title: t('makers.finding.component'), cell: ({ componentName }) => componentName ?? '–' },
        { key: 'score', title: t('makers.finding.score'), cell: ({ score }) => <ScoreOf score={score} /> },
        { key: 'why', title: t('makers.finding.why'), cell: ({ why }) => why },
      ]}
    />
  );
}
