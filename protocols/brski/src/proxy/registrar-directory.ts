/**
 * The registrars a join proxy knows, and in which order to try them for a pledge (RFC 8995 §4.3).
 *
 * The order is stable for each pledge: a pledge that connects again expects the certificates it saw before (RFC 8995
 * §5), so it should reach the same registrar as long as that one answers.
 */

import { createHash } from 'node:crypto';
import { HOUR, type Milliseconds, SECOND } from '@sallyport/core';

export interface RegistrarAddress {
  readonly host: string;
  readonly port: number;
}

export interface RegistrarOffer extends RegistrarAddress {
  /** Set up by the operator: never expires, and goes before discovered ones in the order given. */
  readonly isConfigured?: boolean;
  /** How long the announcement stands, in milliseconds; undefined until withdrawn. */
  readonly ttl?: Milliseconds;
}

interface Entry {
  readonly address: RegistrarAddress;
  readonly key: string;
  readonly order: number;
  readonly isConfigured: boolean;
  expiresAt: Milliseconds;
  failures: number;
  /** End of the pause after failures; a pause only moves it to the end of the line. */
  pausedUntil: Milliseconds;
}

const MAX_REGISTRARS = 32;
const MAX_LIFETIME = HOUR;
const FIRST_PAUSE = SECOND;
const LONGEST_PAUSE = 60 * SECOND;

export function registrarKey({ host, port }: RegistrarAddress): string {
  return `${host.toLowerCase()}/${port}`;
}

export class RegistrarDirectory {
  readonly #entries = new Map<string, Entry>();
  #order = 0;

  /** Takes up or refreshes a registrar; false when the directory is full or the offer unusable. */
  found(offer: RegistrarOffer, now: Milliseconds): boolean {
    if (offer.host === '' || offer.host.length > 255 || !(offer.port >= 1 && offer.port <= 65535)) return false;
    this.#expire(now);
    const key = registrarKey(offer);
    const expiresAt = expiry(offer, now);
    const known = this.#entries.get(key);
    if (known !== undefined) {
      known.expiresAt = Math.max(known.expiresAt, expiresAt);
      return true;
    }
    if (this.#entries.size >= MAX_REGISTRARS && offer.isConfigured !== true) return false;
    this.#entries.set(key, {
      address: { host: offer.host, port: offer.port },
      key,
      order: this.#order++,
      isConfigured: offer.isConfigured === true,
      expiresAt,
      failures: 0,
      pausedUntil: now,
    });
    return true;
  }

  withdrawn(address: RegistrarAddress): void {
    const key = registrarKey(address);
    if (this.#entries.get(key)?.isConfigured === false) this.#entries.delete(key);
  }

  failed(address: RegistrarAddress, now: Milliseconds): void {
    const entry = this.#entries.get(registrarKey(address));
    if (entry === undefined) return;
    entry.failures++;
    entry.pausedUntil = now + Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(16, entry.failures - 1));
  }

  answered(address: RegistrarAddress, now: Milliseconds): void {
    const entry = this.#entries.get(registrarKey(address));
    if (entry === undefined) return;
    entry.failures = 0;
    entry.pausedUntil = now;
  }

  /** Every registrar, best first for this source; those that failed lately last, yet still there. */
  orderFor(source: string, now: Milliseconds): readonly RegistrarAddress[] {
    this.#expire(now);
    return [...this.#entries.values()]
      .map((entry) => ({ entry, paused: entry.pausedUntil > now ? 1 : 0, weight: weight(source, entry.key) }))
      .sort(
        (a, b) =>
          a.paused - b.paused ||
          Number(b.entry.isConfigured) - Number(a.entry.isConfigured) ||
          (a.entry.isConfigured ? a.entry.order - b.entry.order : Buffer.compare(a.weight, b.weight)),
      )
      .map(({ entry }) => entry.address);
  }

  hasAny(now: Milliseconds): boolean {
    this.#expire(now);
    return this.#entries.size > 0;
  }

  /** When the next announcement runs out. */
  get nextExpiry(): Milliseconds | undefined {
    let next = Number.POSITIVE_INFINITY;
    for (const { expiresAt } of this.#entries.values()) next = Math.min(next, expiresAt);
    return next === Number.POSITIVE_INFINITY ? undefined : next;
  }

  #expire(now: Milliseconds): void {
    for (const entry of this.#entries.values()) if (entry.expiresAt <= now) this.#entries.delete(entry.key);
  }
}

function expiry(offer: RegistrarOffer, now: Milliseconds): Milliseconds {
  if (offer.isConfigured === true || offer.ttl === undefined) return Number.POSITIVE_INFINITY;
  // RFC 8990 §2.8.11: zero claims an indefinite lifetime, which nobody on a network gets here.
  return now + (offer.ttl <= 0 ? MAX_LIFETIME : Math.min(offer.ttl, MAX_LIFETIME));
}

/** Rendezvous hashing: spreads pledges over registrars, keeps each with its own, and needs no memory. */
function weight(source: string, key: string): Buffer {
  return createHash('sha256').update(`${source}\n${key}`).digest();
}
