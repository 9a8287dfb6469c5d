/** The access points, switches and proxies whose requests are answered. */

import { useSignal } from '@preact/signals';
import { type AnswerOf, call, may, useCall } from '../../api/index.ts';
import { t } from '../../i18n/index.ts';
import { Button, Confirm, State, say, Table } from '../../kit/index.ts';
import { AddClient } from './add-client.tsx';

type Client = AnswerOf<'radius.clients'>[number];

export function Clients() {
  const clients = useCall('radius.clients', {}, { topics: ['session'] });
  const isAdding = useSignal(false);
  const removing = useSignal<string | undefined>(undefined);
  const { value: leaving } = removing;
  return (
    <div class="stack">
      <Listening />
      {may('radius.add-client') ? (
        <div class="row">
          <Button
            look="main"
            onClick={() => {
              isAdding.value = true;
            }}
          >
            {t('networks.add')}
          </Button>
        </div>
      ) : null}
      <State of={clients} isEmpty={(all) => all.length === 0} empty={t('networks.clients.none')}>
        {(all) => (
          <Table
            caption={t('networks.clients')}
            rows={all}
            rowKey={({ name }) => name}
            columns={[
              { key: 'name', title: t('networks.name'), cell: ({ name }) => name, sortBy: ({ name }) => name },
              { key: 'addresses', title: t('networks.addresses'), cell: ({ addresses }) => addresses.join(', ') },
              { key: 'out', title: t('networks.puts-out'), cell: putsOutAt, hideNarrow: true },
              {
                key: 'signed',
                title: t('networks.signed'),
                cell: ({ requireMessageAuthenticator }) =>
                  requireMessageAuthenticator ? t('networks.signed.yes') : t('networks.signed.no'),
                hideNarrow: true,
              },
              {
                key: 'remove',
                title: t('networks.actions'),
                cell: ({ name }) =>
                  may('radius.remove-client') ? (
                    <Button
                      look="quiet"
                      onClick={() => {
                        removing.value = name;
                      }}
                    >
                      {t('networks.remove')}
                    </Button>
                  ) : null,
              },
            ]}
          />
        )}
      </State>
      {isAdding.value ? (
        <AddClient
          added={clients.again}
          onClose={() => {
            isAdding.value = false;
          }}
        />
      ) : null}
      {leaving === undefined ? null : (
        <Confirm
          title={t('networks.remove.title', { client: leaving })}
          action={t('networks.remove')}
          danger
          onClose={() => {
            removing.value = undefined;
          }}
          onConfirm={async () => {
            const { sessions } = await call('radius.remove-client', { name: leaving });
            say({ text: t('networks.removed', { client: leaving, count: sessions }) });
            clients.again();
          }}
        >
          <p>{t('networks.remove.what')}</p>
        </Confirm>
      )}
    </div>
  );
}

function Listening() {
  const { listening } = useCall('radius.status', {}).answer ?? {};
  if (listening === undefined) return null;
  if (listening === null) return <p class="faint">{t('networks.listening.not')}</p>;
  const { authenticationPort: authentication, accountingPort: accounting } = listening;
  return (
    <p class="faint">
      {t('networks.listening')}:{' '}
      {t('networks.listening.ports', { authentication: `${authentication}`, accounting: `${accounting}` })}
    </p>
  );
}

function putsOutAt({ dynamicAuthorization }: Client): string {
  if (dynamicAuthorization === null) return t('networks.puts-out.not');
  const { address, port } = dynamicAuthorization;
  return address === null ? t('networks.puts-out.same', { port: `${port}` }) : `${address} ${port}`;
}
