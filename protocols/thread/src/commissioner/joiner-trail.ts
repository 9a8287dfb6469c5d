/** Reports the steps M.2 to M.5 of one joiner's attempt: what was done or why not, and how long it took. */

import { type Clock, type Milliseconds, type SallyportError, toHex } from '@sallyport/core';
import {
  type DeviceIdentity,
  type EventListener,
  type Facts,
  onboardingEvent,
  type StepId,
} from '@sallyport/onboarding';
import { deviceOf, PROTOCOL } from '../node/device.ts';
import type { JoinFinalizeRequest } from '../tmf/joiner-finalize.ts';
import type { JoinerPlace } from './joiner-sessions.ts';

type CommissionerStep = Extract<StepId, 'M.2' | 'M.3' | 'M.4' | 'M.5'>;

export interface JoinerTrailOptions {
  readonly session: string;
  readonly joinerId: Uint8Array;
  readonly eui64: Uint8Array | undefined;
  readonly place: JoinerPlace;
  readonly clock: Clock;
  readonly listener: EventListener | undefined;
}

export class JoinerTrail {
  readonly session: string;
  readonly joinerId: string;
  readonly #options: JoinerTrailOptions;
  #device: DeviceIdentity;
  #begun: Milliseconds;

  constructor(options: JoinerTrailOptions) {
    this.session = options.session;
    this.joinerId = toHex(options.joinerId);
    this.#options = options;
    // Until the passphrase is proved, the joiner's identifier is only what it says of itself.
    this.#device = deviceOf(options, undefined, 'claimed');
    this.#begun = options.clock.monotonic();
  }

  get device(): DeviceIdentity {
    return this.#device;
  }

  relayed(): void {
    const { locator, port } = this.#options.place;
    this.#report('M.2', true, { facts: { joinerRouterLocator: locator, joinerUdpPort: port } });
  }

  proved(): void {
    this.#device = deviceOf(this.#options, undefined, 'code');
    this.#report('M.3', true, {});
  }

  handshakeFailed(error: SallyportError): void {
    this.#report('M.3', false, { message: error.message, code: error.code });
  }

  /** What the joiner says of itself, which the passphrase vouches for. */
  named(request: JoinFinalizeRequest): Facts {
    this.#device = deviceOf(this.#options, request.vendorModel, 'code');
    const { oui, major, minor, revision, build } = request.vendorStackVersion;
    return {
      vendorName: request.vendorName,
      vendorModel: request.vendorModel,
      vendorSwVersion: request.vendorSwVersion,
      stackVersion: `${oui} ${major}.${minor}.${revision} build ${build}`,
      provisioningUrl: request.provisioningUrl ?? null,
      joinerId: this.joinerId,
      joinerRouterLocator: this.#options.place.locator,
    };
  }

  examined(reason: string, facts: Facts): void {
    this.#report('M.4', true, { message: reason, facts });
  }

  refused(error: SallyportError, facts: Facts): void {
    this.#report('M.4', false, { message: error.message, code: error.code, facts });
  }

  accepted(): void {
    this.#report('M.5', true, { message: 'the joiner was accepted and the Joiner Router told to entrust it' });
  }

  notRecorded(error: SallyportError): void {
    this.#report('M.5', false, { message: error.message, code: error.code });
  }

  #report(
    step: CommissionerStep,
    ok: boolean,
    said: { readonly message?: string; readonly code?: string; readonly facts?: Facts },
  ): void {
    const { clock, listener } = this.#options;
    const now = clock.monotonic();
    const ms = now - this.#begun;
    this.#begun = now;
    listener?.(
      onboardingEvent({
        session: this.session,
        protocol: PROTOCOL,
        step,
        ok,
        at: clock.now(),
        ms,
        device: this.#device,
        ...said,
      }),
    );
  }
}
