/**
 * The append-only log of claims (CAHN, Receipt Of VCs): what came is stored as it came, before anybody looks at it, and
 * stays for ever. A retraction is one more claim. So the whole state can be rebuilt on any basis of trust.
 */

import { CLAIM_LIMITS } from '@sallyport/assurance-claims';
import { type Clock, isSallyportError } from '@sallyport/core';
import type { ChainHead, LogStore, NewEvent, Position, VerifyOptions } from '@sallyport/store';
import { fail } from './errors.ts';
import { type ClaimFollower, type FollowOptions, followClaims } from './follower.ts';
import type { Glance } from './glance.ts';
import {
  CLAIM_LOGGED,
  CLAIM_STREAM,
  type ClaimEntry,
  claimEvent,
  claimId,
  claimIn,
  entryIn,
  type LoggedClaim,
  ORIGINS,
  type Origin,
} from './logged-claim.ts';
import { CLAIM_IDS, CLAIMS } from './projection.ts';

export interface ClaimLogOptions {
  /** Opened with `claimLogProjection` among its projections; other events may share it. */
  readonly store: LogStore;
  readonly clock: Pick<Clock, 'now'>;
}

export interface AppendHow {
  readonly origin: Origin;
  /** Who brought it, for people to read; 256 characters at most. */
  readonly from?: string;
  /** Events to append in the same step: all of them and the claim, or nothing. None of them when the claim is there already. */
  readonly alongside?: readonly NewEvent[];
}

export interface Appended {
  readonly claim: LoggedClaim;
  /** False when the log held the very same bytes already: `claim` is then the one of that time. */
  readonly isNew: boolean;
}

/** Everything that is given must be so. Names are compared with what claims say of themselves: see {@link Glance}. */
export interface ClaimQuery {
  readonly origin?: Origin;
  readonly type?: string;
  readonly issuer?: string;
  readonly subject?: string;
  readonly deviceType?: string;
  /** Whatever else; it costs what has to be looked at. */
  readonly where?: (claim: ListedClaim) => boolean;
  /** Entries in the page, 1 to 1000; 100 if left out. */
  readonly limit?: number;
  /** Where the page before ended: its `next`. */
  readonly cursor?: string;
}

export interface ListedClaim extends ClaimEntry {
  /** What it says of itself. */
  readonly glance: Glance;
}

export interface ClaimPage {
  /** The newest first. */
  readonly claims: readonly ListedClaim[];
  /**
   * Present when older ones were not looked at. A page that asks for much beside what is in an index can come to its end with
   * few claims or none.
   */
  readonly next?: string;
}

type AppendedListener = (claim: LoggedClaim) => void;

const MAX_FROM = 256;
const DEFAULT_LIMIT = 100;
/** Of the table, for one page. */
const MAX_READS = 64;
/** Events of the log that are read for the claims among them, whatever they are. */
const MAX_PASSED_OVER = 2000;
const ID = /^[0-9a-f]{64}$/;

export class ClaimLog {
  readonly #store: LogStore;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #listeners = new Set<AppendedListener>();

  private constructor({ store, clock }: ClaimLogOptions) {
    this.#store = store;
    this.#clock = clock;
  }

  /** @throws E_STORE_ARGUMENT when the store was opened without `claimLogProjection` */
  static async open(options: ClaimLogOptions): Promise<ClaimLog> {
    await options.store.table(CLAIM_IDS).page({ limit: 1 });
    return new ClaimLog(options);
  }

