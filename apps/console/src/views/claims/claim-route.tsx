/** The nodes that passed a claim on, drawn as they lie in each other. */

import type { AnswerOf } from '../../api/index.ts';
import { t } from '../../i18n/index.ts';
import { Card, Figure, shortOf, Table, Time } from '../../kit/index.ts';
import './claims.css';
import { typeOf } from './type-text.ts';
import { nameOr } from './verdict.tsx';

type Whole = AnswerOf<'claims.show'>;

export function ClaimRoute({ claim }: { readonly claim: Whole }) {
  const { hops, names } = claim;
  if (hops.length === 0) {
    return (
      <Card title={t('claims.route')}>
        <p>{t('claims.route.direct')}</p>
      </Card>
    );
  }
  return (
    <Card>
      <Figure
        title={t('claims.route')}
        picture={() => <Nesting claim={claim} />}
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
    </Card>
  );
}

/** From this domain inwards: what it was handed last is the outermost, and the claim lies in the middle. */
function Nesting({ claim }: { readonly claim: Whole }) {
  const { hops, issuer, issuerName, at } = claim;
  const innermost = (
    <div class="nest nest-claim">
      <strong>{typeOf(claim)}</strong> {nameOr(issuerName, shortOf(issuer ?? '–', 8))}
    </div>
  );
  const nested = hops.reduce(
    (within, { node, name, received }) => (
      <div key={node} class="nest">
        {nameOr(name, shortOf(node, 8))} <Time at={received} show="exact" />
        {within}
      </div>
    ),
    innermost,
  );
  return (
    <div class="nest">
      {t('claims.route.here')} <Time at={at} show="exact" />
      {nested}
    </div>
  );
}
