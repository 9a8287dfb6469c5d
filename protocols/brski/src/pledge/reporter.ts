/** What a pledge's session tells and asks the outside: events with durations, and the policy's decisions. */

import { type Clock, isSallyportError, type Milliseconds, type SallyportError } from '@sallyport/core';
import {
  type Decision,
  type DeviceIdentity,
  decideOrDeny,
  type EnforcementPoint,
  type Facts,
  onboardingEvent,
  permit,
  type StepId,
} from '@sallyport/onboarding';
import { deviceIdentityOf } from './identity.ts';
import type { PledgeOptions } from './options.ts';

export type PledgeStep = Extract<StepId, 'C.0' | 'C.1' | 'C.2' | 'C.10' | 'D.0'>;

export class SessionReporter {
  readonly #options: PledgeOptions;
  readonly #clock: Clock;
  readonly #device: DeviceIdentity;
  readonly #begun = new Map<PledgeStep, Milliseconds>();

  constructor(options: PledgeOptions) {
    this.#options = options;
    this.#clock = options.clock;
    this.#device = deviceIdentityOf(options.identity);
  }

  /** Starts the step's clock, unless it runs: a request resent after 202 is still the same step. */
  begin(step: PledgeStep): void {
    if (!this.#begun.has(step)) this.#begun.set(step, this.#clock.monotonic());
  }

  succeeded(step: PledgeStep, facts: Facts = {}): void {
    this.#emit(step, true, { facts });
  }

  failed(step: PledgeStep, error: SallyportError): void {
    this.#emit(step, false, { message: error.message, code: error.code });
  }

  /** Runs a step that succeeds or throws, and reports it. */
  step<T>(step: PledgeStep, run: () => T): T {
    this.begin(step);
    try {
      const result = run();
      this.succeeded(step);
      return result;
    } catch (thrown) {
      if (isSallyportError(thrown)) this.failed(step, thrown);
      throw thrown;
    }
  }

  /** Without an authorizer the device has no policy of its own, and the voucher alone decides. */
  decide(point: Extract<EnforcementPoint, PledgeStep>, facts: Facts): Promise<Decision> {
    const { authorizer, session, onPolicyFailure } = this.#options;
    if (authorizer === undefined) return Promise.resolve(permit('this device has no policy of its own'));
    const request = { point, protocol: 'brski', session, device: this.#device, facts, at: this.#clock.now() };
    return decideOrDeny(authorizer, request, onPolicyFailure ?? (() => undefined));
  }

  #emit(
    step: PledgeStep,
    ok: boolean,
    details: { readonly facts?: Facts; readonly message?: string; readonly code?: string },
  ): void {
    const begun = this.#begun.get(step);
    this.#begun.delete(step);
    this.#options.onEvent?.(
      onboardingEvent({
        session: this.#options.session,
        protocol: 'brski',
        step,
        ok,
        at: this.#clock.now(),
        device: this.#device,
        ms: begun === undefined ? undefined : this.#clock.monotonic() - begun,
        ...details,
      }),
    );
  }
}
