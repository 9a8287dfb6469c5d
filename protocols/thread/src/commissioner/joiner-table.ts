/** The joiners that a Commissioner lets in: who they are, with which passphrase, until when, and what became of them. */

import { type Clock, MINUTE, type Milliseconds, SECOND, type Secret, type Timer, toHex } from '@sallyport/core';
import { requirePskd } from '../credentials/pskd.ts';
import { STEER_ALL, steeringDataFor } from '../credentials/steering-data.ts';
import { fail } from '../node/errors.ts';
import { fitOf, type JoinerSelector, nameOf, steeringTargetOf } from './joiner-selector.ts';

/** For how long a joiner is enabled unless told. */
export const JOINER_TIMEOUT: Milliseconds = 10 * MINUTE;

export type JoinerState = 'enabled' | 'joining' | 'joined' | 'refused';

/** An enabled joiner without its passphrase. */
export interface EnabledJoiner {
  readonly selector: JoinerSelector;
  /** For people. */
  readonly note: string | undefined;
  readonly expiresAt: Date;
  /** What became of the latest attempt. */
  readonly state: JoinerState;
  /** How often the passphrase has been proved. */
  readonly attempts: number;
}

export interface EnableOptions {
  /** From now; {@link JOINER_TIMEOUT} unless told. */
  readonly timeout?: Milliseconds;
  readonly note?: string;
}

export interface JoinerTableLimits {
  readonly maxJoiners: number;
  /**
   * The largest part of the steering data's bits that may be set. With three quarters, half of all strangers are told that
   * they are awaited; beyond that `any` says the same more honestly.
   */
  readonly maxFill: number;
  /** How long one joiner stays enabled once it has joined: so long it may still try again. */
  readonly afterJoined: Milliseconds;
}

export const JOINER_TABLE_LIMITS: JoinerTableLimits = { maxJoiners: 4096, maxFill: 0.75, afterJoined: 20 * SECOND };

/** What a session needs of the joiner that it serves. */
export interface JoinerEntry {
  readonly selector: JoinerSelector;
  readonly pskd: Secret;
}

interface Row extends JoinerEntry {
  readonly note: string | undefined;
  expiresAt: number;
  cancel: () => void;
  state: JoinerState;
  attempts: number;
}

export class JoinerTable {
  readonly #ports: { readonly clock: Clock; readonly timer: Timer };
  readonly #limits: JoinerTableLimits;
  readonly #expired: (joiner: EnabledJoiner) => void;
  readonly #rows = new Map<string, Row>();
  /** Those of them that may stand for many. */
  readonly #shared = new Map<string, Row>();

  constructor(
    ports: { readonly clock: Clock; readonly timer: Timer },
    limits: JoinerTableLimits,
    expired: (joiner: EnabledJoiner) => void,
  ) {
    this.#ports = ports;
    this.#limits = limits;
    this.#expired = expired;
  }

  get size(): number {
    return this.#rows.size;
  }

