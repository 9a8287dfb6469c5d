/** Where the device is on networks. */

import { t, textOf } from '../../i18n/index.ts';
import { reasonText } from '../../i18n/reasons/index.ts';
import { Badge, Empty, Table, Time } from '../../kit/index.ts';
import { timeText } from '../devices/listed.ts';
import { pointOf, useDecided } from './decided.ts';
import { namesIn } from './names-in.ts';
import { readable } from './readable.ts';
import type { ShownDevice } from './shown.ts';

const TONES = { admitted: 'note', open: 'good', leaving: 'bad' } as const;

export function DeviceSessions({ device }: { readonly device: ShownDevice }) {
  const { sessions, threadNetwork } = device;
  const names = namesIn(useDecided(device, pointOf(device)).answer, device);
  return (
    <div class="stack">
      {threadNetwork === null ? null : <p>{t('device.session.thread', { network: threadNetwork })}</p>}
      {sessions.length === 0 ? (
        threadNetwork === null ? (
          <Empty>{t('device.sessions.none')}</Empty>
        ) : null
      ) : (
        <Table
          caption={t('device.sessions')}
          rows={sessions}
          rowKey={({ id }) => id}
          columns={[
            { key: 'network', title: t('device.fact.network'), cell: ({ network }) => network },
            {
              key: 'state',
              title: t('device.session.state'),
              cell: ({ state }) => <Badge tone={toneOf(state)}>{textOf(`device.session.${state}`, state)}</Badge>,
            },
            { key: 'client', title: t('device.fact.client'), hideNarrow: true, cell: ({ client }) => client },
            { key: 'station', title: t('device.fact.station'), cell: ({ station }) => station ?? '' },
            { key: 'terms', title: t('device.fact.terms'), hideNarrow: true, cell: ({ terms }) => terms.join(', ') },
            {
              key: 'since',
              title: t('device.session.since'),
              cell: ({ admittedAt }) => <Time at={timeText(admittedAt)} />,
            },
            {
              key: 'reason',
              title: t('device.fact.reason'),
              hideNarrow: true,
              cell: ({ reason }) => reasonText(readable(reason, names)),
            },
          ]}
        />
      )}
    </div>
  );
}

function toneOf(state: string) {
  const known = (['admitted', 'open', 'leaving'] as const).find((each) => each === state);
  return known === undefined ? 'plain' : TONES[known];
}
