/**
 * Keeps what the log says of decisions true while devices do not ask. A device is judged anew when trust in it may be another, when it is
 * met, and once after the directory was read; where policy answers otherwise than was written down last, that is written down. So the
 * list, its counts and whoever starts anew say what is decided now, at every replica.
 *
 * It goes behind those that let devices in and put them out: some at a time, and single ones before all of them.
 */

import { MINUTE, type Milliseconds, SECOND, type Timer } from '@sallyport/core';
import type { TrustChange } from '@sallyport/onboarding';
import type { LogStore, NewEvent } from '@sallyport/store';
import type { DecisionDesk } from '../assurance/decision-desk.ts';
import type { DeviceBook } from '../assurance/device-book.ts';
import type { PolicyMode } from '../assurance/policy-mode.ts';
import type { KnownDevice } from '../assurance/register.ts';
import { deviceStream } from '../events.ts';
import { deviceNamed } from '../register.ts';
import { breath } from './breath.ts';
import { DECISION_TURNED } from './events.ts';
import type { ListedDevice } from './listed-device.ts';
import { LAST_DECISIONS } from './register.ts';

export interface JudgingDesks {
  readonly decisions: Pick<DecisionDesk, 'decide' | 'watch'>;
  readonly devices: Pick<DeviceBook, 'find'>;
  readonly mode: Pick<PolicyMode, 'current'>;
}

export interface CurrentDecisionsOptions {
  readonly store: Pick<LogStore, 'table' | 'append'>;
  readonly desks: JudgingDesks;
  /** The device as it is listed. */
  readonly listed: (key: string) => ListedDevice | undefined;
  /** The keys of all that are. */
  readonly keys: () => Iterable<string>;
  readonly timer: Timer;
  readonly onError: (error: unknown) => void;
}

/** Devices that are judged together. */
const TOGETHER = 16;
/** Whoever looks does not wait while more than these are to be judged. */
const FEW = 64;
/** Before that is judged again which could not be. */
const PAUSE: Milliseconds = 5 * SECOND;
const LONGEST_PAUSE: Milliseconds = 5 * MINUTE;
const MAX_REASON = 1024;

export class CurrentDecisions {
  readonly #options: CurrentDecisionsOptions;
  /** Of which something was told. */
  readonly #told = new Set<string>();
  /** Others that are to be judged, before the rest of all. */
  readonly #others = new Set<string>();
  #rest: Iterator<string> | undefined;
  /** By key, under which name claims tell when its decision turns. */
  readonly #watched = new Map<string, string>();
  #running: Promise<void> | undefined;
  /** Those that are being judged together. */
  #round: Promise<boolean> = Promise.resolve(false);
  #isAtTold = false;
  #pause = PAUSE;
  #cancelPause: (() => void) | undefined;
  #isClosed = false;

  constructor(options: CurrentDecisionsOptions) {
    this.#options = options;
  }

  trustChanged({ deviceKey }: TrustChange): void {
    if (deviceKey === undefined) this.judgeAll();
    else this.judge(deviceKey);
  }

