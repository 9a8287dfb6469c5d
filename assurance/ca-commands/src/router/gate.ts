/** Keeps the ports as they should be: tries again what failed, and puts everybody out while the registrar is away too long. */

import {
  isSallyportError,
  type Milliseconds,
  reasonOf,
  type SallyportError,
  SECOND,
  type Timer,
} from '@sallyport/core';
import type { Access } from '../command/command.ts';
import { fail } from '../errors.ts';
import type { Lane } from '../session/lane.ts';
import type { StationAddress } from '../stations.ts';
import { AccessTable } from './access-table.ts';
import type { HeldDevice } from './book.ts';
import type { DeviceAccess, Enforcer } from './ports.ts';

const RETRY_AFTER: Milliseconds = 5 * SECOND;

export interface GateOptions {
  readonly enforcer: Enforcer;
  readonly timer: Timer;
  /** Whatever touches the ports goes through it; the caller of each method is in it already. */
  readonly lane: Lane;
  readonly trouble: (error: SallyportError) => void;
}

export class Gate {
  readonly #options: GateOptions;
  readonly #table: AccessTable;
  #isEnforced = false;
  #isSuspended = false;
  #isOver = false;
  #cancelRetry = () => {};

  constructor(options: GateOptions) {
    this.#options = options;
    this.#table = new AccessTable(options.enforcer.canConstrain);
  }

  /** The ports are as the registrar wants them. */
  get isEnforced(): boolean {
    return this.#isEnforced && !this.#isSuspended;
  }
  get isSuspended(): boolean {
    return this.#isSuspended;
  }
  get devices(): readonly DeviceAccess[] {
    return this.#isSuspended ? [] : this.#table.all();
  }

  effective(access: Access): Access {
    return this.#table.effective(access);
  }

  contested(device: string): readonly StationAddress[] {
    return this.#table.contested(device);
  }

  /** Has the ports let exactly these through. @throws E_CA_COMMANDS_ENFORCE; it is tried again */
  async replace(devices: Iterable<HeldDevice>): Promise<void> {
    this.#isSuspended = false;
    this.#table.replace(devices);
    await this.#settle();
  }

  /** @throws E_CA_COMMANDS_ENFORCE; it is tried again */
  async change(device: string, held: HeldDevice | undefined, seen: readonly StationAddress[]): Promise<void> {
    const changes = this.#table.change(device, held, seen);
    if (!this.#isEnforced || this.#isSuspended) await this.#settle();
    else await this.#enforce((enforcer) => enforcer.change(changes));
  }

  /** Puts everybody out until the next set. @throws E_CA_COMMANDS_ENFORCE; it is tried again */
  async suspend(): Promise<void> {
    this.#isSuspended = true;
    await this.#settle();
  }

  end(): void {
    this.#isOver = true;
    this.#cancelRetry();
  }

  #settle(): Promise<void> {
    return this.#enforce((enforcer) => enforcer.replace(this.devices));
  }

  async #enforce(work: (enforcer: Enforcer) => Promise<void>): Promise<void> {
    this.#cancelRetry();
    try {
      await work(this.#options.enforcer);
      this.#isEnforced = true;
    } catch (cause) {
      this.#isEnforced = false;
      this.#retryLater();
      const details = isSallyportError(cause) ? { details: { because: cause.code } } : {};
      throw fail('E_CA_COMMANDS_ENFORCE', `the ports did not follow: ${reasonOf(cause)}`, { cause, ...details });
    }
  }

  #retryLater(): void {
    if (this.#isOver) return;
    const { timer, lane, trouble } = this.#options;
    this.#cancelRetry = timer.after(RETRY_AFTER, () => {
      lane
        .run(async () => {
          if (!this.#isOver && !this.#isEnforced) await this.#settle();
        })
        .catch((thrown: unknown) => {
          if (isSallyportError(thrown)) trouble(thrown);
        });
    });
  }
}
