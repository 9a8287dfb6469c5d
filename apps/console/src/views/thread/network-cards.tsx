/** The networks that this house is Commissioner of, a card each. */

import { useSignal } from '@preact/signals';
import { type AnswerOf, call, may } from '../../api/index.ts';
import { t } from '../../i18n/index.ts';
import { Badge, Button, Card, Confirm, Copy, Facts, say } from '../../kit/index.ts';
import { pathTo } from '../../shell/routes.ts';

type Connection = AnswerOf<'thread.networks'>[number];

export interface NetworkCardsProps {
  readonly networks: readonly Connection[];
  readonly changed: () => void;
}

export function NetworkCards({ networks, changed }: NetworkCardsProps) {
  const resigning = useSignal<Connection | undefined>(undefined);
  const { value: leaving } = resigning;
  return (
    <div class="cards">
      {networks.map((network) => (
        <Card
          key={network.extendedPanId}
          title={network.networkName}
          tone={network.state === 'active' ? 'good' : 'wait'}
          actions={<ConnectionState network={network} />}
        >
          <Facts
            facts={[
              { name: t('thread.border-agent'), value: <Copy text={network.borderAgent} /> },
              { name: t('thread.extended-pan-id'), value: <Copy text={network.extendedPanId} /> },
              { name: t('thread.may-join'), value: network.joiners },
              { name: t('thread.trouble'), value: network.trouble },
            ]}
          />
          <div class="row">
            <a class="button button-main" href={pathTo('thread', { network: network.extendedPanId })}>
              {t('thread.open')}
            </a>
            {may('thread.resign') ? (
              <Button
                onClick={() => {
                  resigning.value = network;
                }}
              >
                {t('thread.resign')}
              </Button>
            ) : null}
          </div>
        </Card>
      ))}
      {leaving === undefined ? null : (
        <Confirm
          title={t('thread.resign.title')}
          action={t('thread.resign')}
          danger
          onClose={() => {
            resigning.value = undefined;
          }}
          onConfirm={async () => {
            await call('thread.resign', { network: leaving.extendedPanId });
            say({ text: t('thread.resigned', { network: leaving.networkName }) });
            changed();
          }}
        >
          <p>{t('thread.resign.what', { network: leaving.networkName })}</p>
        </Confirm>
      )}
    </div>
  );
}

export function ConnectionState({ network: { state, trouble } }: { readonly network: Connection }) {
  if (state === 'active') return <Badge tone="good">{t('thread.state.active')}</Badge>;
  if (trouble !== undefined) return <Badge tone="bad">{t('thread.state.lost')}</Badge>;
  return <Badge tone="wait">{t('thread.state.connecting')}</Badge>;
}
