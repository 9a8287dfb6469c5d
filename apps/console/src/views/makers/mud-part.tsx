/** Whom devices of a type may talk to, by its MUD file: drawn, and as a table. */

import { type AnswerOf, useCall } from '../../api/index.ts';
import { t } from '../../i18n/index.ts';
import { nameText } from '../../i18n/reasons/index.ts';
import { Badge, Card, Empty, Facts, Figure, Graph, State, shortOf, Table, Time } from '../../kit/index.ts';
import { pathTo } from '../../shell/routes.ts';
import { linksOf, type MudEdge, type MudNode, peerLabel } from './mud-links.ts';

const NO_FILE = 'E_DOMAIN_MUD';

type MudFile = AnswerOf<'mud.show'>['files'][number];

export function MudPart({ type }: { readonly type: string }) {
  const asked = useCall('mud.show', { type }, { topics: ['claim'] });
  // That nobody claimed a file is no failure.
  if (asked.answer === undefined && asked.error?.code === NO_FILE) return <Empty>{t('makers.mud.none')}</Empty>;
  return (
    <State of={asked}>
      {({ files }) => (
        <div class="stack">
          {files.map((file) => (
            <OneFile key={file.claim} file={file} />
          ))}
        </div>
      )}
    </State>
  );
}

function OneFile({ file }: { readonly file: MudFile }) {
  const { by, byName, claim, problem, graph, filterRules = [], omissions = [] } = file;
  return (
    <Card
      title={t('makers.mud.at', { who: nameText(byName ?? shortOf(by, 10)) })}
      actions={<a href={pathTo('claims', { id: claim })}>{t('makers.claim')}</a>}
      {...(problem === null ? {} : { tone: 'wait' })}
    >
      {problem === null ? null : <p>{problem}</p>}
      <p>{file.systemInfo}</p>
      <Facts
        facts={[
          { name: t('makers.mud.url'), value: file.url },
          { name: t('makers.mud.signer'), value: file.signer },
          { name: t('makers.mud.fetched'), value: file.fetchedAt === null ? null : <Time at={file.fetchedAt} /> },
          {
            name: t('makers.mud.updated'),
            value: file.lastUpdate === undefined ? null : <Time at={file.lastUpdate} />,
          },
          { name: t('makers.mud.supported'), value: file.isSupported === true ? t('makers.type.has') : null },
        ]}
      />
      {graph === undefined ? null : <WhoWithWhom graph={graph} />}
      {omissions.length === 0 ? null : (
        <details>
          <summary>{t('makers.mud.omitted')}</summary>
          <ul>
            {omissions.map(({ path, reason, effect }) => (
              <li key={path}>
                <code>{path}</code> {reason}, {effect}
              </li>
            ))}
          </ul>
        </details>
      )}
      {filterRules.length === 0 ? null : (
        <details>
          <summary>{t('makers.mud.rules')}</summary>
          <pre>{filterRules.join('\n')}</pre>
        </details>
      )}
    </Card>
  );
}

function WhoWithWhom({ graph: { nodes, edges } }: { readonly graph: NonNullable<MudFile['graph']> }) {
  const labelOf = (id: string): string => {
    const node = nodes.find((each) => each.id === id);
    return node === undefined ? id : nameOf(node);
  };
  return (
    <Figure
      title={t('makers.mud.title')}
      picture={() => (
        <Graph
          label={t('makers.mud.title')}
          nodes={nodes.map((node) => ({
            id: node.id,
            label: nameOf(node),
            kind: node.kind === 'device' ? 'main' : node.kind === 'local-networks' ? 'plain' : 'outside',
          }))}
          links={linksOf(edges)}
        />
      )}
      table={() => (
        <Table
          caption={t('makers.mud.title')}
          rows={edges.map((edge, index) => ({ ...edge, index }))}
          rowKey={({ index }) => String(index)}
          columns={[
            { key: 'peer', title: t('makers.mud.peer'), cell: ({ peer }) => labelOf(peer), sortBy: ({ peer }) => peer },
            {
              key: 'direction',
              title: t('makers.mud.direction'),
              cell: ({ direction }) => t(`makers.mud.${direction}`),
              sortBy: ({ direction }) => direction,
            },
            {
              key: 'action',
              title: t('makers.mud.action'),
              cell: ({ action }) => (
                <Badge tone={action === 'accept' ? 'good' : 'bad'}>{t(`makers.mud.${action}`)}</Badge>
              ),
            },
            {
              key: 'protocol',
              title: t('makers.mud.protocol'),
              cell: ({ protocol }) => protocol ?? t('makers.mud.any'),
              sortBy: ({ protocol }) => protocol ?? '',
            },
            { key: 'ports', title: t('makers.mud.ports'), cell: portsText },
            {
              key: 'begun',
              title: t('makers.mud.begun'),
              cell: ({ initiated }) => (initiated === null ? '–' : t(`makers.mud.${initiated}`)),
              hideNarrow: true,
            },
          ]}
        />
      )}
    />
  );
}

function portsText(edge: MudEdge): string {
  const { devicePorts, peerPorts } = edge;
  const any = t('makers.mud.any');
  if (devicePorts === null && peerPorts === null) return any;
  return t('makers.mud.ports.of', { device: devicePorts ?? any, peer: peerPorts ?? any });
}

function nameOf(node: MudNode): string {
  const { name } = node;
  switch (node.kind) {
    case 'device':
      return t('makers.mud.device');
    case 'anybody':
      return t('makers.mud.anybody');
    case 'local-networks':
      return t('makers.mud.local-networks');
    case 'manufacturer':
      return t('makers.mud.manufacturer', { name });
    case 'model':
      return t('makers.mud.model', { name: peerLabel(name) });
    case 'controller':
      return t('makers.mud.controller', { name: peerLabel(name) });
    case 'my-controller':
      return t('makers.mud.my-controller');
    default:
      return name;
  }
}
