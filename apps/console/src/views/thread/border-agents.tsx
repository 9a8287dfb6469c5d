/** Border agents that announce themselves on the link of the domain, and the way to become Commissioner of their networks. */

import { useSignal } from '@preact/signals';
import { type AnswerOf, may, useCall } from '../../api/index.ts';
import { t } from '../../i18n/index.ts';
import { Button, Section, State, Table } from '../../kit/index.ts';
import { Connect, type Target } from './connect.tsx';

type Found = AnswerOf<'thread.border-agents'>[number];

const LISTEN_SECONDS = 3;

export function BorderAgents({ connected }: { readonly connected: () => void }) {
  const found = useCall('thread.border-agents', { seconds: LISTEN_SECONDS });
  const target = useSignal<Target | undefined>(undefined);
  const isPermitted = may('thread.connect');
  return (
    <Section
      title={t('thread.found')}
      actions={
        <>
          <Button busy={found.isAsking} onClick={found.again}>
            {t('thread.found.look')}
          </Button>
          {isPermitted ? (
            <Button
              onClick={() => {
                target.value = NOWHERE;
              }}
            >
              {t('thread.connect.other')}
            </Button>
          ) : null}
        </>
      }
    >
      <State of={found} isEmpty={(all) => all.length === 0} empty={t('thread.found.none')}>
        {(all) => (
          <Table
            caption={t('thread.found.caption')}
            rows={all}
            rowKey={({ name, host }) => `${name} ${host}`}
            {...(isPermitted
              ? {
                  onOpen: (agent: Found) => {
                    target.value = targetOf(agent);
                  },
                }
              : {})}
            columns={[
              {
                key: 'network',
                title: t('thread.network'),
                cell: ({ networkName, name }) => networkName ?? name,
                sortBy: ({ networkName, name }) => networkName ?? name,
              },
              { key: 'address', title: t('thread.address'), cell: addressOf },
              {
                key: 'maker',
                title: t('thread.maker'),
                cell: ({ vendorName, modelName }) => [vendorName, modelName].filter(Boolean).join(' '),
                hideNarrow: true,
              },
              {
                key: 'version',
                title: t('thread.version'),
                cell: ({ threadVersion, problem }) =>
                  problem === null ? threadVersion : t('thread.unreadable', { problem }),
                hideNarrow: true,
              },
            ]}
          />
        )}
      </State>
      <p class="faint">{t('thread.found.unproved')}</p>
      {target.value === undefined ? null : (
        <Connect
          target={target.value}
          connected={connected}
          onClose={() => {
            target.value = undefined;
          }}
        />
      )}
    </Section>
  );
}

const DEFAULT_PORT = 49_191;
const NOWHERE: Target = { host: '', port: DEFAULT_PORT, networkName: '', extendedPanId: '' };

function addressOf({ addresses, host, port }: Found): string {
  const [address = host] = addresses;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** An address of version 4 is of use from everywhere in the house; a link-local one has a zone that only the domain knows. */
function targetOf({ addresses, host, port, networkName, extendedPanId }: Found): Target {
  const address = addresses.find((each) => !each.includes(':')) ?? addresses[0] ?? host;
  return { host: address, port, networkName: networkName ?? '', extendedPanId: extendedPanId ?? '' };
}
