/** The way aboard of one device: its phases side by side, and each step as a mark that tells how it went. */

import { t, textOf } from '../../i18n/index.ts';
import { Badge, Figure, Table, Time } from '../../kit/index.ts';
import { timeText } from '../devices/listed.ts';
import { phasesOf, type Step, toneOfStep, type Way } from './way.ts';

export function WayFigure({ way, name }: { readonly way: Way; readonly name: string }) {
  return (
    <Figure
      title={t('now.steps', { name })}
      picture={() => <WayPicture way={way} name={name} />}
      table={() => <StepTable way={way} name={name} />}
    />
  );
}

function WayPicture({ way, name }: { readonly way: Way; readonly name: string }) {
  return (
    <ol class="way" aria-label={t('now.way', { name })}>
      {phasesOf(way).map(({ phase, state, steps }) => (
        <li key={phase} class={`way-phase way-${state}`} aria-current={state === 'current' ? 'step' : undefined}>
          <span class="way-title">
            {textOf(`now.phase.${phase}`, phase)}
            <span class="unseen"> {textOf(`now.step.${state}`, state)}</span>
          </span>
          <ol class="way-steps">
            {steps.map((step) => (
              <li key={step.step} class={`way-step way-${step.state}`} title={`${step.step} ${titleOf(step)}`}>
                <span class="unseen">
                  {titleOf(step)}: {textOf(`now.step.${step.state}`, step.state)}
                </span>
                <span aria-hidden="true">{step.step}</span>
              </li>
            ))}
          </ol>
        </li>
      ))}
    </ol>
  );
}

function StepTable({ way, name }: { readonly way: Way; readonly name: string }) {
  return (
    <Table
      caption={t('now.steps', { name })}
      rows={way.steps}
      rowKey={({ step }) => step}
      columns={[
        { key: 'step', title: t('now.step'), cell: ({ step }) => step },
        { key: 'what', title: t('now.what'), cell: titleOf },
        {
          key: 'how',
          title: t('now.how'),
          cell: ({ state, message }) => (
            <>
              <Badge tone={toneOfStep(state)}>{textOf(`now.step.${state}`, state)}</Badge> {message}
            </>
          ),
        },
        {
          key: 'when',
          title: t('now.when'),
          hideNarrow: true,
          cell: ({ at, ms }) => (
            <>
              <Time at={timeText(at)} /> {ms === null ? null : t('now.took', { ms: Math.round(ms) })}
            </>
          ),
        },
      ]}
    />
  );
}

/** What the catalogue has no words for, the domain says in English. */
export function titleOf({ step, title }: Pick<Step, 'step' | 'title'>): string {
  return textOf(`now.taken.${step}`, title);
}
