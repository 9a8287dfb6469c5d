/** What follows in the house when a device loses trust, beside networks and routers that put it out. */

import type { Clock } from '@sallyport/core';
import { type Decision, type EventListener, onboardingEvent, type TrustChange } from '@sallyport/onboarding';
import type { LogStore } from '@sallyport/store';
import { fail } from '../errors.ts';
import { deviceStream } from '../events.ts';
import { DEVICES, deviceNamed } from '../register.ts';
import type { DeviceRevocation, RevokedDevice } from '../revocation/revoke-device.ts';
import type { DeviceBook } from './device-book.ts';
import { DeviceQueue } from './device-queue.ts';
import { THREAD_DEVICE_DISTRUSTED } from './events.ts';
import type { PolicyMode } from './policy-mode.ts';
import type { KnownDevice } from './register.ts';

export interface ConsequencesOptions {
  readonly store: LogStore;
  readonly devices: DeviceBook;
  readonly mode: PolicyMode;
  readonly lostTrust: 'keep' | 'revoke';
  readonly decide: (device: KnownDevice, point: 'E.2' | 'M.4') => Promise<Decision>;
  /** The same, and tells from then on when it turns. */
  readonly watch: (device: KnownDevice, point: 'E.2' | 'M.4') => Promise<Decision>;
  readonly revoke: (deviceKey: string, how: DeviceRevocation) => Promise<RevokedDevice>;
  readonly events: EventListener;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

/** RFC 5280 §5.3.1 has no better word for it. */
const REASON = 'privilegeWithdrawn';
/** Devices that are considered at the same time, so that they share trips to the disk. */
const AT_ONCE = 16;

export class Consequences {
  readonly #options: ConsequencesOptions;
  readonly #queue: DeviceQueue;
  /** Thread devices that were told of and have not been trusted again. */
  readonly #told = new Set<string>();
  #takingUp: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(options: ConsequencesOptions) {
    this.#options = options;
    this.#queue = new DeviceQueue((key) => this.#consider(key), options.onError, AT_ONCE);
  }

  /** Only what names one device: a change that may concern everybody takes nobody's certificate. */
  trustChanged({ cause, deviceKey }: TrustChange): void {
    if (cause === 'policy-changed' && deviceKey !== undefined) this.#queue.add(deviceKey);
  }

  /**
   * Where claims decide, has those watched who hold something that lasts and may ask nobody again: a certificate that is
   * revoked with its trust, the key of a Thread network. Before the restart they were.
   */
  takeUp(): void {
    this.#takingUp = this.#takeUp().catch(this.#options.onError);
  }

  async settled(): Promise<void> {
    await this.#takingUp;
    await this.#queue.settled();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#takingUp;
    await this.#queue.close();
  }

  async #takeUp(): Promise<void> {
    const { mode, store, devices, lostTrust, watch } = this.#options;
    if ((await mode.current()) === undefined) return;
    for await (const { key, row } of store.table(DEVICES).scan()) {
      if (this.#isClosed) return;
      const isThread = row.threadNetwork !== null;
      const known =
        isThread || (lostTrust === 'revoke' && row.certificate !== null) ? await devices.find(key) : undefined;
      if (known === undefined) continue;
      const decision = await watch(known, isThread ? 'M.4' : 'E.2');
      // What turned while nothing ran: the owner is told of Thread devices, and no certificate is taken for it, since nobody
      // knows whether it was ever trusted under this policy.
      if (isThread && decision.outcome !== 'permit') this.#queue.add(key);
    }
  }

  async #consider(key: string): Promise<void> {
    const { devices, mode, store, lostTrust } = this.#options;
    const known = await devices.find(key);
    const row = await store.table(DEVICES).get(key);
    // Lists are changed by people, who revoke what they want revoked.
    if (known === undefined || row === undefined || (await mode.current()) === undefined) return;
    if (row.threadNetwork !== null) await this.#considerThread(known, row.threadNetwork);
    if (lostTrust === 'keep' || row.certificate === null) return;
    const decision = await this.#options.decide(known, 'E.2');
    if (decision.outcome === 'permit') return;
    await this.#options.revoke(key, { reason: REASON, refuse: false, note: undefined });
  }

  /**
   * A Thread device has the network's key, and whoever has it is sent the next one, too: nothing puts one device out of a
   * mesh. So the owner is told, once.
   */
  async #considerThread(known: KnownDevice, network: string): Promise<void> {
    const { decide, store, events, clock, onError } = this.#options;
    const decision = await decide(known, 'M.4');
    if (decision.outcome === 'permit') {
      this.#told.delete(known.key);
      return;
    }
    if (this.#told.has(known.key)) return;
    this.#told.add(known.key);
    const { reason } = decision;
    const device = deviceNamed(known.key);
    await store.append([THREAD_DEVICE_DISTRUSTED.create(deviceStream(device), { device, network, reason })]);
    const error = fail('E_DOMAIN_THREAD_PUT_OUT', `a device of the Thread network ${network} lost trust: ${reason}`);
    const identity = { ...device, model: undefined, credential: undefined, assurance: 'code' } as const;
    const { code, message } = error;
    const step = { session: '', protocol: 'thread', step: 'F.0', ok: false, code, message } as const;
    events(onboardingEvent({ ...step, at: clock.now(), device: identity }));
    onError(error);
  }
}
