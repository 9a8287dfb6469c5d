/**
 * Hears floods and keeps what they say for as long as it is valid: sans-IO (RFC 8990 §2.5.2, §2.5.6.2, §2.8.11).
 *
 * Nothing is ever relayed. Bounded for a link where anyone may flood: so many offers, so many from one sender; when full,
 * the sender with the most loses its oldest.
 */

import { HOUR, type Milliseconds } from '@sallyport/core';
import { isLinkLocal, isLoopback, zoneOf } from './addresses.ts';
import { decodeMessage } from './codec.ts';
import { GRASP_DEF_TIMEOUT } from './constants.ts';
import { fail } from './errors.ts';
import type { Flood, FloodedObjective, Locator, Objective } from './flood.ts';

/**
 * - `link-local`: the rules for DULL, the insecure instance on one link (RFC 8990 §2.5.2): loop count 1 and a link-local
 *   source, or silence.
 * - `domain`: inside a secured network such as the ACP, whose members may be routers away.
 */
export type Scope = 'link-local' | 'domain';

export interface FloodListenerOptions {
  /** Names of the objectives to take; all others are refused, as §2.5.2 demands. */
  readonly objectives: readonly string[];
  readonly scope: Scope;
  /** In scope `link-local`, hear floods from loopback addresses too. Default false. */
  readonly allowLoopback?: boolean;
  readonly limits?: Partial<FloodLimits>;
}

export interface FloodLimits {
  /** Default 256. */
  readonly maxOffers: number;
  /** Default 32. */
  readonly maxOffersPerSender: number;
  /** The longest an offer is kept, also one without end. Default 1 h. */
  readonly maxLifetime: Milliseconds;
  /** Session ids remembered to tell repetitions. Default 1024. */
  readonly maxSessions: number;
}

const DEFAULT_LIMITS: FloodLimits = { maxOffers: 256, maxOffersPerSender: 32, maxLifetime: HOUR, maxSessions: 1024 };
/** RFC 8990 §2.5.6.2: twice GRASP_DEF_TIMEOUT. */
const REMEMBER_SESSIONS: Milliseconds = 2 * GRASP_DEF_TIMEOUT;

/** What somebody floods. Not authenticated. */
export interface Offer {
  readonly objective: Objective;
  readonly locator: Locator | undefined;
  readonly initiator: string;
  /** Sender's address, with its zone where it has one. */
  readonly source: string;
}

export type OfferEvent =
  /** New, or changed. */
  | { readonly type: 'up'; readonly offer: Offer }
  /** Taken back or run out. */
  | { readonly type: 'down'; readonly offer: Offer };

/** What became of a datagram. */
export type Reception =
  | { readonly outcome: 'accepted'; readonly events: readonly OfferEvent[] }
  /** Heard before, from here or by another way. */
  | { readonly outcome: 'repeated' }
  /** A message of another type: `name` if RFC 8990 knows it. */
  | { readonly outcome: 'not-supported'; readonly type: number; readonly name: string | undefined };

interface Entry {
  readonly offer: Offer;
  readonly key: string;
  readonly sender: string;
  readonly expiresAt: Milliseconds;
}

export class FloodListener {
  readonly #wanted: ReadonlySet<string>;
  readonly #scope: Scope;
  readonly #allowLoopback: boolean;
  readonly #limits: FloodLimits;
  /** By objective and locator (§2.8.11: same name, same tag), oldest first. */
  readonly #offers = new Map<string, Entry>();
  /** By session id and initiator: until when they are remembered, oldest first. */
  readonly #sessions = new Map<string, Milliseconds>();

  constructor(options: FloodListenerOptions) {
    this.#wanted = new Set(options.objectives);
    this.#scope = options.scope;
    this.#allowLoopback = options.allowLoopback ?? false;
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
  }

