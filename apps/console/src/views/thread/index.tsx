/** Thread networks: who is Commissioner, border agents on the link, devices that may join, datasets, and the mesh as it stands. */

import { useRoute } from 'preact-iso';
import { type AnswerOf, useCall } from '../../api/index.ts';
import { t } from '../../i18n/index.ts';
import { Page, Section, State } from '../../kit/index.ts';
import { pathTo } from '../../shell/routes.ts';
import { BorderAgents } from './border-agents.tsx';
import { Network } from './network.tsx';
import { NetworkCards } from './network-cards.tsx';

type Connection = AnswerOf<'thread.networks'>[number];

export function Thread() {
  const { network } = useRoute().params;
  const networks = useCall('thread.networks', {}, { topics: ['thread'] });
  const shown = networks.answer?.find(({ extendedPanId }) => extendedPanId === network);
  if (network !== undefined && shown !== undefined) return <OneNetwork network={shown} />;
  return (
    <Page title={t('thread.title')} lead={t('thread.lead')}>
      <Section title={t('thread.networks')}>
        <State of={networks} isEmpty={(all) => all.length === 0} empty={t('thread.networks.none')}>
          {(all) => <NetworkCards networks={all} changed={networks.again} />}
        </State>
      </Section>
      <BorderAgents connected={networks.again} />
    </Page>
  );
}

function OneNetwork({ network }: { readonly network: Connection }) {
  return (
    <Page title={network.networkName} up={{ href: pathTo('thread'), label: t('thread.title') }}>
      <Network network={network} />
    </Page>
  );
}
