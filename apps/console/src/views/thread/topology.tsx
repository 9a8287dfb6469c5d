/** The mesh as it stands: drawn, and as a table. */

import { useLocation } from 'preact-iso';
import { type AnswerOf, useCall } from '../../api/index.ts';
import { t } from '../../i18n/index.ts';
import { Badge, Button, Card, Copy, Figure, Graph, State, Table, Time } from '../../kit/index.ts';
import { pathTo } from '../../shell/routes.ts';
import { type MeshAnswer, type MeshRole, type MeshRow, meshLinks, meshNodes, meshRows } from './mesh-graph.ts';

type Connection = AnswerOf<'thread.networks'>[number];

const ROLES = {
  leader: 'thread.node.leader',
  border: 'thread.node.border',
  router: 'thread.node.router',
  child: 'thread.node.child',
  sleepy: 'thread.node.sleepy',
  silent: 'thread.node.silent',
} as const satisfies Record<MeshRole, string>;

const QUALITIES = ['thread.quality.0', 'thread.quality.1', 'thread.quality.2', 'thread.quality.3'] as const;

export function Topology({ network: { networkName, extendedPanId } }: { readonly network: Connection }) {
  const topology = useCall('thread.topology', { network: extendedPanId });
  return (
    <div class="stack">
      <div class="row">
        <Button busy={topology.isAsking} onClick={topology.again}>
          {t('thread.topology.look')}
        </Button>
        {topology.isAsking ? <span role="status">{t('thread.topology.looking')}</span> : null}
      </div>
      <State of={topology} isEmpty={({ routers }) => routers.length === 0} empty={t('thread.topology.none')}>
        {(answer) => <Mesh answer={answer} network={networkName} />}
      </State>
    </div>
  );
}

function Mesh({ answer, network }: { readonly answer: MeshAnswer; readonly network: string }) {
  const { route } = useLocation();
  const rows = meshRows(answer);
  const title = t('thread.topology.title', { network });
  const open = (rloc16: string): void => {
    const device = rows.find((row) => row.rloc16 === rloc16)?.device;
    if (device !== undefined && device !== null) route(pathTo('device', device));
  };
  return (
    <>
      <p class="faint">
        {t('thread.topology.at')} <Time at={new Date(answer.at).toISOString()} show="both" />
      </p>
      {answer.silent.length === 0 ? null : (
        <Card tone="wait">
          <p>{t('thread.topology.partial', { count: answer.silent.length })}</p>
        </Card>
      )}
      <Figure
        title={title}
        legend={t('thread.quality.legend')}
        picture={() => (
          <Graph
            label={title}
            nodes={meshNodes(rows, (role) => t(ROLES[role]))}
            links={meshLinks(rows, qualityText)}
            onOpen={open}
          />
        )}
        table={() => <MeshTable rows={rows} caption={title} />}
      />
    </>
  );
}

function MeshTable({ rows, caption }: { readonly rows: readonly MeshRow[]; readonly caption: string }) {
  return (
    <Table
      caption={caption}
      rows={rows}
      rowKey={({ rloc16 }) => rloc16}
      columns={[
        { key: 'node', title: t('thread.node'), cell: NodeName, sortBy: ({ rloc16 }) => rloc16 },
        {
          key: 'role',
          title: t('thread.node.role'),
          cell: ({ roles }) =>
            roles.map((role) => (
              <Badge key={role} tone={role === 'silent' ? 'bad' : 'plain'}>
                {t(ROLES[role])}
              </Badge>
            )),
        },
        { key: 'model', title: t('thread.node.model'), cell: ({ model }) => model, hideNarrow: true },
        {
          key: 'eui64',
          title: t('thread.add.eui64'),
          cell: ({ eui64 }) => (eui64 === null ? null : <Copy text={eui64} />),
          hideNarrow: true,
        },
        {
          key: 'links',
          title: t('thread.node.parent'),
          cell: ({ links }) => links.map(({ rloc16, quality }) => `${rloc16} (${qualityText(quality)})`).join(', '),
        },
      ]}
    />
  );
}

function NodeName({ rloc16, device }: MeshRow) {
  if (device === null) return <code class="code">{rloc16}</code>;
  return (
    <a href={pathTo('device', device)}>
      {device.serialNumber} <code class="code">{rloc16}</code>
    </a>
  );
}

function qualityText(quality: number | null): string {
  const key = quality === null ? undefined : QUALITIES[quality];
  return key === undefined ? t('thread.quality.unknown') : t(key);
}
