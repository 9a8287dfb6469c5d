/**
 * Which candidate to try when (RFC 8995 §4.1 and the end of §5.1).
 *
 * Several attempts run in parallel, started 3 to 5 seconds apart; each candidate has its own exponential back-off; the
 * oldest attempt gives way when nothing moves and others wait. Sans-IO: an input and the time go in, actions come out.
 */

import { HOUR, MINUTE, type Milliseconds, type Random, SECOND } from '@sallyport/core';
import { type BackOff, backOffDelay, CANDIDATE_BACK_OFF, uniform } from './back-off.ts';
import { type Candidate, type CandidateOffer, candidateKey } from './candidate.ts';
import { type CandidateRecord, CandidateTable, type Refusal } from './candidate-table.ts';
import { nextCandidate } from './selection.ts';

export interface SchedulerOptions {
  readonly random: Random;
  /** The time at which discovery begins, on the caller's monotonic clock. */
  readonly now: Milliseconds;
  /** Attempts at a time. Default 4; a device with resources for one sets 1 (RFC 8995 §5.1). */
  readonly maxParallel?: number;
  /** Pause between two starts. Default 3 to 5 s (RFC 8995 §4.1). */
  readonly startInterval?: { readonly min: Milliseconds; readonly max: Milliseconds };
  /** An attempt without progress for so long is stalled. Default 5 s (RFC 8995 §5.1). */
  readonly stallAfter?: Milliseconds;
  readonly backOff?: BackOff;
  /** A candidate that is due for longer goes before newcomers. Default 30 s. */
  readonly overdueAfter?: Milliseconds;
  /** How long local discovery goes on before a cloud registrar is tried. Default 30 s (RFC 8995 §2.7). */
  readonly cloudAfter?: Milliseconds;
  /** Default 64. */
  readonly maxCandidates?: number;
  /** Default 4. */
  readonly maxPerAnnouncer?: number;
  /** Default one hour. */
  readonly maxLifetime?: Milliseconds;
}

export type SchedulerInput =
  | { readonly type: 'found'; readonly offer: CandidateOffer }
  | { readonly type: 'withdrawn'; readonly offer: Pick<CandidateOffer, 'source' | 'host' | 'port'> }
  /** A step of the protocol was taken: connected, TLS established, answered. Single bytes are no progress (§5.1, slowloris). */
  | { readonly type: 'progress'; readonly attempt: number }
  /** Told to come back later (202): the attempt lives on without taking a place. */
  | { readonly type: 'parked'; readonly attempt: number }
  /** `returnLater` false: not again before the longest back-off. */
  | { readonly type: 'failed'; readonly attempt: number; readonly returnLater: boolean }
  | { readonly type: 'succeeded'; readonly attempt: number }
  /** What followed the success failed: go on with the next candidate (RFC 8995 appendix B). */
  | { readonly type: 'resume' }
  | { readonly type: 'link-changed' }
  | { readonly type: 'tick' };

export type SchedulerAction =
  | { readonly type: 'start'; readonly attempt: number; readonly candidate: Candidate }
  | { readonly type: 'stop'; readonly attempt: number; readonly reason: 'stalled' | 'superseded' }
  | { readonly type: 'passed-over'; readonly offer: CandidateOffer; readonly reason: Refusal }
  /** Every candidate was tried and none succeeded; listening goes on (RFC 8995 §4.1). */
  | { readonly type: 'exhausted' }
  /** Come back with `tick` at this time; replaces the earlier wake. */
  | { readonly type: 'wake'; readonly at: Milliseconds };

interface Attempt {
  readonly id: number;
  readonly record: CandidateRecord;
  readonly startedAt: Milliseconds;
  progressAt: Milliseconds;
  parked: boolean;
}

export class CandidateScheduler {
  readonly #options: Required<Omit<SchedulerOptions, 'now' | 'maxCandidates' | 'maxPerAnnouncer' | 'maxLifetime'>>;
  readonly #table: CandidateTable;
  readonly #attempts = new Map<number, Attempt>();
  readonly #cloudFrom: Milliseconds;
  #nextStart: Milliseconds;
  #lastId = 0;
  #done = false;

