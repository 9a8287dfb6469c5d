/** The datasets of a network. Their keys stay where they are until an owner asks for one, which is written down. */

import { useSignal } from '@preact/signals';
import { type AnswerOf, call, may, useCall } from '../../api/index.ts';
import { t } from '../../i18n/index.ts';
import { Button, Card, Copy, Facts, Secret, State } from '../../kit/index.ts';
import { ChangeNetwork } from './change-network.tsx';
import type { Dataset } from './dataset-change.ts';
import { KEY_TYPES, valueIn } from './dataset-hex.ts';
import { securityPolicyText } from './security-policy.ts';
import { spanText } from './spans.ts';

type Connection = AnswerOf<'thread.networks'>[number];
type Answer = AnswerOf<'thread.dataset'>;
type Asked = ReturnType<typeof useCall<'thread.dataset'>>;
type Kind = 'active' | 'pending';

const TITLES = { active: 'thread.dataset.active', pending: 'thread.dataset.pending' } as const;
const TOPICS = { topics: ['thread'] } as const;

export function Datasets({ network: { networkName, extendedPanId: network } }: { readonly network: Connection }) {
  const active = useCall('thread.dataset', { kind: 'active', network }, TOPICS);
  const pending = useCall('thread.dataset', { kind: 'pending', network }, TOPICS);
  const isChanging = useSignal(false);
  const { dataset } = active.answer ?? {};
  return (
    <div class="stack">
      {may('thread.set-dataset') && dataset !== undefined && !isNone(active.answer) ? (
        <div class="row">
          <Button
            look="main"
            onClick={() => {
              isChanging.value = true;
            }}
          >
            {t('thread.change')}
          </Button>
        </div>
      ) : null}
      <div class="cards">
        <DatasetCard kind="active" network={network} asked={active} />
        <DatasetCard kind="pending" network={network} asked={pending} />
      </div>
      {isChanging.value && dataset !== undefined ? (
        <ChangeNetwork
          networkName={networkName}
          network={network}
          dataset={dataset}
          isPending={!isNone(pending.answer)}
          changed={() => {
            active.again();
            pending.again();
          }}
          onClose={() => {
            isChanging.value = false;
          }}
        />
      ) : null}
    </div>
  );
}

interface DatasetCardProps {
  readonly kind: Kind;
  readonly network: string;
  readonly asked: Asked;
}

function isNone(answer: Answer | undefined): boolean {
  return answer === undefined || Object.keys(answer.dataset).length === 0;
}

function DatasetCard({ kind, network, asked }: DatasetCardProps) {
  return (
    <Card title={t(TITLES[kind])}>
      <State
        of={asked}
        isEmpty={isNone}
        empty={t(kind === 'active' ? 'thread.dataset.none' : 'thread.dataset.none-pending')}
      >
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
    {
      name: t('thread.dataset.policy'),
      value: securityPolicy === undefined ? undefined : securityPolicyText(securityPolicy),
    },
    {
      name: t('thread.dataset.delay'),
      value: delayTimer === undefined ? undefined : spanText(Math.max(1, Math.round(delayTimer / 1000))),
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
