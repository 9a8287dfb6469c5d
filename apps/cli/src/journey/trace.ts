/** Collects what the parts report of one device's way aboard into one list in the order of the steps. */

import { type OnboardingEvent, type Role, STEPS, type StepId } from '@sallyport/onboarding';

/** One step as `--json` prints it. */
export interface TracedStep {
  readonly id: StepId;
  readonly title: string;
  readonly role: Role;
  readonly ok: boolean;
  /** Milliseconds, to a tenth of a microsecond; null where a step has no measurable length. */
  readonly ms: number | null;
  readonly message?: string;
  readonly code?: string;
}

function isStepId(text: string): text is StepId {
  return Object.hasOwn(STEPS, text);
}

const ORDER: readonly StepId[] = Object.keys(STEPS).filter(isStepId);

/**
 * A step may be reported more than once (a voucher-request is sent again after 202): the last report counts,
 * because it tells how the step ended.
 */
export class JourneyTrace {
  readonly #last = new Map<StepId, OnboardingEvent>();

  add(event: OnboardingEvent): void {
    this.#last.set(event.step, event);
  }

  /** The steps reported so far, in the order of the way aboard. */
  steps(): readonly TracedStep[] {
    return ORDER.flatMap((id) => {
      const event = this.#last.get(id);
      return event === undefined ? [] : [traced(event)];
    });
  }

  /** The steps nobody reported. */
  missing(): readonly StepId[] {
    return ORDER.filter((id) => !this.#last.has(id));
  }

  /** True when every step was reported and every last report was good. */
  get complete(): boolean {
    return this.missing().length === 0 && [...this.#last.values()].every((event) => event.ok);
  }
}

function traced(event: OnboardingEvent): TracedStep {
  const { title, role } = STEPS[event.step];
  return {
    id: event.step,
    title,
    role,
    ok: event.ok,
    ms: event.ms === undefined ? null : Math.round(event.ms * 10_000) / 10_000,
    ...(event.message === undefined ? {} : { message: event.message }),
    ...(event.code === undefined ? {} : { code: event.code }),
  };
}
