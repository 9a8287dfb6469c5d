/** Whom the kernel lets through: brought in line with whom it should, one transaction after the other. */

import { type Milliseconds, SECOND, type Timer } from '@sallyport/core';
import type { MacAddress } from './mac-address.ts';
import { admitRules, shutRules } from './rules.ts';

export interface GateOptions {
  readonly interface: string;
  readonly lease: Milliseconds;
  readonly timer: Timer;
  /** Who should be let through, given who is. */
  readonly wanted: (inside: readonly MacAddress[]) => readonly MacAddress[];
  /** A transaction for the kernel. */
  readonly enforce: (script: string) => void;
  readonly opened: (station: MacAddress) => void;
  readonly shut: (station: MacAddress) => void;
}

const RETRY_AFTER: Milliseconds = SECOND;

export class Gate {
  readonly #options: GateOptions;
  #inside: readonly MacAddress[] = [];
  /** On the way to the kernel. */
  #sent: readonly MacAddress[] | undefined;
  #isAnotherDue = false;
  #isWithoutRules = false;
  #isEnding = false;
  #cancelRetry = () => {};

  constructor(options: GateOptions) {
    this.#options = options;
  }

  get inside(): readonly MacAddress[] {
    return this.#inside;
  }

  get isBusy(): boolean {
    return this.#sent !== undefined;
  }

  /** `renew`: though nobody comes or goes, leases begin anew. */
  settle(renew?: 'renew'): void {
    if (this.#sent !== undefined) {
      this.#isAnotherDue = true;
      return;
    }
    const wanted = this.#options.wanted(this.#inside);
    const isNews = this.#isWithoutRules || !isSame(wanted, this.#inside);
    if (!isNews && (renew === undefined || wanted.length === 0)) return;
    const { interface: port, lease } = this.#options;
    const script = `${this.#isWithoutRules ? shutRules(port) : ''}${admitRules(port, wanted, lease)}`;
    this.#isWithoutRules = false;
    this.#sent = wanted;
    this.#options.enforce(script);
  }

  taken(): void {
    const before = this.#inside;
    this.#inside = this.#sent ?? [];
    this.#sent = undefined;
    for (const station of before) if (!this.#inside.includes(station)) this.#options.shut(station);
    for (const station of this.#inside) if (!before.includes(station)) this.#options.opened(station);
    if (!this.#isAnotherDue) return;
    this.#isAnotherDue = false;
    this.settle();
  }

  /** The kernel is as it was, and shuts by itself whoever's lease ends. */
  refused(): void {
    this.#sent = undefined;
    this.#isAnotherDue = false;
    this.#isWithoutRules = true;
    this.#cancelRetry();
    if (!this.#isEnding) this.#cancelRetry = this.#options.timer.after(RETRY_AFTER, () => this.settle());
  }

  /** The rules are there no more. */
  lost(): void {
    this.#isWithoutRules = true;
    this.settle();
  }

  /** What is refused is not tried again from now on. */
  end(): void {
    this.#isEnding = true;
    this.#cancelRetry();
  }
}

function isSame(a: readonly MacAddress[], b: readonly MacAddress[]): boolean {
  return a.length === b.length && a.every((station, index) => station === b[index]);
}
