/** Reports the steps of one session to the event listener: what was done or why not, and how long it took. */

import type { Clock, SallyportError } from '@sallyport/core';
import {
  type DeviceIdentity,
  type EventListener,
  type Facts,
  onboardingEvent,
  type StepId,
} from '@sallyport/onboarding';
import { messageOf } from './refusal.ts';

export const PROTOCOL = 'brski';

export interface TrailPorts {
  readonly clock: Clock;
  readonly events: EventListener;
}

/** Turns anything thrown into an error of the role's own table, as the other side is told it too. */
export type Translate = (thrown: unknown) => SallyportError;

export class Trail {
  /** May change while the session is still being recognised. */
  session: string;
  /** Known once the device has been identified; every event after that names it. */
  device: DeviceIdentity | undefined;
  /** The address that the request came from; a join proxy's stands for all behind it. Told of what fails. */
  from: string | undefined;
  readonly #ports: TrailPorts;
  readonly #translate: Translate;

  constructor(session: string, ports: TrailPorts, translate: Translate, device?: DeviceIdentity) {
    this.session = session;
    this.device = device;
    this.#ports = ports;
    this.#translate = translate;
  }

  /** Milliseconds on the monotonic clock, to hand back to {@link done} or {@link failed}. */
  start(): number {
    return this.#ports.clock.monotonic();
  }

  done(step: StepId, start: number, message: string, facts: Facts = {}): void {
    this.#report(step, start, { ok: true, message, code: undefined, facts });
  }

  failed(step: StepId, start: number, thrown: unknown, facts: Facts = {}): void {
    const error = this.#translate(thrown);
    const from = this.from === undefined ? {} : { from: this.from };
    this.#report(step, start, { ok: false, message: messageOf(error), code: error.code, facts: { ...facts, ...from } });
  }

  /** Takes a step: reports success with `message(result)`, or the failure, which is thrown on. */
  async step<T>(
    step: StepId,
    work: () => Promise<T>,
    said: (result: T) => { message: string; facts?: Facts },
  ): Promise<T> {
    const start = this.start();
    let result: T;
    try {
      result = await work();
    } catch (thrown) {
      this.failed(step, start, thrown);
      throw thrown;
    }
    const { message, facts } = said(result);
    this.done(step, start, message, facts);
    return result;
  }

  #report(
    step: StepId,
    start: number,
    said: { ok: boolean; message: string; code: string | undefined; facts: Facts },
  ): void {
    const { clock, events } = this.#ports;
    events(
      onboardingEvent({
        session: this.session,
        protocol: PROTOCOL,
        step,
        at: clock.now(),
        ms: clock.monotonic() - start,
        ...(this.device === undefined ? {} : { device: this.device }),
        ok: said.ok,
        message: said.message,
        ...(said.code === undefined ? {} : { code: said.code }),
        facts: said.facts,
      }),
    );
  }
}
