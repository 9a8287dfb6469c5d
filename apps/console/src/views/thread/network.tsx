/** One Thread network: who may join it, how it is connected, and its datasets. */

import type { AnswerOf } from '../../api/index.ts';
import { t } from '../../i18n/index.ts';
import { Tabs } from '../../kit/index.ts';
import { Datasets } from './datasets.tsx';
import { Joiners } from './joiners.tsx';
import { ConnectionState } from './network-cards.tsx';
import { Topology } from './topology.tsx';

type Connection = AnswerOf<'thread.networks'>[number];

export function Network({ network }: { readonly network: Connection }) {
  const { networkName, trouble } = network;
  return (
    <>
      <p class="row">
        <ConnectionState network={network} /> {trouble}
      </p>
      <Tabs
        label={t('thread.part', { network: networkName })}
        tabs={[
          { key: 'joiners', title: t('thread.joiners'), content: () => <Joiners network={network} /> },
          { key: 'topology', title: t('thread.topology'), content: () => <Topology network={network} /> },
          { key: 'datasets', title: t('thread.datasets'), content: () => <Datasets network={network} /> },
        ]}
      />
    </>
  );
}
