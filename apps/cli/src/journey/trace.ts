/** Collects what the parts report of one device's way aboard into one list in the order of the steps. */

import { JOURNEYS, type Journey, type OnboardingEvent, type Role, STEPS, type StepId } from '@sallyport/onboarding';

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

/**
 * A step may be reported more than once: the registrar repeats what a device tells of itself, and a failed step can
 * succeed later. The first success counts, because it was measured where the step was taken; a later failure counts
 * above it.
 */
export class JourneyTrace {
  readonly #order: readonly StepId[];
  readonly #reports = new Map<StepId, OnboardingEvent>();

  /** @param journey by which protocol the device comes; its steps make the trace complete */
  constructor(journey: Journey = 'brski') {
    this.#order = JOURNEYS[journey];
  }

  /** Takes a report; true when it says something new. */
  add(event: OnboardingEvent): boolean {
    if (this.#reports.get(event.step)?.ok === true && event.ok) return false;
    this.#reports.set(event.step, event);
    return true;
  }

  has(step: StepId): boolean {
    return this.#reports.has(step);
  }

  /** The steps reported so far, in the order of the way aboard. */
  steps(): readonly TracedStep[] {
    return this.#order.flatMap((id) => {
      const event = this.#reports.get(id);
      return event === undefined ? [] : [traced(event)];
    });
  }

  /** The steps nobody reported. */
  missing(): readonly StepId[] {
    return this.#order.filter((id) => !this.#reports.has(id));
  }

  /** True when every step was reported and every report that counts was good. */
  get complete(): boolean {
    return this.missing().length === 0 && [...this.#reports.values()].every((event) => event.ok);
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
