/** What happened to a device, the newest first, down to its birth. */

import { usePages } from '../../api/index.ts';
import { t, textOf } from '../../i18n/index.ts';
import { Badge, Button, State, Time } from '../../kit/index.ts';
import { pathTo } from '../../shell/routes.ts';
import { timeText } from '../devices/listed.ts';
import { pointOf, useDecided } from './decided.ts';
import { valueOfFact } from './fact-value.ts';
import { namesIn } from './names-in.ts';
import type { Names } from './readable.ts';
import { factsOf, type Moment, type ShownDevice, toneOfMoment } from './shown.ts';

const PAGE = 50;

export function Timeline({ device }: { readonly device: ShownDevice }) {
  const { manufacturer, serialNumber } = device;
  const names = namesIn(useDecided(device, pointOf(device)).answer, device);
  const input = { manufacturer, serialNumber, limit: PAGE };
  const pages = usePages('devices.timeline', input, {
    rows: ({ moments }) => moments,
    next: ({ next }) => (next === undefined ? undefined : String(next)),
    at: (before) => ({ ...input, before: Number(before) }),
    topics: ['device', 'session', 'claim'],
  });
  return (
    <State of={pages} isEmpty={(moments) => moments.length === 0} empty={t('device.timeline.none')}>
      {(moments) => (
        <div class="stack">
          <ol class="timeline" aria-label={t('device.timeline')}>
            {moments.map((moment) => (
              <MomentRow key={`${moment.position} ${moment.kind}`} moment={moment} names={names} />
            ))}
          </ol>
          {pages.hasMore ? (
            <Button onClick={pages.loadMore} busy={pages.isAsking}>
              {t('device.timeline.more')}
            </Button>
          ) : null}
        </div>
      )}
    </State>
  );
}

function MomentRow({ moment, names }: { readonly moment: Moment; readonly names: Names }) {
  const { kind, at, claim } = moment;
  return (
    <li class="moment">
      <p class="row">
        <Badge tone={toneOfMoment(moment)}>{textOf(`device.moment.${kind}`, kind)}</Badge>
        <Time at={timeText(at)} show="both" />
        {claim === null ? null : <a href={pathTo('claims', { id: claim })}>{t('device.moment.claim')}</a>}
      </p>
      <dl class="moment-facts">
        {factsOf(moment).map(({ name, value }) => (
          <div key={name}>
            <dt>{textOf(`device.fact.${name}`, name)}</dt>
            <dd>{valueOfFact(name, value, moment, names)}</dd>
          </div>
        ))}
      </dl>
    </li>
  );
}
