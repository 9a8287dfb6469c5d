/** What happened on the way aboard, as every engine reports it. */

import type { Facts } from './authorizer.ts';
import type { DeviceIdentity } from './device.ts';
import { STEPS, type StepId } from './steps.ts';

/** One step of one session, done or failed. Holds no secret and can be logged, stored and shown. */
export interface OnboardingEvent {
  readonly session: string;
  readonly protocol: string;
  readonly step: StepId;
  readonly ok: boolean;
  readonly at: Date;
  /** How long the step took, in milliseconds, when it was measured. */
  readonly ms: number | undefined;
  readonly device: DeviceIdentity | undefined;
  /** One sentence: what was done, or why it failed. */
  readonly message: string | undefined;
  /** The stable error code of a failed step. */
  readonly code: string | undefined;
  readonly facts: Facts;
}

/** Hears events. Must not throw and must not block: slow work belongs behind a queue. */
export type EventListener = (event: OnboardingEvent) => void;

export type EventDetails = Pick<OnboardingEvent, 'session' | 'protocol' | 'step' | 'ok' | 'at'> &
  Partial<Pick<OnboardingEvent, 'ms' | 'device' | 'message' | 'code' | 'facts'>>;

/** Completes an event with the fields it does not use. */
export function onboardingEvent(details: EventDetails): OnboardingEvent {
  return { ms: undefined, device: undefined, message: undefined, code: undefined, facts: {}, ...details };
}

/** The title, role and phase of an event's step. */
export function stepOf(event: Pick<OnboardingEvent, 'step'>): (typeof STEPS)[StepId] {
  return STEPS[event.step];
}
