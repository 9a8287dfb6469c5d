/** Conversations by name, bounded in number, memory and time. */

import type { Clock, Milliseconds, SallyportError, Timer } from '@sallyport/core';
import { fail } from '../errors.ts';
import type { SessionLimits } from './limits.ts';

export interface Session {
  /** Bytes kept, roughly. */
  readonly memory: number;
  close(): void;
}

interface Entry<S extends Session> {
  readonly session: S;
  readonly origin: string;
  readonly until: Milliseconds;
  /** As it was last weighed. */
  memory: number;
}

export class SessionTable<S extends Session> {
  readonly #limits: SessionLimits;
  readonly #ports: { readonly clock: Clock; readonly timer: Timer };
  readonly #abandoned: (name: string, error: SallyportError) => void;
  /** In the order in which they began, which is the order in which they run out of time. */
  readonly #entries = new Map<string, Entry<S>>();
  /** Names by origin, in the same order. */
  readonly #origins = new Map<string, Set<string>>();
  #memory = 0;
  #cancel: (() => void) | undefined;

  constructor(
    limits: SessionLimits,
    ports: { readonly clock: Clock; readonly timer: Timer },
    abandoned: (name: string, error: SallyportError) => void,
  ) {
    this.#limits = limits;
    this.#ports = ports;
    this.#abandoned = abandoned;
  }

  get size(): number {
    return this.#entries.size;
  }
  get memory(): number {
    return this.#memory;
  }

  find(name: string): S | undefined {
    return this.#entries.get(name)?.session;
  }

  add(name: string, origin: string, session: S): void {
    const ofOrigin = this.#origins.get(origin);
    if (ofOrigin !== undefined && ofOrigin.size >= this.#limits.maxSessionsPerOrigin) this.#evict(first(ofOrigin));
    if (this.#entries.size >= this.#limits.maxSessions) this.#evict(first(this.#entries.keys()));
    const until = this.#ports.clock.monotonic() + this.#limits.sessionTime;
    this.#entries.set(name, { session, origin, until, memory: 0 });
    const names = this.#origins.get(origin) ?? new Set();
    this.#origins.set(origin, names.add(name));
    this.weigh(name);
    this.#watch();
  }

  /** Looks how much a session keeps by now, and makes room. */
  weigh(name: string): void {
    const entry = this.#entries.get(name);
    if (entry === undefined) return;
    this.#memory += entry.session.memory - entry.memory;
    entry.memory = entry.session.memory;
    while (this.#memory > this.#limits.maxMemory && this.#entries.size > 1) this.#evict(first(this.#entries.keys()));
  }

  remove(name: string): void {
    const entry = this.#entries.get(name);
    if (entry === undefined) return;
    this.#entries.delete(name);
    this.#memory -= entry.memory;
    const names = this.#origins.get(entry.origin);
    names?.delete(name);
    if (names?.size === 0) this.#origins.delete(entry.origin);
    entry.session.close();
    if (this.#entries.size === 0) this.#rest();
  }

  clear(): void {
    for (const name of [...this.#entries.keys()]) this.remove(name);
  }

  #evict(name: string | undefined): void {
    if (name === undefined) return;
    this.remove(name);
    this.#abandoned(name, fail('E_EAP_SESSION_EVICTED', 'no room for this conversation any more'));
  }

  /** One wait serves all: the oldest session's. */
  #watch(): void {
    if (this.#cancel !== undefined) return;
    const [oldest] = this.#entries.values();
    if (oldest === undefined) return;
    const span = Math.max(0, oldest.until - this.#ports.clock.monotonic());
    this.#cancel = this.#ports.timer.after(span, () => {
      this.#cancel = undefined;
      this.#expire();
      this.#watch();
    });
  }

  #expire(): void {
    const now = this.#ports.clock.monotonic();
    for (const [name, { until }] of this.#entries) {
      if (until > now) return;
      this.remove(name);
      this.#abandoned(name, fail('E_EAP_TIMEOUT', 'the conversation took too long'));
    }
  }

  #rest(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}

function first<T>(values: Iterable<T>): T | undefined {
  for (const value of values) return value;
  return undefined;
}
