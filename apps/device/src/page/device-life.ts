/** A device's life by three buttons: Onboard, Offboard and Ping (NIST SP 1800-36, Build 5), with a log of what came of them. */

import {
  type Clock,
  isSallyportError,
  MINUTE,
  type Milliseconds,
  type Random,
  reasonOf,
  systemClock,
  systemRandom,
  systemTimer,
  type Timer,
  toHex,
} from '@sallyport/core';
import { type EventListener, type OnboardingEvent, onboardingEvent } from '@sallyport/onboarding';
import { bringAboardBrski } from '../brski/bring-aboard.ts';
import type { BringAboardOptions } from '../brski/bring-aboard-options.ts';
import type { Device } from '../device.ts';
import { fail } from '../errors.ts';
import { NetworkLink } from '../network/network-link.ts';
import { PageLog, type PageProblem } from './page-log.ts';
import {
  type Doing,
  domainOf,
  type NetworkState,
  ownerOf,
  type PageState,
  serialNumberOf,
  shown,
} from './page-state.ts';

/** A network within reach. */
export interface NetworkInReach {
  /** Its SSID. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** DNS names, one of which its RADIUS server's certificate must have. */
  readonly serverNames: readonly string[];
}

export interface DeviceLifeOptions {
  readonly device: Device;
  /** Where to look for a domain; asked each time Onboard is pressed. */
  readonly where: () => Pick<BringAboardOptions, 'candidates' | 'discovery'>;
  /** The network here, if there is one; asked each time. Default: none. */
  readonly network?: () => NetworkInReach | undefined;
  readonly onEvent?: EventListener;
  /** How long to look before nobody is taken to be there. Default one minute. */
  readonly patience?: Milliseconds;
  readonly clock?: Clock;
  readonly timer?: Timer;
  readonly random?: Random;
  readonly clockIsTrusted?: boolean;
}

const SESSION_BYTES = 8;
const MAX_REASONS = 4;

export class DeviceLife {
  readonly log: PageLog;
  /** Another for each run of the page: who knows an earlier one begins anew. */
  readonly id: string;
  readonly timer: Timer;
  readonly #options: DeviceLifeOptions;
  readonly #clock: Clock;
  readonly #random: Random;
  #doing: Doing | undefined;
  #work: Promise<void> = Promise.resolve();
  #stop = new AbortController();
  #isWaiting = false;
  #link: NetworkLink | undefined;
  #network: { readonly name: string; readonly state: NetworkState; readonly since: Date } | undefined;

  constructor(options: DeviceLifeOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#random = options.random ?? systemRandom;
    this.timer = options.timer ?? systemTimer;
    this.id = toHex(this.#random.bytes(SESSION_BYTES));
    this.log = new PageLog(this.#clock);
    this.log.add({ say: { message: 'switched-on' } });
  }

  state(): PageState {
    const { device } = this.#options;
    const { birth } = device;
    const here = this.#network?.name ?? this.#options.network?.()?.name ?? null;
    return {
      serialNumber: serialNumberOf(device),
      birth: birth === undefined ? null : shown(birth.idevid),
      owner: ownerOf(device),
      network: {
        name: here,
        state: this.#network?.state ?? (here === null ? 'none' : 'off'),
        since: this.#network?.since.toISOString() ?? null,
      },
      doing: this.#doing ?? null,
      isWaiting: this.#isWaiting,
    };
  }

  /** Begins to come aboard, where the device has no owner, and then onto the network. What comes of it is in the log. @throws E_DEVICE_BUSY */
  onboard(): void {
    this.#begin('onboard', async () => {
      this.log.add({ say: { message: 'onboard-begins' } });
      const { signal } = this.#stop;
      const isAboard = await this.#comeAboard(signal);
      if (isAboard && !signal.aborted) await this.#joinNetwork();
    });
  }