  constructor(options: SchedulerOptions) {
    this.#options = {
      random: options.random,
      maxParallel: options.maxParallel ?? 4,
      startInterval: options.startInterval ?? { min: 3 * SECOND, max: 5 * SECOND },
      stallAfter: options.stallAfter ?? 5 * SECOND,
      backOff: options.backOff ?? CANDIDATE_BACK_OFF,
      overdueAfter: options.overdueAfter ?? MINUTE / 2,
      cloudAfter: options.cloudAfter ?? MINUTE / 2,
    };
    this.#table = new CandidateTable({
      maxCandidates: options.maxCandidates ?? 64,
      maxPerAnnouncer: options.maxPerAnnouncer ?? 4,
      maxLifetime: options.maxLifetime ?? HOUR,
    });
    this.#nextStart = options.now;
    this.#cloudFrom = options.now + this.#options.cloudAfter;
  }

  /** Takes an input at time `now` and says what to do. Inputs about attempts that are over are ignored. */
  step(input: SchedulerInput, now: Milliseconds): readonly SchedulerAction[] {
    const actions: SchedulerAction[] = [];
    this.#apply(input, now, actions);
    if (!this.#done) this.#fill(now, actions);
    const at = this.#wake(now);
    if (at !== undefined) actions.push({ type: 'wake', at });
    return actions;
  }

  /** Attempts under way, parked ones included. */
  get running(): number {
    return this.#attempts.size;
  }

  #apply(input: SchedulerInput, now: Milliseconds, actions: SchedulerAction[]): void {
    switch (input.type) {
      case 'found': {
        const refusal = this.#table.offer(input.offer, now);
        if (refusal !== undefined) actions.push({ type: 'passed-over', offer: input.offer, reason: refusal });
        return;
      }
      case 'withdrawn':
        this.#table.withdraw(candidateKey(input.offer), now);
        return;
      case 'progress':
      case 'parked': {
        const attempt = this.#attempts.get(input.attempt);
        if (attempt === undefined) return;
        attempt.parked = input.type === 'parked';
        attempt.progressAt = now;
        return;
      }
      case 'failed': {
        const attempt = this.#attempts.get(input.attempt);
        if (attempt !== undefined) this.#fail(attempt, now, input.returnLater, actions);
        return;
      }
      case 'succeeded': {
        const winner = this.#attempts.get(input.attempt);
        if (winner === undefined || this.#done) return;
        this.#done = true;
        this.#end(winner, now);
        // Whatever follows the voucher may still fail: the candidate is then returned to as after any failure.
        this.#backOff(winner.record, now, true);
        for (const other of [...this.#attempts.values()]) this.#supersede(other, now, actions);
        return;
      }
      case 'resume':
        this.#done = false;
        return;
      case 'link-changed':
        // The pause between starts stays: a flapping link must not become a flood (RFC 8995 §4.1).
        for (const record of this.#table.all()) {
          record.failures = 0;
          record.notBefore = now;
        }
        return;
      case 'tick':
        return;
    }
  }

  #fail(attempt: Attempt, now: Milliseconds, returnLater: boolean, actions: SchedulerAction[]): void {
    this.#end(attempt, now);
    this.#backOff(attempt.record, now, returnLater);
    if (
      this.#attempts.size === 0 &&
      [...this.#table.all()].every((record) => record.failures > 0 || record.expiresAt <= now)
    ) {
      actions.push({ type: 'exhausted' });
    }
  }

  #supersede(attempt: Attempt, now: Milliseconds, actions: SchedulerAction[]): void {
    this.#end(attempt, now);
    actions.push({ type: 'stop', attempt: attempt.id, reason: 'superseded' });
  }

  #end(attempt: Attempt, now: Milliseconds): void {
    this.#attempts.delete(attempt.id);
    attempt.record.running = false;
    attempt.record.lastUsed = now;
  }

  #backOff(record: CandidateRecord, now: Milliseconds, returnLater: boolean): void {
    record.failures++;
    const { backOff, random } = this.#options;
    record.notBefore = now + (returnLater ? backOffDelay(backOff, record.failures, random) : backOff.max);
  }

  #fill(now: Milliseconds, actions: SchedulerAction[]): void {
    while (now >= this.#nextStart) {
      const next = this.#choose(now);
      if (next === undefined) return;
      if (this.#active().length >= this.#options.maxParallel) {
        const oldest = this.#oldestIfAllStalled(now);
        if (oldest === undefined) return;
        // RFC 8995 §5.1: nothing moves and others wait, so the oldest connection is dropped.
        actions.push({ type: 'stop', attempt: oldest.id, reason: 'stalled' });
        this.#fail(oldest, now, true, actions);
      }
      this.#start(next, now, actions);
    }
  }

  #start(record: CandidateRecord, now: Milliseconds, actions: SchedulerAction[]): void {
    const id = ++this.#lastId;
    record.running = true;
    record.lastUsed = now;
    this.#attempts.set(id, { id, record, startedAt: now, progressAt: now, parked: false });
    const { min, max } = this.#options.startInterval;
    this.#nextStart = now + uniform(this.#options.random, min, max);
    actions.push({ type: 'start', attempt: id, candidate: record.candidate });
  }

  #active(): readonly Attempt[] {
    return [...this.#attempts.values()].filter((attempt) => !attempt.parked);
  }

  #oldestIfAllStalled(now: Milliseconds): Attempt | undefined {
    const active = this.#active();
    if (active.some((attempt) => now - attempt.progressAt < this.#options.stallAfter)) return undefined;
    return active.reduce<Attempt | undefined>(
      (oldest, attempt) => (oldest === undefined || attempt.startedAt < oldest.startedAt ? attempt : oldest),
      undefined,
    );
  }

  #choose(now: Milliseconds): CandidateRecord | undefined {
    const due = [...this.#table.all()].filter((record) => this.#isWaiting(record, now) && record.notBefore <= now);
    return nextCandidate(due, this.#table.all(), now, this.#options.overdueAfter);
  }

  #isWaiting(record: CandidateRecord, now: Milliseconds): boolean {
    return !record.running && record.expiresAt > now && (record.candidate.source !== 'cloud' || this.#mayTryCloud(now));
  }

  /** RFC 8995 §2.7: the cloud registrar is for when no local one can be found. A parked attempt found none yet. */
  #mayTryCloud(now: Milliseconds): boolean {
    if (now < this.#cloudFrom) return false;
    for (const record of this.#table.all()) {
      if (
        record.candidate.source !== 'cloud' &&
        record.expiresAt > now &&
        record.failures === 0 &&
        !this.#isParked(record)
      ) {
        return false;
      }
    }
    return true;
  }

  #isParked(record: CandidateRecord): boolean {
    for (const attempt of this.#attempts.values()) if (attempt.record === record) return attempt.parked;
    return false;
  }

  /** The earliest time at which something could change without an input. */
  #wake(now: Milliseconds): Milliseconds | undefined {
    if (this.#done) return undefined;
    let due = Number.POSITIVE_INFINITY;
    for (const record of this.#table.all()) {
      if (record.running || record.expiresAt <= now) continue;
      if (record.candidate.source === 'cloud') {
        if (this.#mayTryCloud(Math.max(now, this.#cloudFrom)))
          due = Math.min(due, Math.max(record.notBefore, this.#cloudFrom));
      } else if (record.notBefore < record.expiresAt) {
        due = Math.min(due, record.notBefore);
      }
    }
    if (due === Number.POSITIVE_INFINITY) return undefined;
    const active = this.#active();
    const free =
      active.length < this.#options.maxParallel
        ? now
        : Math.max(...active.map((attempt) => attempt.progressAt)) + this.#options.stallAfter;
    return Math.max(due, free, this.#nextStart, now);
  }
}
