/**
 * Who was refused lately, over whatever protocol, and why. Fleeting and bounded: a stranger can be refused as often as it likes. The log has
 * a part of it for ever (`admission.refused` and `onboarding.refused`, as the digest of refusals lets them through).
 */

import { type Clock, MINUTE, type Milliseconds } from '@sallyport/core';
import type { IdentityAssurance, OnboardingEvent, StepId } from '@sallyport/onboarding';
import type { DeviceName } from '../events.ts';
import { onOneLine } from './on-one-line.ts';

export interface Refusal {
  readonly protocol: string;
  readonly step: StepId;
  /** Undefined for one that told nothing of itself. */
  readonly device: DeviceName | undefined;
  /** What proves that; undefined without a device. */
  readonly identity: IdentityAssurance | undefined;
  /** What asked for it to be let in: a NAS or proxy by its name; undefined where nothing did. */
  readonly client: string | undefined;
  /** The station's address, as its NAS writes it. */
  readonly station: string | undefined;
  readonly network: string | undefined;
  /** The address it came from. */
  readonly from: string | undefined;
  readonly reason: string;
  readonly code: string | undefined;
  /** How often the very same was refused. */
  readonly count: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
}

const MAX_REMEMBERED = 512;
/** Of these, strangers push out one another alone: whoever proved who it is stays to be seen. */
const KEPT_OF_STRANGERS = 256;
/** Of a reason, which may quote whoever was refused. */
const MAX_REASON = 512;
const MAX_NAME = 256;
/** The same refusal after so long is another one. */
const SAME_WITHIN: Milliseconds = 60 * MINUTE;

export class RefusalMemory {
  /** Since when it remembers. */
  readonly since: Date;
  /** The latest last. */
  readonly #refusals = new Map<string, Refusal>();

  constructor(clock: Clock) {
    this.since = clock.now();
  }

  /** The latest first. */
  get latest(): readonly Refusal[] {
    return [...this.#refusals.values()].reverse();
  }

  hear(event: OnboardingEvent): void {
    if (event.ok) return;
    const seen = refusalOf(event);
    const { device, client, station, from } = seen;
    const who = device === undefined ? [client, station, from] : [device, client];
    const key = JSON.stringify([seen.protocol, seen.step, who, seen.identity, seen.code, seen.reason]);
    const known = this.#refusals.get(key);
    const isSame = known !== undefined && event.at.getTime() - known.lastAt.getTime() <= SAME_WITHIN;
    this.#refusals.delete(key);
    this.#refusals.set(key, isSame ? { ...seen, count: known.count + 1, firstAt: known.firstAt } : seen);
    if (this.#refusals.size > MAX_REMEMBERED) this.#forgetOne();
  }

  /** The oldest, or that of the strangers where they are many. */
  #forgetOne(): void {
    const strangers = [...this.#refusals].filter(([, refusal]) => isStrangers(refusal));
    const [oldest] = strangers.length > KEPT_OF_STRANGERS ? strangers : this.#refusals;
    if (oldest !== undefined) this.#refusals.delete(oldest[0]);
  }
}

function isStrangers({ identity }: Refusal): boolean {
  return identity === undefined || identity === 'claimed';
}

function refusalOf({ protocol, step, device, facts, message, code, at }: OnboardingEvent): Refusal {
  return {
    ...{ protocol, step, code, count: 1, firstAt: at, lastAt: at },
    device: device && {
      manufacturer: device.manufacturer ?? 'unknown',
      serialNumber: onOneLine(device.serialNumber, MAX_NAME),
    },
    identity: device?.assurance,
    from: textOf(facts['from']),
    client: textOf(facts['nas']),
    station: textOf(facts['station']),
    network: textOf(facts['ssid']) ?? textOf(facts['network']),
    reason: onOneLine(message ?? 'no reason was given', MAX_REASON),
  };
}

function textOf(fact: unknown): string | undefined {
  return typeof fact === 'string' ? onOneLine(fact, MAX_NAME) : undefined;
}
