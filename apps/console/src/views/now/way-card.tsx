/** One device at the door. */

import { t, textOf } from '../../i18n/index.ts';
import { reasonText } from '../../i18n/reasons/index.ts';
import { Badge, Card, RefusalText, Time } from '../../kit/index.ts';
import { pathTo } from '../../shell/routes.ts';
import { NAMELESS, readable } from '../device/readable.ts';
import { timeText } from '../devices/listed.ts';
import { tellingStep, toneOfWay, type Way } from './way.ts';
import { titleOf, WayFigure } from './way-picture.tsx';

const CARD_TONES = { live: undefined, aboard: 'good', failed: 'bad', quiet: undefined } as const;

export function WayCard({ way }: { readonly way: Way }) {
  const name = way.device?.serialNumber ?? t('now.stranger');
  const tone = CARD_TONES[way.state];
  return (
    <Card
      title={name}
      {...(tone === undefined ? {} : { tone })}
      actions={<Badge tone={toneOfWay(way)}>{textOf(`now.state.${way.state}`, way.state)}</Badge>}
    >
      <p class="row faint">
        <span>{[way.makerName, way.model].filter((text) => text !== null).join(' · ')}</span>
        <Time at={timeText(way.lastAt)} />
        {way.attempts > 1 ? <span>{t('now.attempts', { count: way.attempts })}</span> : null}
        <Link way={way} />
      </p>
      {way.state === 'aboard' ? (
        // What went well is told in a word, and folded up.
        <details>
          <summary>{t('now.steps.show', { count: way.steps.length })}</summary>
          <WayFigure way={way} name={name} />
        </details>
      ) : (
        <>
          <WayFigure way={way} name={name} />
          <Telling way={way} />
        </>
      )}
    </Card>
  );
}

function Link({ way: { device } }: { readonly way: Way }) {
  if (device === null || device.manufacturer === null) return null;
  const { manufacturer, serialNumber } = device;
  return (
    <a href={pathTo('device', { manufacturer, serialNumber })} aria-label={`${t('now.do.look')}: ${serialNumber}`}>
      {t('now.do.look')}
    </a>
  );
}

/** What went wrong, and what to do about it; otherwise what is under way. */
function Telling({ way }: { readonly way: Way }) {
  const step = tellingStep(way);
  if (step === undefined) return null;
  if (step.state !== 'failed') return <p class="faint">{titleOf(step)}</p>;
  return (
    <div class="way-failure" role="note">
      <RefusalText
        code={step.code}
        detail={step.message === null ? titleOf(step) : reasonText(readable(step.message, NAMELESS))}
      />
    </div>
  );
}
