/** Reports the device's steps of enrolment, each with its duration. */

import { type Clock, isSallyportError, type Milliseconds, reasonOf } from '@sallyport/core';
import {
  type DeviceIdentity,
  type EventListener,
  type Facts,
  onboardingEvent,
  type StepId,
} from '@sallyport/onboarding';

export type ReportedStep = Extract<StepId, 'B' | 'D.1' | 'D.2' | 'D.3' | 'D.7'>;

export class StepReporter {
  readonly #session: string;
  readonly #device: DeviceIdentity;
  readonly #clock: Clock;
  readonly #onEvent: EventListener | undefined;
  #open: { readonly step: ReportedStep; readonly since: Milliseconds } | undefined;

  constructor(session: string, device: DeviceIdentity, clock: Clock, onEvent: EventListener | undefined) {
    this.#session = session;
    this.#device = device;
    this.#clock = clock;
    this.#onEvent = onEvent;
  }

  begin(step: ReportedStep): void {
    this.#open = { step, since: this.#clock.monotonic() };
  }

  /** Ends the step that began last; none if it has ended. */
  succeed(facts: Facts = {}): void {
    this.#end(true, { facts });
  }

  /** Whatever step is open has failed. */
  fail(thrown: unknown): void {
    this.#end(false, { message: reasonOf(thrown), ...(isSallyportError(thrown) ? { code: thrown.code } : {}) });
  }

  async step<T>(step: ReportedStep, run: () => Promise<T>): Promise<T> {
    this.begin(step);
    const result = await run();
    this.succeed();
    return result;
  }

  #end(ok: boolean, details: { readonly facts?: Facts; readonly message?: string; readonly code?: string }): void {
    const open = this.#open;
    if (open === undefined) return;
    this.#open = undefined;
    this.#onEvent?.(
      onboardingEvent({
        session: this.#session,
        protocol: 'brski',
        device: this.#device,
        step: open.step,
        ok,
        at: this.#clock.now(),
        ms: this.#clock.monotonic() - open.since,
        ...details,
      }),
    );
  }
}
