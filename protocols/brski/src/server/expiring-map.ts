/** State kept about strangers: bounded in number and in time, so that no flood of requests can fill memory. */

import type { Clock, Milliseconds } from '@sallyport/core';

export interface ExpiringMapOptions<Value> {
  readonly clock: Clock;
  /** Most entries held; the oldest makes room for a new one. */
  readonly capacity: number;
  /** Most bytes held, as `sizeOf` counts them when an entry is set. Default: not counted. */
  readonly maxBytes?: number;
  readonly sizeOf?: (value: Value) => number;
  /** How long an entry lives after it was set, in milliseconds. */
  readonly lifetime: Milliseconds;
  /** Entries for which this gives false are passed over when room is made. Default: all may go. */
  readonly mayGo?: (value: Value) => boolean;
}

interface Entry<Value> {
  readonly value: Value;
  readonly expires: Milliseconds;
  readonly bytes: number;
}

export class ExpiringMap<Value> {
  readonly #options: ExpiringMapOptions<Value>;
  readonly #entries = new Map<string, Entry<Value>>();
  #bytes = 0;

  constructor(options: ExpiringMapOptions<Value>) {
    this.#options = options;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    if (entry.expires > this.#options.clock.monotonic()) return entry.value;
    this.delete(key);
    return undefined;
  }

  /** Sets, and starts the lifetime anew. False when there is no room, because no entry may go. */
  set(key: string, value: Value): boolean {
    this.delete(key);
    this.#dropExpired();
    const bytes = this.#options.sizeOf?.(value) ?? 0;
    if (!this.#makeRoom(bytes)) return false;
    this.#entries.set(key, { value, expires: this.#options.clock.monotonic() + this.#options.lifetime, bytes });
    this.#bytes += bytes;
    return true;
  }

  delete(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    this.#bytes -= entry.bytes;
  }

  /** What is held and has not expired, oldest first. */
  *values(): Generator<Value> {
    this.#dropExpired();
    for (const { value } of this.#entries.values()) yield value;
  }

  /** All entries have the same lifetime, so the order of insertion is the order of expiry. */
  #dropExpired(): void {
    const now = this.#options.clock.monotonic();
    for (const [key, entry] of this.#entries) {
      if (entry.expires > now) return;
      this.delete(key);
    }
  }

  #makeRoom(bytes: number): boolean {
    const { mayGo, capacity, maxBytes = Number.POSITIVE_INFINITY } = this.#options;
    const fits = () => this.#entries.size < capacity && this.#bytes + bytes <= maxBytes;
    if (fits()) return true;
    for (const [key, entry] of this.#entries) {
      if (mayGo !== undefined && !mayGo(entry.value)) continue;
      this.delete(key);
      if (fits()) return true;
    }
    return false;
  }
}