  /** Begins to leave the network and to forget the domain; an onboarding under way is stopped first. @throws E_DEVICE_BUSY */
  offboard(): void {
    const under = this.#doing === 'onboard' ? this.#work : undefined;
    if (under !== undefined) {
      this.#stop.abort();
      this.#doing = undefined;
    }
    this.#begin('offboard', async () => {
      await under;
      this.#leaveNetwork();
      await this.#forgetDomain();
    });
  }

  /** Begins to ask over the network whether the device is let through. @throws E_DEVICE_BUSY */
  ping(): void {
    this.#begin('ping', async () => {
      const link = this.#link;
      const network = this.#network?.name ?? '';
      if (link === undefined) {
        this.log.add({ say: { message: 'ping-nowhere' }, ok: false });
        return;
      }
      const echo = await link.echo();
      if (echo.isBack) this.log.add({ say: { message: 'ping-back' }, values: { network }, ms: echo.ms });
      else this.log.add({ say: { message: 'ping-lost' }, values: { network }, ok: false });
    });
  }

  /** What was begun has ended. */
  settled(): Promise<void> {
    return this.#work;
  }

  /** Leaves the network and stops; keeps its owner. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#work;
    this.#link?.leave();
  }

  #begin(doing: Doing, work: () => Promise<void>): void {
    if (this.#doing !== undefined) throw fail('E_DEVICE_BUSY', `the device is busy with ${this.#doing}`);
    this.#doing = doing;
    this.#stop = new AbortController();
    this.#work = work()
      .catch((thrown: unknown) => {
        this.log.add({ say: { message: `${doing}-failed` }, ok: false, problem: problemOf(thrown) });
      })
      .finally(() => {
        if (this.#doing === doing) this.#doing = undefined;
        this.#isWaiting = false;
        this.log.touch();
      });
  }

  async #comeAboard(signal: AbortSignal): Promise<boolean> {
    const { device, where, patience = MINUTE, clockIsTrusted = true } = this.#options;
    const { ownership } = device;
    if (ownership !== undefined) {
      this.log.add({ say: { message: 'aboard-already' }, values: { domain: domainOf(ownership) } });
      return true;
    }
    const nobody = new AbortController();
    const cancel = this.timer.after(patience, () => nobody.abort());
    try {
      const aboard = await bringAboardBrski({
        ...{ device, ...where(), clockIsTrusted, clock: this.#clock, random: this.#random, persistence: 'one-round' },
        signal: AbortSignal.any([signal, nobody.signal]),
        onEvent: (event) => {
          // Somebody is there: what comes now has time limits of its own.
          if (event.ok) cancel();
          this.#tell(event);
        },
        onFeedback: (feedback) => this.#feedback(feedback),
      });
      this.log.add({ say: { message: 'aboard' }, values: { domain: domainOf(aboard.ownership) } });
      return true;
    } catch (thrown) {
      if (signal.aborted) this.log.add({ say: { message: 'onboard-stopped' }, ok: false });
      else if (nobody.signal.aborted) throw nobodyThere(patience);
      else throw thrown;
      return false;
    } finally {
      cancel();
    }
  }

  #feedback(feedback: 'trying' | 'waiting' | 'enrolling'): void {
    const isWaiting = feedback === 'waiting';
    if (isWaiting && !this.#isWaiting) this.log.add({ say: { message: 'waiting' } });
    this.#isWaiting = isWaiting;
  }

  async #joinNetwork(): Promise<void> {
    const { device } = this.#options;
    const network = this.#options.network?.();
    if (network === undefined) {
      this.log.add({ say: { message: 'no-network' } });
      return;
    }
    const { name, host, port, serverNames } = network;
    this.#link?.leave();
    this.#link = undefined;
    const begun = this.#clock.monotonic();
    const session = toHex(this.#random.bytes(SESSION_BYTES));
    const at = this.#clock.now();
    this.#tell(onboardingEvent({ session, protocol: 'radius', step: 'E.0', ok: true, at }));
    try {
      const link = await NetworkLink.open({
        ...{ device, access: { host, port }, serverNames, clock: this.#clock, timer: this.timer, random: this.#random },
        onEnded: (how) => {
          this.#at(name, how);
          const message = how === 'put-out' ? 'put-out' : 'link-lost';
          this.log.add({ say: { message }, values: { network: name }, ok: false });
        },
      });
      this.#link = link;
      await link.join();
    } catch (thrown) {
      const isKeptOut = isSallyportError(thrown, 'E_DEVICE_KEPT_OUT');
      this.#at(name, isKeptOut ? 'kept-out' : 'lost');
      const say = isKeptOut ? ({ message: 'kept-out' } as const) : ({ message: 'network-failed' } as const);
      this.log.add({ say, values: { network: name }, ok: false, problem: problemOf(thrown) });
      return;
    }
    this.#at(name, 'on');
    this.log.add({ say: { message: 'let-in' }, values: { network: name }, ms: this.#clock.monotonic() - begun });
  }

  #leaveNetwork(): void {
    const network = this.#network?.name;
    this.#link?.leave();
    if (this.#link !== undefined && network !== undefined) {
      this.log.add({ say: { message: 'left' }, values: { network } });
    }
    this.#link = undefined;
    this.#network = undefined;
  }

  async #forgetDomain(): Promise<void> {
    const { device } = this.#options;
    const { ownership } = device;
    if (ownership === undefined) return;
    await device.reset();
    this.log.add({ say: { message: 'forgotten' }, values: { domain: domainOf(ownership) } });
  }

  #at(name: string, state: NetworkState): void {
    this.#network = { name, state, since: this.#clock.now() };
  }

  #tell(event: OnboardingEvent): void {
    const { step, ok, ms = null, message, code } = event;
    const problem = ok || message === undefined ? null : { code: code ?? '', reasons: [message], hint: '' };
    this.log.add({ say: { step }, ok, ms, problem });
    this.#options.onEvent?.(event);
  }
}

function nobodyThere(patience: Milliseconds) {
  const seconds = Math.round(patience / 1000);
  return fail('E_DEVICE_NO_OWNER', `no registrar and no join proxy was found within ${seconds} seconds`);
}

/** What is said of a failure, with its causes. */
function problemOf(thrown: unknown): PageProblem {
  const reasons: string[] = [];
  for (let each = thrown; each instanceof Error && reasons.length < MAX_REASONS; each = each.cause) {
    reasons.push(reasonOf(each));
  }
  if (!isSallyportError(thrown))
    return { code: '', reasons: reasons.length === 0 ? [reasonOf(thrown)] : reasons, hint: '' };
  return { code: thrown.code, reasons, hint: thrown.hint };
}
