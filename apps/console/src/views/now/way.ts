/** A way aboard as the view draws it, without drawing it. */

import type { AnswerOf } from '../../api/operations.ts';
import type { Tone } from '../../kit/badge.tsx';

export type Way = AnswerOf<'onboarding.now'>['ways'][number];
export type Step = Way['steps'][number];

const TONES = { live: 'note', aboard: 'good', failed: 'bad', quiet: 'plain' } as const;

export function toneOfWay({ state }: Pick<Way, 'state'>): Tone {
  return TONES[state];
}

const STEP_TONES = { done: 'good', failed: 'bad', current: 'note', pending: 'plain' } as const;

export function toneOfStep(state: Step['state']): Tone {
  return STEP_TONES[state];
}

export interface PhaseSteps {
  readonly phase: Way['phases'][number]['phase'];
  readonly state: Step['state'];
  readonly steps: readonly Step[];
}

/** Each phase with its steps, in their order. */
export function phasesOf({ phases, steps }: Pick<Way, 'phases' | 'steps'>): readonly PhaseSteps[] {
  return phases.map(({ phase, state }) => ({ phase, state, steps: steps.filter((step) => step.phase === phase) }));
}

/** The step to be told of: what failed, else what is next, else what was last. */
export function tellingStep({ steps }: Pick<Way, 'steps'>): Step | undefined {
  return (
    steps.findLast(({ state }) => state === 'failed') ??
    steps.find(({ state }) => state === 'current') ??
    steps.findLast(({ state }) => state === 'done')
  );
}
