/** What happens now: devices on their way aboard, step by step, and what waits for a person. */

import { useCall } from '../../api/index.ts';
import { t } from '../../i18n/index.ts';
import { Page, Section, State } from '../../kit/index.ts';
import './now.css';
import { WaitingGroup } from './waiting.tsx';
import { WayCard } from './way-card.tsx';

/** Ways that are drawn; the domain keeps more. */
const SHOWN = 40;

export function Now() {
  const ways = useCall('onboarding.now', { limit: SHOWN }, { topics: ['step'] });
  const waiting = useCall(
    'onboarding.waiting',
    {},
    { topics: ['device', 'claim', 'session', 'policy', 'step', 'thread'] },
  );
  const live = ways.answer?.live ?? 0;
  return (
    <Page title={t('now.title')} lead={live === 0 ? t('now.lead.none') : t('now.lead', { count: live })}>
      <div class="beside">
        <Section title={t('now.ways')}>
          <State of={ways} isEmpty={(answer) => answer.ways.length === 0} empty={t('now.ways.none')}>
            {(answer) => (
              <div class="stack" aria-live="polite" aria-relevant="additions">
                {answer.ways.map((way) => (
                  <WayCard key={way.id} way={way} />
                ))}
              </div>
            )}
          </State>
        </Section>
        <Section title={t('now.waiting')}>
          <State of={waiting} isEmpty={({ total }) => total === 0} empty={t('now.waiting.none')}>
            {({ groups }) => (
              <div class="stack">
                {groups.map((group) => (
                  <WaitingGroup key={group.kind} group={group} />
                ))}
              </div>
            )}
          </State>
        </Section>
      </div>
    </Page>
  );
}
