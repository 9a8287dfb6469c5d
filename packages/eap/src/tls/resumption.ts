/**
 * What each side remembers to resume sessions (RFC 5216 §2.1.2, RFC 9190 §2.1.3).
 *
 * A ticket holds the end entity's certificate alone, so the rest of each chain is kept here: the judge of a resumed session
 * gets the same chain as before.
 */

import { createHash } from 'node:crypto';
import { type Clock, type Milliseconds, type Random, SECOND, Secret, toHex } from '@sallyport/core';
import type { TicketKeys } from './context.ts';

const TICKET_KEY = 48;

interface Remembered {
  readonly chain: readonly Uint8Array[];
  readonly until: Milliseconds;
}

/** A server's. Forgetting a chain early is safe: the judge then gets the end entity alone. */
export class ChainMemory {
  readonly #clock: Clock;
  readonly #lifetime: Milliseconds;
  readonly #max: number;
  /** In the order of their ends. */
  readonly #chains = new Map<string, Remembered>();

  constructor(options: { readonly clock: Clock; readonly lifetime: Milliseconds; readonly max: number }) {
    this.#clock = options.clock;
    this.#lifetime = options.lifetime;
    this.#max = options.max;
  }

  get size(): number {
    return this.#chains.size;
  }

  remember(chain: readonly Uint8Array[]): void {
    const [leaf] = chain;
    if (leaf === undefined) return;
    const key = keyOf(leaf);
    const now = this.#clock.monotonic();
    this.#chains.delete(key);
    this.#chains.set(key, { chain: chain.map((der) => Uint8Array.from(der)), until: now + this.#lifetime });
    for (const [oldest, { until }] of this.#chains) {
      if (this.#chains.size <= this.#max && until > now) return;
      this.#chains.delete(oldest);
    }
  }

  /** The whole chain of an end entity, or the end entity alone. */
  complete(chain: readonly Uint8Array[]): readonly Uint8Array[] {
    const [leaf] = chain;
    if (leaf === undefined) return chain;
    const known = this.#chains.get(keyOf(leaf));
    return known !== undefined && known.until > this.#clock.monotonic() ? known.chain : chain;
  }
}

function keyOf(leaf: Uint8Array): string {
  return toHex(createHash('sha256').update(leaf).digest());
}

export function newTicketKeys(random: Random, lifetime: Milliseconds): TicketKeys {
  return { key: Secret.of(random.bytes(TICKET_KEY)), lifetime: Math.floor(lifetime / SECOND) };
}

/** A session that a peer can resume. The session holds secrets. */
export interface ResumableSession {
  readonly session: Secret;
  /** The server's, as it was presented. */
  readonly chain: readonly Uint8Array[];
}

/** A peer's memory of one network: the newest session, used once (RFC 8446 §C.4). */
export class SessionMemory {
  #session: ResumableSession | undefined;

  get isEmpty(): boolean {
    return this.#session === undefined;
  }

  remember(session: ResumableSession): void {
    this.#session = session;
  }

  take(): ResumableSession | undefined {
    const session = this.#session;
    this.#session = undefined;
    return session;
  }
}
