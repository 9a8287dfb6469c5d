/** The datasets of a network. Their keys stay where they are until an owner asks for one, which is written down. */

import { type AnswerOf, call, may, useCall } from '../../api/index.ts';
import { t } from '../../i18n/index.ts';
import { Card, Copy, Facts, Secret, State } from '../../kit/index.ts';
import { KEY_TYPES, valueIn } from './dataset-hex.ts';

type Dataset = AnswerOf<'thread.dataset'>['dataset'];
type Kind = 'active' | 'pending';

const TITLES = { active: 'thread.dataset.active', pending: 'thread.dataset.pending' } as const;

export function Datasets({ network }: { readonly network: string }) {
  return (
    <div class="cards">
      <DatasetCard kind="active" network={network} />
      <DatasetCard kind="pending" network={network} />
    </div>
  );
}

function DatasetCard({ kind, network }: { readonly kind: Kind; readonly network: string }) {
  const asked = useCall('thread.dataset', { kind, network }, { topics: ['thread'] });
  const isEmpty = ({ dataset }: AnswerOf<'thread.dataset'>): boolean => Object.keys(dataset).length === 0;
  return (
    <Card title={t(TITLES[kind])}>
      <State of={asked} isEmpty={isEmpty} empty={t('thread.dataset.none')}>
        {({ dataset }) => (
          <>
            <Facts facts={factsOf(dataset)} />
            <Keys kind={kind} network={network} dataset={dataset} />
          </>
        )}
      </State>
    </Card>
  );
}

function factsOf(dataset: Dataset) {
  const { networkName, channel, channels, panId, extendedPanId, meshLocalPrefix, securityPolicy, delayTimer } = dataset;
  return [
    { name: t('thread.dataset.name'), value: networkName },
    { name: t('thread.dataset.channel'), value: channel },
    { name: t('thread.dataset.channels'), value: channels?.join(', ') },
    { name: t('thread.dataset.pan-id'), value: panId },
    {
      name: t('thread.extended-pan-id'),
      value: extendedPanId === undefined ? undefined : <Copy text={extendedPanId} />,
    },
    { name: t('thread.dataset.prefix'), value: meshLocalPrefix },
    { name: t('thread.dataset.policy'), value: securityPolicy },
    {
      name: t('thread.dataset.delay'),
      value:
        delayTimer === undefined ? undefined : t('thread.dataset.seconds', { count: Math.round(delayTimer / 1000) }),
    },
  ];
}

interface KeysProps {
  readonly kind: Kind;
  readonly network: string;
  readonly dataset: Dataset;
}

function Keys({ kind, network, dataset }: KeysProps) {
  const reveal = async (type?: number): Promise<string> => {
    const { hex } = await call('thread.reveal', { kind, network });
    return type === undefined ? hex : (valueIn(hex, type) ?? '');
  };
  const isPermitted = may('thread.reveal');
  const key = (label: string, type?: number) => ({
    name: label,
    value: isPermitted ? <Secret label={label} reveal={() => reveal(type)} /> : t('thread.dataset.masked'),
  });
  return (
    <>
      <Facts
        facts={[
          ...(dataset.networkKey === undefined ? [] : [key(t('thread.dataset.key'), KEY_TYPES.networkKey)]),
          ...(dataset.pskc === undefined ? [] : [key(t('thread.dataset.pskc'), KEY_TYPES.pskc)]),
          ...(isPermitted ? [key(t('thread.dataset.whole'))] : []),
        ]}
      />
      {isPermitted ? <p class="faint">{t('thread.dataset.written')}</p> : null}
    </>
  );
}
