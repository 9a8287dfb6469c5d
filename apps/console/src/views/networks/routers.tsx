/** Routers that keep their own door by the commands of this house. */

import { useSignal } from '@preact/signals';
import { type AnswerOf, call, may, useCall } from '../../api/index.ts';
import { t } from '../../i18n/index.ts';
import { Badge, Button, Confirm, Copy, State, shortOf, Table, Time } from '../../kit/index.ts';
import { AddRouter } from './add-router.tsx';

type Router = AnswerOf<'routers.list'>['routers'][number];

export function Routers() {
  const routers = useCall('routers.list', {}, { topics: ['router'] });
  const removing = useSignal<Router | undefined>(undefined);
  const isAdding = useSignal(false);
  const { value: leaving } = removing;
  return (
    <div class="stack">
      {may('routers.add') ? (
        <div class="row">
          <Button
            look="main"
            onClick={() => {
              isAdding.value = true;
            }}
          >
            {t('networks.router.add')}
          </Button>
        </div>
      ) : null}
      <State of={routers} isEmpty={({ routers: all }) => all.length === 0} empty={t('networks.router.none')}>
        {({ routers: all, port }) => (
          <>
            {port === null ? null : <p class="faint">{t('networks.router.port', { port: `${port}` })}</p>}
            <Table
              caption={t('networks.routers')}
              rows={all}
              rowKey={({ router }) => router}
              columns={[
                { key: 'name', title: t('networks.router'), cell: nameOf, sortBy: nameOf },
                { key: 'connection', title: t('networks.router.connection'), cell: Connection },
                {
                  key: 'since',
                  title: t('networks.since'),
                  cell: ({ connection }) => (connection === null ? null : <Time at={connection.since} />),
                },
                {
                  key: 'key',
                  title: t('networks.router.key'),
                  cell: ({ router }) => <Copy text={router} short={shortOf(router)} label={t('networks.router.key')} />,
                  hideNarrow: true,
                },
                {
                  key: 'remove',
                  title: t('networks.actions'),
                  cell: (router) =>
                    may('routers.remove') && !router.isRemoved ? (
                      <Button
                        look="quiet"
                        onClick={() => {
                          removing.value = router;
                        }}
                      >
                        {t('networks.remove')}
                      </Button>
                    ) : null,
                },
              ]}
            />
          </>
        )}
      </State>
      {isAdding.value ? (
        <AddRouter
          added={routers.again}
          onClose={() => {
            isAdding.value = false;
          }}
        />
      ) : null}
      {leaving === undefined ? null : (
        <Confirm
          title={t('networks.router.remove.title')}
          action={t('networks.remove')}
          danger
          onClose={() => {
            removing.value = undefined;
          }}
          onConfirm={async () => {
            await call('routers.remove', { router: leaving.router });
            routers.again();
          }}
        >
          <p>{t('networks.router.remove.what', { router: nameOf(leaving) })}</p>
        </Confirm>
      )}
    </div>
  );
}

function nameOf({ name }: Router): string {
  return name ?? t('networks.router.unnamed');
}

function Connection({ connection, isRemoved }: Router) {
  if (isRemoved) return <Badge>{t('networks.router.removed')}</Badge>;
  if (connection === null) return <Badge tone="bad">{t('networks.router.away')}</Badge>;
  const { isSynced, isEnforced } = connection;
  return (
    <span class="row">
      <Badge tone="good">{t('networks.router.connected')}</Badge>
      {isEnforced ? <Badge tone="good">{t('networks.router.enforces')}</Badge> : null}
      {isSynced ? null : <Badge tone="wait">{t('networks.router.behind')}</Badge>}
    </span>
  );
}
