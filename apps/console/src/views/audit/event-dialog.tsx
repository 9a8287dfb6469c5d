/** One event of the log, whole. What a device or claim put into it is shown as text. */

import { type AnswerOf, useCall } from '../../api/index.ts';
import { t } from '../../i18n/index.ts';
import { Dialog, Facts, State, Time } from '../../kit/index.ts';

type Event = AnswerOf<'log.page'>['events'][number];

export function EventDialog({ event, onClose }: { readonly event: Event; readonly onClose: () => void }) {
  const { position } = event;
  return (
    <Dialog title={t('audit.event', { position: `${position}` })} onClose={onClose} size="wide">
      {event.isLong ? <LongEvent position={position} /> : <EventFacts event={event} />}
    </Dialog>
  );
}

/** The list leaves long data out. */
function LongEvent({ position }: { readonly position: number }) {
  const asked = useCall('log.entry', { position });
  return <State of={asked}>{(event) => <EventFacts event={event} />}</State>;
}

function EventFacts({ event: { type, stream, version, at, uniqueKey, data } }: { readonly event: Event }) {
  return (
    <>
      <Facts
        facts={[
          { name: t('audit.type'), value: <code>{type}</code> },
          { name: t('audit.stream'), value: stream },
          { name: t('audit.event.version'), value: version },
          { name: t('audit.at'), value: <Time at={new Date(at).toISOString()} show="both" /> },
          { name: t('audit.event.key'), value: uniqueKey },
        ]}
      />
      <h3>{t('audit.event.data')}</h3>
      <pre class="json">{JSON.stringify(data, undefined, 2)}</pre>
    </>
  );
}