  judge(key: string): void {
    if (this.#isClosed) return;
    this.#others.delete(key);
    this.#told.add(key);
    this.#begin();
  }

  judgeAll(): void {
    if (this.#isClosed) return;
    const keys = this.#options.keys()[Symbol.iterator]();
    const first = [...takeFrom(keys, FEW + 1)];
    const isFew = first.length <= FEW;
    for (const key of first) (isFew ? this.#told : this.#others).add(key);
    // The others are taken in as they are judged.
    this.#rest = isFew ? undefined : keys;
    this.#begin();
  }

  /** Resolves when what was told of before is judged and written down; at once where that is much, or cannot be judged now. */
  async settled(): Promise<void> {
    if (this.#told.size > FEW) return;
    for (let round = 0; round <= FEW / TOGETHER; round++) {
      if (this.#cancelPause !== undefined || (this.#told.size === 0 && !this.#isAtTold)) return;
      await this.#round;
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelPause?.();
    this.#told.clear();
    this.#others.clear();
    this.#rest = undefined;
    await this.#running;
  }

  #begin(): void {
    if (!this.#isClosed && this.#cancelPause === undefined) this.#running ??= this.#run();
  }

  async #run(): Promise<void> {
    for (;;) {
      this.#isAtTold = this.#told.size > 0;
      this.#round = this.#judgeSome();
      const isDone = !(await this.#round);
      if (isDone && (this.#isClosed || this.#cancelPause !== undefined || !this.#isWaiting())) break;
    }
    this.#isAtTold = false;
    this.#running = undefined;
  }

  /** Whether there may be more to do. */
  async #judgeSome(): Promise<boolean> {
    // Events of the process are let through.
    await breath();
    const keys = this.#next();
    if (keys.length === 0 || this.#isClosed) return false;
    try {
      const turned = await Promise.all(keys.map((key) => this.#turnIn(key)));
      const events = turned.filter((event) => event !== undefined);
      if (events.length > 0) await this.#options.store.append(events);
      this.#pause = PAUSE;
      return true;
    } catch (thrown) {
      this.#options.onError(thrown);
      this.#tryLater(keys);
      return false;
    }
  }

  #isWaiting(): boolean {
    return this.#told.size + this.#others.size > 0 || this.#rest !== undefined;
  }

  #next(): readonly string[] {
    if (this.#isAtTold) return takenOut(this.#told);
    if (this.#others.size > 0 || this.#rest === undefined) return takenOut(this.#others);
    const keys = [...takeFrom(this.#rest, TOGETHER)];
    if (keys.length === 0) this.#rest = undefined;
    return keys;
  }

  #tryLater(keys: readonly string[]): void {
    if (this.#isClosed) return;
    for (const key of keys) this.#others.add(key);
    this.#cancelPause = this.#options.timer.after(this.#pause, () => {
      this.#cancelPause = undefined;
      this.#begin();
    });
    this.#pause = Math.min(2 * this.#pause, LONGEST_PAUSE);
  }

  /** Undefined where the log says what is decided now, and for a device that nothing is decided of. */
  async #turnIn(key: string): Promise<NewEvent | undefined> {
    const { store, desks, listed } = this.#options;
    const device = listed(key);
    const known = device?.uri == null ? undefined : await desks.devices.find(key);
    if (device === undefined || known === undefined) return undefined;
    await this.#watch(device, known);
    const point = pointOf(device);
    const { outcome: decided, reason } = await desks.decisions.decide(known, point);
    const outcome = decided === 'permit' ? 'permit' : 'deny';
    if (device.decision?.outcome === outcome) return undefined;
    // Another replica may have written it down, and be read of later.
    if ((await store.table(LAST_DECISIONS).get(key))?.outcome === outcome) return undefined;
    const name = deviceNamed(key);
    return DECISION_TURNED.create(deviceStream(name), {
      device: name,
      outcome,
      point,
      reason: reason.slice(0, MAX_REASON).toWellFormed(),
    });
  }

  /** Claims tell of decisions that somebody asked for: networks ask about devices that are on them, and nobody about the others. */
  async #watch(device: ListedDevice, known: KnownDevice): Promise<void> {
    const { key, protocol, isOnNetwork, isRefused, flag } = device;
    const isAsked = protocol === 'brski' && isOnNetwork;
    // Of these no claim decides anything.
    const isTurnedAway = isRefused || flag !== null;
    if (isAsked || isTurnedAway || this.#watched.get(key) === known.uri) return;
    const { mode, decisions } = this.#options.desks;
    if ((await mode.current()) === undefined) return;
    await decisions.watch(known, pointOf(device));
    this.#watched.set(key, known.uri);
  }
}

/** Where a device would ask next that is aboard, or wants to be. */
export function pointOf({ protocol }: Pick<ListedDevice, 'protocol'>): 'E.2' | 'M.4' {
  return protocol === 'thread' ? 'M.4' : 'E.2';
}

function takenOut(waiting: Set<string>): readonly string[] {
  const keys = [...takeFrom(waiting.values(), TOGETHER)];
  for (const key of keys) waiting.delete(key);
  return keys;
}

function* takeFrom(keys: Iterator<string>, most: number): Generator<string> {
  for (let taken = 0; taken < most; taken++) {
    const { value, done } = keys.next();
    if (done === true) return;
    yield value;
  }
}
