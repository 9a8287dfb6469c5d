/**
 * Which requests are being worked on, and what the last ones were answered with (RFC 5080 §2.2.2): a retransmission gets the same
 * answer, and is not worked on twice. Kept for each client, so that nobody's memory is lost to another's flood.
 */

import type { Clock, Milliseconds, Timer } from '@sallyport/core';
import type { Endpoint } from '../address.ts';
import type { RequestOrigin } from './requests.ts';

type Sender = Pick<RequestOrigin, 'client' | 'from'>;

export class RecentRequest implements RequestOrigin {
  readonly client: string;
  readonly from: Endpoint;
  readonly key: string;
  /** The Request Authenticator, which tells a retransmission from another request with the same identifier. */
  readonly authenticator: string;
  /** Undefined while it is being worked on. */
  answer: Uint8Array | undefined;
  expiresAt: Milliseconds = 0;
  #isGivenUp = false;
  /** Made when somebody looks: hardly any handler does. */
  #abort: AbortController | undefined;

  constructor({ client, from }: Sender, key: string, authenticator: string) {
    this.client = client;
    this.from = from;
    this.key = key;
    this.authenticator = authenticator;
  }

  get isGivenUp(): boolean {
    return this.#isGivenUp;
  }

  /** Ends the work. */
  get signal(): AbortSignal {
    this.#abort ??= new AbortController();
    if (this.#isGivenUp) this.#abort.abort();
    return this.#abort.signal;
  }

  giveUp(): void {
    this.#isGivenUp = true;
    this.#abort?.abort();
  }
}

export interface RecentLimits {
  readonly maxAnswersPerClient: number;
  readonly answerLifetime: Milliseconds;
}

const SWEEPS_IN_LIFETIME = 4;

export class RecentRequests {
  readonly #clock: Clock;
  readonly #timer: Timer;
  readonly #limits: RecentLimits;
  readonly #working = new Map<string, Map<string, RecentRequest>>();
  /** In the order in which they were answered. */
  readonly #answered = new Map<string, Map<string, RecentRequest>>();
  #workingCount = 0;
  #cancelSweep: (() => void) | undefined;

  constructor(clock: Clock, timer: Timer, limits: RecentLimits) {
    this.#clock = clock;
    this.#timer = timer;
    this.#limits = limits;
  }

  get working(): number {
    return this.#workingCount;
  }

  workingOf(client: string): number {
    return this.#working.get(client)?.size ?? 0;
  }

  get answered(): number {
    let count = 0;
    for (const records of this.#answered.values()) count += records.size;
    return count;
  }

  find(client: string, key: string): RecentRequest | undefined {
    const working = this.#working.get(client)?.get(key);
    if (working !== undefined) return working;
    const answered = this.#answered.get(client)?.get(key);
    return answered !== undefined && answered.expiresAt > this.#clock.monotonic() ? answered : undefined;
  }

  begin(sender: Sender, key: string, authenticator: string): RecentRequest {
    const record = new RecentRequest(sender, key, authenticator);
    put(this.#working, record);
    this.#workingCount++;
    return record;
  }

  /** Keeps the answer, unless the request was given up in the meantime. Gives whether it is still wanted. */
  answer(record: RecentRequest, answer: Uint8Array): boolean {
    if (!this.#remove(this.#working, record)) return false;
    this.#workingCount--;
    record.answer = answer;
    record.expiresAt = this.#clock.monotonic() + this.#limits.answerLifetime;
    const records = put(this.#answered, record);
    const [oldest] = records.size > this.#limits.maxAnswersPerClient ? records.values() : [];
    if (oldest !== undefined) this.#remove(this.#answered, oldest);
    this.#cancelSweep ??= this.#timer.after(this.#limits.answerLifetime / SWEEPS_IN_LIFETIME, () => this.#sweep());
    return true;
  }

  /** As if it had never come: a retransmission is worked on anew. */
  forget(record: RecentRequest): void {
    this.#remove(this.#answered, record);
    if (!this.#remove(this.#working, record)) return;
    this.#workingCount--;
    record.giveUp();
  }

  /** Forgets all whose key begins with `prefix`: the way back to them is gone (RFC 6613 §2.6.1). */
  forgetAll(prefix = ''): void {
    for (const table of [this.#working, this.#answered]) {
      for (const records of [...table.values()]) {
        for (const record of [...records.values()]) if (record.key.startsWith(prefix)) this.forget(record);
      }
    }
    if (this.#answered.size === 0) this.#stopSweeping();
  }

  #remove(table: Map<string, Map<string, RecentRequest>>, record: RecentRequest): boolean {
    const records = table.get(record.client);
    if (records?.get(record.key) !== record) return false;
    records.delete(record.key);
    if (records.size === 0) table.delete(record.client);
    return true;
  }

  #sweep(): void {
    this.#cancelSweep = undefined;
    const now = this.#clock.monotonic();
    for (const records of [...this.#answered.values()]) {
      for (const record of [...records.values()]) {
        if (record.expiresAt > now) break;
        this.#remove(this.#answered, record);
      }
    }
    if (this.#answered.size === 0) return;
    this.#cancelSweep = this.#timer.after(this.#limits.answerLifetime / SWEEPS_IN_LIFETIME, () => this.#sweep());
  }

  #stopSweeping(): void {
    this.#cancelSweep?.();
    this.#cancelSweep = undefined;
  }
}

function put(table: Map<string, Map<string, RecentRequest>>, record: RecentRequest): Map<string, RecentRequest> {
  let records = table.get(record.client);
  if (records === undefined) {
    records = new Map();
    table.set(record.client, records);
  }
  records.delete(record.key);
  return records.set(record.key, record);
}