  list(): readonly EnabledJoiner[] {
    return [...this.#rows.values()].map((row) => this.#listed(row));
  }

  /**
   * Enables a joiner; one with the same selector is replaced.
   * @throws E_THREAD_PSKD, E_THREAD_EUI64, E_THREAD_JOINER_ID, E_THREAD_DISCERNER, E_THREAD_JOINERS_FULL, E_THREAD_TIMEOUT
   */
  enable(selector: JoinerSelector, pskd: Secret, { timeout = JOINER_TIMEOUT, note }: EnableOptions = {}): void {
    const name = nameOf(selector);
    const secret = requirePskd(pskd);
    if (!(timeout > 0 && Number.isFinite(timeout))) throw fail('E_THREAD_TIMEOUT', 'a timeout is a positive number');
    const known = this.#rows.get(name);
    if (known === undefined) this.#requireRoom(selector);
    known?.cancel();
    const row: Row = {
      selector,
      pskd: secret,
      note,
      expiresAt: 0,
      cancel: () => undefined,
      state: 'enabled',
      attempts: 0,
    };
    this.#rows.set(name, row);
    if (!isOne(selector)) this.#shared.set(name, row);
    this.#expireIn(name, row, timeout);
  }

  /** True when there was one. */
  disable(selector: JoinerSelector): boolean {
    const name = nameOf(selector);
    this.#rows.get(name)?.cancel();
    return this.#forget(name);
  }

  /** The entry that fits a joiner best: itself, then the longest discerner, then any. */
  find(joinerId: Uint8Array): JoinerEntry | undefined {
    return this.#bestFor(joinerId)?.[1];
  }

  /** The passphrase was proved. */
  joining(joinerId: Uint8Array): void {
    const row = this.#bestFor(joinerId)?.[1];
    if (row === undefined) return;
    row.state = 'joining';
    row.attempts++;
  }

  /** It was accepted: one joiner is enabled a little longer only, all that share a selector as long as before. */
  joined(joinerId: Uint8Array): void {
    const [name, row] = this.#bestFor(joinerId) ?? [];
    if (name === undefined || row === undefined) return;
    row.state = 'joined';
    const left = row.expiresAt - this.#ports.clock.monotonic();
    if (isOne(row.selector) && left > this.#limits.afterJoined) this.#expireIn(name, row, this.#limits.afterJoined);
  }

  refused(joinerId: Uint8Array): void {
    const row = this.#bestFor(joinerId)?.[1];
    if (row !== undefined) row.state = 'refused';
  }

  /** The Bloom filter of all of them. */
  steeringData(): Uint8Array {
    return steeringDataOf([...this.#rows.values()].map(({ selector }) => selector));
  }

  clear(): void {
    for (const row of this.#rows.values()) row.cancel();
    this.#rows.clear();
    this.#shared.clear();
  }

  #forget(name: string): boolean {
    this.#shared.delete(name);
    return this.#rows.delete(name);
  }

  #listed({ selector, note, expiresAt, state, attempts }: Row): EnabledJoiner {
    const { clock } = this.#ports;
    const left = Math.max(0, expiresAt - clock.monotonic());
    return { selector, note, expiresAt: new Date(clock.now().getTime() + left), state, attempts };
  }

  /** One that is enabled itself is found by its name; only those that share a selector are looked through. */
  #bestFor(joinerId: Uint8Array): readonly [string, Row] | undefined {
    const name = toHex(joinerId);
    const itself = this.#rows.get(name);
    if (itself !== undefined) return [name, itself];
    let best: readonly [string, Row] | undefined;
    let bestFit = -1;
    for (const entry of this.#shared) {
      const fit = fitOf(entry[1].selector, joinerId);
      if (fit === undefined || fit <= bestFit) continue;
      best = entry;
      bestFit = fit;
    }
    return best;
  }

  #requireRoom(selector: JoinerSelector): void {
    if (this.#rows.size >= this.#limits.maxJoiners) {
      throw fail('E_THREAD_JOINERS_FULL', `${this.#limits.maxJoiners} joiners are enabled`);
    }
    const selectors = [...this.#rows.values()].map((row) => row.selector);
    if (selector.by === 'any' || selectors.some(({ by }) => by === 'any')) return;
    if (fillOf(steeringDataOf([...selectors, selector])) > this.#limits.maxFill) {
      throw fail('E_THREAD_JOINERS_FULL', 'the steering data cannot tell one more joiner apart');
    }
  }

  #expireIn(name: string, row: Row, timeout: Milliseconds): void {
    const { clock, timer } = this.#ports;
    row.cancel();
    row.expiresAt = clock.monotonic() + timeout;
    row.cancel = timer.after(timeout, () => {
      if (this.#rows.get(name) !== row) return;
      this.#forget(name);
      this.#expired(this.#listed(row));
    });
  }
}

function isOne({ by }: JoinerSelector): boolean {
  return by === 'eui64' || by === 'joiner-id';
}

function steeringDataOf(selectors: readonly JoinerSelector[]): Uint8Array {
  const targets = selectors.flatMap((selector) => steeringTargetOf(selector) ?? []);
  return targets.length < selectors.length ? STEER_ALL : steeringDataFor(targets);
}

/** The part of the bits that are set. */
function fillOf(data: Uint8Array): number {
  let set = 0;
  for (const byte of data) for (let bit = 0; bit < 8; bit++) set += (byte >> bit) & 1;
  return set / (8 * data.length);
}
