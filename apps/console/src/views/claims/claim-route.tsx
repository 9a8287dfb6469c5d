/** The nodes that passed a claim on, drawn as they lie in each other. */

import type { AnswerOf } from '../../api/index.ts';
import { t } from '../../i18n/index.ts';
import { exactTime, Figure, shortOf, Table, Time, TreeGraph, type TreeGraphNode } from '../../kit/index.ts';
import { nameOr, typeOf } from './verdict.tsx';

type Whole = AnswerOf<'claims.show'>;

export function ClaimRoute({ claim }: { readonly claim: Whole }) {
  const { hops, names } = claim;
  if (hops.length === 0) return <p>{t('claims.route.direct')}</p>;
  return (
    <Figure
      title={t('claims.route')}
      picture={() => <TreeGraph label={t('claims.route')} root={nestingOf(claim)} />}
      table={() => (
        <Table
          caption={t('claims.route')}
          rows={hops}
          rowKey={({ node }) => node}
          columns={[
            {
              key: 'node',
              title: t('claims.route.node'),
              cell: ({ node, name }) => nameOr(name, shortOf(node, 10)),
            },
            { key: 'at', title: t('claims.route.at'), cell: ({ received }) => <Time at={received} show="exact" /> },
            {
              key: 'from',
              title: t('claims.route.from'),
              cell: ({ from }) => (from === null ? '–' : (names[from] ?? shortOf(from, 10))),
            },
          ]}
        />
      )}
    />
  );
}

/** From this domain inwards: what it was handed last is the outermost. */
function nestingOf(claim: Whole): TreeGraphNode {
  const innermost: TreeGraphNode = {
    key: 'claim',
    label: typeOf(claim),
    detail: nameOr(claim.issuerName, shortOf(claim.issuer ?? '–', 8)),
    tone: claim.outcome?.counts === true ? 'good' : 'plain',
  };
  const nested = claim.hops.reduce<TreeGraphNode>(
    (within, { node, name, received }) => ({
      key: node,
      label: nameOr(name, shortOf(node, 8)),
      detail: exactTime(new Date(received)),
      children: [within],
    }),
    innermost,
  );
  return { key: 'here', label: t('claims.route.here'), detail: exactTime(new Date(claim.at)), children: [nested] };
}
