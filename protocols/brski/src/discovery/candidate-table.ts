/**
 * What is known of every candidate, bounded against neighbours who announce without end.
 *
 * A candidate outlives the expiry of its announcement as a memory of its failures: otherwise a proxy could escape its
 * back-off (RFC 8995 §4.1) by being announced anew.
 */

import type { Milliseconds } from '@sallyport/core';
import { CANDIDATE_SOURCES, type Candidate, type CandidateOffer, candidateKey, isUsable } from './candidate.ts';

export interface CandidateRecord {
  readonly candidate: Candidate;
  readonly announcer: string | undefined;
  readonly discoveredAt: Milliseconds;
  /** Discovery order, to break ties. */
  readonly order: number;
  expiresAt: Milliseconds;
  failures: number;
  /** End of the back-off. */
  notBefore: Milliseconds;
  /** When an attempt through it last began or ended; undefined if never. */
  lastUsed: Milliseconds | undefined;
  running: boolean;
}

export interface TableLimits {
  /** Most candidates held, not counting configured ones. */
  readonly maxCandidates: number;
  /** Most candidates held of one announcer. */
  readonly maxPerAnnouncer: number;
  /** Longest life an announcement can claim; GRASP allows `0` for "for ever" (RFC 8990 §2.8.11). */
  readonly maxLifetime: Milliseconds;
}

export type Refusal = 'unusable' | 'announcer-full' | 'table-full';

export class CandidateTable {
  readonly #limits: TableLimits;
  readonly #records = new Map<string, CandidateRecord>();
  #order = 0;

  constructor(limits: TableLimits) {
    this.#limits = limits;
  }

  get(key: string): CandidateRecord | undefined {
    return this.#records.get(key);
  }

  all(): Iterable<CandidateRecord> {
    return this.#records.values();
  }

  /** Takes up or refreshes an offer; says why when it does not. */
  offer(offer: CandidateOffer, now: Milliseconds): Refusal | undefined {
    if (!isUsable(offer)) return 'unusable';
    const key = candidateKey(offer);
    const known = this.#records.get(key);
    const expiresAt = this.#expiry(offer, now);
    if (known !== undefined) {
      // Only the life of the offer is renewed: neither back-off nor place in the queue can be bought by repetition.
      known.expiresAt = Math.max(known.expiresAt, expiresAt);
      return undefined;
    }
    const refusal = this.#makeRoom(offer, now);
    if (refusal !== undefined) return refusal;
    this.#records.set(key, {
      candidate: { key, source: offer.source, host: offer.host, port: offer.port },
      announcer: offer.announcer,
      discoveredAt: now,
      order: this.#order++,
      expiresAt,
      failures: 0,
      notBefore: now,
      lastUsed: undefined,
      running: false,
    });
    return undefined;
  }

  /** The offer stands no more: a DNS goodbye, or an announcement taken back. */
  withdraw(key: string, now: Milliseconds): void {
    const record = this.#records.get(key);
    if (record !== undefined && !isConfigured(record.candidate)) record.expiresAt = Math.min(record.expiresAt, now);
  }

  #expiry(offer: CandidateOffer, now: Milliseconds): Milliseconds {
    if (isConfigured(offer) || offer.ttl === undefined) return Number.POSITIVE_INFINITY;
    const life = offer.ttl <= 0 ? this.#limits.maxLifetime : Math.min(offer.ttl, this.#limits.maxLifetime);
    return now + life;
  }

  #makeRoom(offer: CandidateOffer, now: Milliseconds): Refusal | undefined {
    if (isConfigured(offer)) return undefined;
    const announced = [...this.#records.values()].filter((record) => !isConfigured(record.candidate));
    if (offer.announcer !== undefined) {
      const own = announced.filter((record) => record.announcer === offer.announcer);
      if (own.length >= this.#limits.maxPerAnnouncer) return this.#evict(own, now) ? undefined : 'announcer-full';
    }
    if (announced.length >= this.#limits.maxCandidates) return this.#evict(announced, now) ? undefined : 'table-full';
    return undefined;
  }

  /** Whoever no longer stands, else whoever failed most, gives way; untried candidates never do. */
  #evict(among: readonly CandidateRecord[], now: Milliseconds): boolean {
    const victim = among
      .filter((record) => !record.running && (record.expiresAt <= now || record.failures > 0))
      .sort((a, b) => rank(b, now) - rank(a, now) || a.order - b.order)[0];
    return victim !== undefined && this.#records.delete(victim.candidate.key);
  }
}

function rank(record: CandidateRecord, now: Milliseconds): number {
  return record.expiresAt <= now ? Number.POSITIVE_INFINITY : record.failures;
}

/** Configured candidates were given by whoever built or set up the device; nobody on the network can displace them. */
export function isConfigured(candidate: Pick<Candidate, 'source'>): boolean {
  return candidate.source === 'static' || candidate.source === 'cloud';
}

export function sourceRank(candidate: Pick<Candidate, 'source'>): number {
  return CANDIDATE_SOURCES.indexOf(candidate.source);
}
