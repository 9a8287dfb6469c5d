/** Floods objectives again and again: sans-IO (RFC 8990 §2.5.6.2, RFC 8995 §4.3). */

import { MINUTE, type Milliseconds, type Random } from '@sallyport/core';
import { encodeFlood } from './codec.ts';
import { fail } from './errors.ts';
import type { Flood, FloodedObjective } from './flood.ts';

export interface FloodAnnouncerOptions {
  readonly objectives: readonly FloodedObjective[];
  /** IP address of this node, without a zone. */
  readonly initiator: string;
  readonly random: Random;
  /** Default 60 s. RFC 8995 §4.3 advises against less. */
  readonly interval?: Milliseconds;
  /** How long receivers keep what they hear. Default three intervals. */
  readonly ttl?: Milliseconds;
}

/** Session ids remembered so that none is used twice in a while (RFC 8990 §2.7). */
const REMEMBERED = 64;
/** What takes a flood back: there is no other way to say so than a lifetime that is over at once. */
const OVER_AT_ONCE: Milliseconds = 1;

export class FloodAnnouncer {
  readonly #initiator: string;
  readonly #random: Random;
  readonly #interval: Milliseconds;
  readonly #ttl: Milliseconds;
  #objectives: readonly FloodedObjective[];
  #used: readonly number[] = [];
  #nextAt: Milliseconds | undefined;

  /** @throws E_GRASP_ARGUMENT, E_GRASP_MESSAGE_SIZE when this could not be flooded */
  constructor(options: FloodAnnouncerOptions) {
    this.#initiator = options.initiator;
    this.#random = options.random;
    this.#interval = options.interval ?? MINUTE;
    this.#ttl = options.ttl ?? 3 * this.#interval;
    if (!(this.#interval > 0)) throw fail('E_GRASP_ARGUMENT', 'the interval must be a positive time');
    this.#objectives = options.objectives;
    this.#flood(this.#ttl, 0);
  }

  /** When {@link FloodAnnouncer.tick} wants to be called next; undefined while stopped. */
  get nextAt(): Milliseconds | undefined {
    return this.#nextAt;
  }

  /** Floods at once, and from then on at every interval. */
  start(now: Milliseconds): void {
    this.#nextAt = now;
  }

  /** Floods something else from now on, at once if started. What is no longer in it runs out. */
  update(objectives: readonly FloodedObjective[], now: Milliseconds): void {
    const before = this.#objectives;
    this.#objectives = objectives;
    try {
      this.#flood(this.#ttl, 0);
    } catch (error) {
      this.#objectives = before;
      throw error;
    }
    if (this.#nextAt !== undefined) this.#nextAt = now;
  }

  /** The message that is due, if one is. */
  tick(now: Milliseconds): Uint8Array | undefined {
    if (this.#nextAt === undefined || now < this.#nextAt) return undefined;
    this.#nextAt = now + this.#interval;
    return this.#flood(this.#ttl, this.#newSessionId());
  }

  /** Stops, and gives the message that takes back what was flooded. Receivers that miss it forget by themselves. */
  withdraw(): Uint8Array {
    this.#nextAt = undefined;
    return this.#flood(OVER_AT_ONCE, this.#newSessionId());
  }

  #flood(ttl: Milliseconds, sessionId: number): Uint8Array {
    const flood: Flood = { sessionId, initiator: this.#initiator, ttl, objectives: this.#objectives };
    return encodeFlood(flood);
  }

  #newSessionId(): number {
    for (;;) {
      const bytes = this.#random.bytes(4);
      const id = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0);
      if (this.#used.includes(id)) continue;
      this.#used = [...this.#used.slice(1 - REMEMBERED), id];
      return id;
    }
  }
}
