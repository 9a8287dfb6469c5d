/** One maker: who trusts it, what it is known by, and what it makes. */

import { useSignal } from '@preact/signals';
import { type AnswerOf, call, may, useCall } from '../../api/index.ts';
import { t } from '../../i18n/index.ts';
import { nameText } from '../../i18n/reasons/index.ts';
import { Button, Card, Confirm, Copy, Facts, Page, State, say, shortOf, Table, TextField } from '../../kit/index.ts';
import { pathTo } from '../../shell/routes.ts';
import { DryRun } from '../policy/dry-run.tsx';
import { Standing } from './standing.tsx';

type Maker = AnswerOf<'makers.show'>;

export function MakerPage({ maker }: { readonly maker: string }) {
  const asked = useCall('makers.show', { maker }, { topics: ['claim', 'device'] });
  const title = asked.answer?.name ?? asked.answer?.uri ?? t('makers.name');
  return (
    <Page
      title={title}
      up={{ href: pathTo('makers'), label: t('makers.back') }}
      lead={asked.answer === undefined ? undefined : <Standing of={asked.answer} />}
      actions={asked.answer === undefined ? undefined : <Actions maker={asked.answer} title={title} />}
    >
      <State of={asked}>{(answer) => <WholeMaker maker={answer} />}</State>
    </Page>
  );
}

function WholeMaker({ maker }: { readonly maker: Maker }) {
  const { id, uri, masaUrl, anchors, types, trustedBy, distrustedBy, devices } = maker;
  return (
    <div class="stack">
      <Card>
        <Facts
          facts={[
            {
              name: t('makers.known'),
              value: maker.isIntroduced ? t('makers.introduced') : t('makers.introduced.not'),
            },
            { name: t('makers.by'), value: trustedBy.length === 0 ? null : <SaidBy said={trustedBy} /> },
            { name: t('makers.not-by'), value: distrustedBy.length === 0 ? null : <SaidBy said={distrustedBy} /> },
            {
              name: t('makers.devices'),
              value: id === null ? devices : <a href={pathTo('devices', {}, { maker: id })}>{devices}</a>,
            },
            { name: t('makers.masa'), value: masaUrl },
            { name: t('makers.uri'), value: <Copy text={uri} short={shortOf(uri, 12)} /> },
            { name: t('makers.id'), value: id === null ? null : <Copy text={id} short={shortOf(id)} /> },
            {
              name: t('makers.anchors'),
              value: anchors.map((anchor) => <Copy key={anchor} text={anchor} short={shortOf(anchor)} />),
            },
          ]}
        />
      </Card>
      <Table
        caption={t('makers.types')}
        showCaption
        rows={types}
        rowKey={({ type }) => type}
        empty={t('makers.types.none')}
        columns={[
          {
            key: 'type',
            title: t('makers.type.name'),
            cell: ({ type }) =>
              type === '' ? t('makers.type.unsaid') : <a href={pathTo('makers', {}, { type })}>{type}</a>,
            sortBy: ({ type }) => type,
          },
          {
            key: 'devices',
            title: t('makers.devices'),
            cell: (each) => each.devices,
            sortBy: (each) => each.devices,
            align: 'end',
          },
        ]}
      />
    </div>
  );
}

interface Said {
  readonly claim: string;
  readonly by: string;
  readonly byName: string | null;
  readonly reason?: string | null;
}

export function SaidBy({ said }: { readonly said: readonly Said[] }) {
  return (
    <ul>
      {said.map(({ claim, by, byName, reason = null }) => (
        <li key={claim}>
          {nameText(byName ?? shortOf(by, 10))}
          {reason === null ? '' : `: ${reason}`} (<a href={pathTo('claims', { id: claim })}>{t('makers.claim')}</a>)
        </li>
      ))}
    </ul>
  );
}

function Actions({ maker: { uri, id, standing }, title }: { readonly maker: Maker; readonly title: string }) {
  const open = useSignal<'trust' | 'distrust' | undefined>(undefined);
  const reason = useSignal('');
  const close = () => {
    open.value = undefined;
  };
  if (!may('makers.trust')) return null;
  const maker = id ?? uri;
  const preview = (type: 'Trust' | 'Distrust') => () =>
    call('claims.preview', { type, subject: { id: uri, role: 'manufacturer' }, wait: 1500 });
  return (
    <>
      {standing === 'trusted' ? null : (
        <Button
          look="main"
          onClick={() => {
            open.value = 'trust';
          }}
        >
          {t('makers.trust')}
        </Button>
      )}
      {standing === 'distrusted' ? null : (
        <Button
          look="danger"
          onClick={() => {
            open.value = 'distrust';
          }}
        >
          {t('makers.distrust')}
        </Button>
      )}
      {open.value === 'trust' ? (
        <Confirm
          title={t('makers.trust.of', { maker: title })}
          action={t('makers.trust')}
          onConfirm={async () => {
            await call('makers.trust', { maker });
            say({ text: t('makers.trusted', { maker: title }) });
          }}
          onClose={close}
        >
          <DryRun begin={preview('Trust')} of={`trust ${uri}`} />
        </Confirm>
      ) : null}
      {open.value === 'distrust' ? (
        <Confirm
          title={t('makers.distrust.of', { maker: title })}
          action={t('makers.distrust')}
          danger
          onConfirm={async () => {
            await call('makers.distrust', { maker, ...(reason.value === '' ? {} : { reason: reason.value }) });
            say({ text: t('makers.distrusted', { maker: title }) });
          }}
          onClose={close}
        >
          <TextField
            label={t('makers.distrust.reason')}
            value={reason.value}
            onChange={(text) => {
              reason.value = text;
            }}
          />
          <DryRun begin={preview('Distrust')} of={`distrust ${uri}`} />
        </Confirm>
      ) : null}
    </>
  );
}