  /**
   * Stores the bytes as they are, unless they are there already. Durable when resolved, in both cases.
   * @throws E_CLAIM_LOG_EMPTY, E_CLAIM_LOG_TOO_LARGE beyond 256 KiB, E_CLAIM_LOG_ARGUMENT, and what the store's `append`
   * throws, E_STORE_CONFLICT for an event alongside
   */
  async append(bytes: Uint8Array, { origin, from, alongside = [] }: AppendHow): Promise<Appended> {
    requireFitting(bytes, from);
    const id = claimId(bytes);
    const event = claimEvent(id, bytes, { origin, from, at: this.#clock.now() });
    try {
      const [stored] = await this.#store.append([event, ...alongside]);
      if (stored === undefined || !CLAIM_LOGGED.is(stored)) throw misplaced(id);
      const claim = { ...entryIn(stored), bytes };
      for (const listener of this.#listeners) listener(claim);
      return { claim, isNew: true };
    } catch (thrown) {
      if (!isSallyportError(thrown, 'E_STORE_CONFLICT') || thrown.details['uniqueKey'] !== event.uniqueKey)
        throw thrown;
      // A taken key is told only once whoever took it is durable.
      return { claim: await this.get(id), isNew: false };
    }
  }

  /**
   * Stores several claims that are new, and the events alongside, in one step: all of it or nothing. Durable when resolved.
   * @param expectVersion the version that streams must have for it to be done
   * @throws as {@link append}, and E_STORE_CONFLICT where one of the claims is there already
   */
  async appendAll(
    all: readonly Uint8Array[],
    { origin, from, alongside = [] }: AppendHow,
    expectVersion: Readonly<Record<string, number>> = {},
  ): Promise<readonly LoggedClaim[]> {
    for (const bytes of all) requireFitting(bytes, from);
    const at = this.#clock.now();
    const events = all.map((bytes) => claimEvent(claimId(bytes), bytes, { origin, from, at }));
    const stored = await this.#store.append([...events, ...alongside], { expectVersion });
    const claims = stored.filter((event) => CLAIM_LOGGED.is(event)).map(claimIn);
    for (const claim of claims) for (const listener of this.#listeners) listener(claim);
    return claims;
  }

  /**
   * Every claim after this position (0: all) and up to `to`, in the order in which they were appended, whichever replica
   * did it.
   */
  async *read(after: Position = 0, to?: Position): AsyncGenerator<LoggedClaim, void, undefined> {
    // The store finds a position in the log at once, in a stream only from its start; but much of the log is of other things.
    const isFar = (to ?? (await this.#store.head())) - after > MAX_PASSED_OVER;
    const range = { ...(to === undefined ? {} : { to }), ...(isFar ? { stream: CLAIM_STREAM } : {}) };
    for await (const event of this.#store.read(after + 1, range)) {
      if (CLAIM_LOGGED.is(event)) yield claimIn(event);
    }
  }

  /** The last position of the log of events, whatever kind of event stands there. */
  head(): Promise<Position> {
    return this.#store.head();
  }

  /** The claim of this id, if there is one. */
  async find(id: string): Promise<LoggedClaim | undefined> {
    const row = ID.test(id) ? await this.#store.table(CLAIM_IDS).get(id) : undefined;
    if (row === undefined) return undefined;
    for await (const event of this.#store.read(row.position, { limit: 1 })) {
      if (CLAIM_LOGGED.is(event)) return claimIn(event);
    }
    throw misplaced(id);
  }

  /** @throws E_CLAIM_LOG_UNKNOWN */
  async get(id: string): Promise<LoggedClaim> {
    const claim = await this.find(id);
    if (claim === undefined) throw fail('E_CLAIM_LOG_UNKNOWN', 'no claim of this id was ever logged');
    return claim;
  }

  /**
   * The newest first; a page costs the same however long the log is. The narrowest index is read, and what else is asked for is
   * looked for in what it holds, so far as a page may cost.
   * @throws E_STORE_ARGUMENT
   */
  async page(query: ClaimQuery = {}): Promise<ClaimPage> {
    const { limit = DEFAULT_LIMIT } = query;
    const claims: ListedClaim[] = [];
    let { cursor } = query;
    for (let read = 0; read < MAX_READS; read++) {
      const { entries, next } = await this.#store.table(CLAIMS).page({
        ...narrowestIn(query),
        // No more than there is room for: a page ends where a read ends.
        limit: limit - claims.length,
        ...(cursor === undefined ? {} : { cursor }),
        reverse: true,
      });
      for (const { row } of entries) {
        const claim = { ...row, at: new Date(row.at), from: row.from ?? undefined };
        if (isMeant(claim, query)) claims.push(claim);
      }
      cursor = next;
      if (next === undefined || claims.length >= limit) break;
    }
    return cursor === undefined ? { claims } : { claims, next: cursor };
  }

  /**
   * Calls `listener` after each claim that was appended here and was new, once it is durable. A wake-up: claims of other
   * replicas are told by {@link follow} alone. What a listener throws is thrown at who appended. Gives the way to stop.
   */
  onAppended(listener: AppendedListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Hands over every claim after a position, old and new, of every replica, one at a time and in order. */
  follow(options: FollowOptions): ClaimFollower {
    return followClaims(this, options);
  }

  /**
   * Checks the whole store with its chain of hashes, against a head that was noted if one is given, and that every claim is the
   * one whose id it bears. Gives the head that it came to, to be noted elsewhere.
   * @throws E_STORE_CORRUPT, E_STORE_CHAIN, E_CLAIM_LOG_CORRUPT naming the first fault
   */
  async verify(options: VerifyOptions = {}): Promise<{ readonly claims: number; readonly head: ChainHead }> {
    const head = await this.#store.verify(options);
    let claims = 0;
    for await (const { origin, position } of this.read(0, head.position)) {
      if (!ORIGINS.includes(origin))
        throw fail('E_CLAIM_LOG_CORRUPT', `the claim of event ${position} has no known origin`);
      claims++;
    }
    return { claims, head };
  }
}

/** The index of which a value has fewest claims, as a rule. */
function narrowestIn({ subject, deviceType, issuer, type, origin }: ClaimQuery) {
  if (subject !== undefined) return { index: 'subject', equals: subject } as const;
  if (deviceType !== undefined) return { index: 'device_type', equals: deviceType } as const;
  if (issuer !== undefined) return { index: 'issuer', equals: issuer } as const;
  if (type !== undefined) return { index: 'type', equals: type } as const;
  return origin === undefined ? {} : ({ index: 'origin', equals: origin } as const);
}

function isMeant(claim: ListedClaim, { origin, type, issuer, subject, deviceType, where }: ClaimQuery): boolean {
  const { glance } = claim;
  const isWanted = (wanted: string | undefined, is: string | null) => wanted === undefined || wanted === is;
  return (
    isWanted(origin, claim.origin) &&
    isWanted(type, glance.type) &&
    isWanted(issuer, glance.issuer) &&
    isWanted(subject, glance.subject) &&
    isWanted(deviceType, glance.deviceType) &&
    (where === undefined || where(claim))
  );
}

function requireFitting(bytes: Uint8Array, from: string | undefined): void {
  if (bytes.length === 0) throw fail('E_CLAIM_LOG_EMPTY', 'a claim without a byte');
  if (bytes.length > CLAIM_LIMITS.maxBytes) {
    throw fail(
      'E_CLAIM_LOG_TOO_LARGE',
      `a claim of ${bytes.length} bytes is over the limit of ${CLAIM_LIMITS.maxBytes}`,
    );
  }
  if (from !== undefined && from.length > MAX_FROM) {
    throw fail('E_CLAIM_LOG_ARGUMENT', `who brought a claim is told in at most ${MAX_FROM} characters`);
  }
}

function misplaced(id: string) {
  return fail('E_CLAIM_LOG_CORRUPT', `claim ${id} is not where it was stored`, { details: { id } });
}