  /** When {@link FloodListener.expire} has something to do. */
  get nextAt(): Milliseconds | undefined {
    let next: Milliseconds | undefined;
    for (const { expiresAt } of this.#offers.values()) if (next === undefined || expiresAt < next) next = expiresAt;
    return next;
  }

  /** What is valid now, oldest first. */
  offers(): readonly Offer[] {
    return [...this.#offers.values()].map(({ offer }) => offer);
  }

  /**
   * Takes in one datagram from `source`, an IP address.
   * @throws E_GRASP_TOO_LARGE, E_GRASP_TOO_DEEP, E_GRASP_CBOR, E_GRASP_MALFORMED, E_GRASP_POLICY: to be counted and dropped in
   *   silence
   */
  receive(datagram: Uint8Array, source: string, now: Milliseconds): Reception {
    if (this.#scope === 'link-local' && !isLinkLocal(source) && !(this.#allowLoopback && isLoopback(source))) {
      throw fail('E_GRASP_POLICY', 'the sender is not on the link');
    }
    const message = decodeMessage(datagram);
    if (message.kind === 'not-supported') return { outcome: message.kind, type: message.type, name: message.name };
    const { flood } = message;
    const wanted = this.#wantedOf(flood);
    if (this.#isRepeated(flood, now)) return { outcome: 'repeated' };
    const events = wanted.flatMap((flooded) => this.#keep(flooded, flood, source, now));
    return { outcome: 'accepted', events };
  }

  /** Forgets what is no longer valid. */
  expire(now: Milliseconds): readonly OfferEvent[] {
    const events: OfferEvent[] = [];
    for (const [key, { offer, expiresAt }] of this.#offers) {
      if (expiresAt > now) continue;
      this.#offers.delete(key);
      events.push({ type: 'down', offer });
    }
    return events;
  }

  #wantedOf(flood: Flood): readonly FloodedObjective[] {
    if (this.#scope === 'link-local' && flood.objectives.some(({ objective }) => objective.loopCount !== 1)) {
      throw fail('E_GRASP_POLICY', 'a flood on a link has loop count 1');
    }
    const wanted = flood.objectives.filter(({ objective }) => this.#wanted.has(objective.name));
    if (wanted.length === 0) throw fail('E_GRASP_POLICY', 'no objective of this flood is wanted');
    return wanted;
  }

  #isRepeated({ sessionId, initiator }: Flood, now: Milliseconds): boolean {
    for (const [key, until] of this.#sessions) {
      if (until > now && this.#sessions.size < this.#limits.maxSessions) break;
      this.#sessions.delete(key);
    }
    const key = `${sessionId} ${initiator}`;
    if (this.#sessions.has(key)) return true;
    this.#sessions.set(key, now + REMEMBER_SESSIONS);
    return false;
  }

  #keep(flooded: FloodedObjective, flood: Flood, source: string, now: Milliseconds): readonly OfferEvent[] {
    const { objective, locator } = flooded;
    const sender = this.#scope === 'link-local' ? source : flood.initiator;
    const tag = tagOf(flooded, sender);
    const known = this.#offers.get(tag);
    const events: OfferEvent[] = [];
    if (known === undefined && !this.#makeRoom(sender, events)) return events;
    const offer: Offer = { objective, locator, initiator: flood.initiator, source };
    const lifetime = flood.ttl === 0 ? this.#limits.maxLifetime : Math.min(flood.ttl, this.#limits.maxLifetime);
    const key = keyOf(offer);
    this.#offers.set(tag, { offer, key, sender, expiresAt: now + lifetime });
    if (known?.key !== key) events.push({ type: 'up', offer });
    return events;
  }

  #makeRoom(sender: string, events: OfferEvent[]): boolean {
    const counts = new Map<string, number>();
    for (const entry of this.#offers.values()) counts.set(entry.sender, (counts.get(entry.sender) ?? 0) + 1);
    if ((counts.get(sender) ?? 0) >= this.#limits.maxOffersPerSender) return false;
    if (this.#offers.size < this.#limits.maxOffers) return true;
    const [greediest] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? [];
    const victim = [...this.#offers].find(([, entry]) => entry.sender === greediest);
    if (victim !== undefined) {
      this.#offers.delete(victim[0]);
      events.push({ type: 'down', offer: victim[1].offer });
    }
    return true;
  }
}

/**
 * §2.8.11 tells offers apart by name and locator. Here the sender counts too: on an open link anybody could otherwise
 * overwrite, or take back, what another says. On a link that is the source address, with its zone; in a domain, where floods
 * come by whichever neighbour is first, the initiator.
 */
function tagOf({ objective, locator }: FloodedObjective, sender: string): string {
  return JSON.stringify([objective.name, locator ?? null, sender]);
}

function keyOf({ objective, locator, initiator, source }: Offer): string {
  return JSON.stringify([objective, locator ?? null, initiator, source], (_key, value: unknown) => {
    if (value instanceof Map) return { map: [...value] };
    return value instanceof Uint8Array ? { bytes: Buffer.from(value).toString('base64') } : value;
  });
}

/** The address to connect to: link-local ones need the zone that the offer came from. Undefined without an IP address. */
export function offerAddress({ locator, source }: Offer): string | undefined {
  if (locator === undefined || !('address' in locator)) return undefined;
  const zone = zoneOf(source);
  return zone !== undefined && isLinkLocal(locator.address) ? `${locator.address}%${zone}` : locator.address;
}
