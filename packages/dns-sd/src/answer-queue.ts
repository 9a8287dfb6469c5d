/** Which answers to give, to whom and when: sans-IO (RFC 6762 §5.4, §6, §7). */

import { type Milliseconds, type Random, SECOND } from '@sallyport/core';
import { type AnnouncementRecords, additionalsFor } from './announcement-records.ts';
import type { Outgoing } from './engine.ts';
import { between } from './jitter.ts';
import { type DnsMessage, type DnsQuestion, type DnsRecord, response, type Source, sameRecord } from './message.ts';
import { canonical } from './names.ts';

/** Delays before an answer that others may give too, and while more known answers are on their way (§6, §7.2). */
const SHARED_DELAY = [20, 120] as const;
const TRUNCATED_DELAY = [400, 500] as const;
/** No record is multicast twice within a second (§6). */
const SEND_AGAIN_AFTER: Milliseconds = SECOND;
/** What plain DNS clients are told at most, as they will not hear of changes (§6.7). */
const PLAIN_CLIENT_TTL = 10;

export interface AnswerPlan {
  /** To be sent now; the rest comes with {@link AnswerQueue.take}. */
  readonly send: readonly Outgoing[];
}

export class AnswerQueue {
  readonly #random: Random;
  readonly #port: number;
  readonly #due = new Map<DnsRecord, Milliseconds>();
  readonly #sentAt = new Map<DnsRecord, Milliseconds>();

  constructor(options: { readonly random: Random; readonly port: number }) {
    this.#random = options.random;
    this.#port = options.port;
  }

  get nextAt(): Milliseconds | undefined {
    return this.#due.size === 0 ? undefined : Math.min(...this.#due.values());
  }

  clear(): void {
    this.#due.clear();
    this.#sentAt.clear();
  }

  sent(records: readonly DnsRecord[], now: Milliseconds): void {
    for (const record of records) {
      this.#sentAt.set(record, now);
      this.#due.delete(record);
    }
  }

  /** Another host has just said the same: nothing to add (§7.4). */
  heard(said: readonly DnsRecord[]): void {
    for (const record of this.#due.keys()) {
      if (said.some((other) => sameRecord(other, record) && other.ttl >= record.ttl / 2)) this.#due.delete(record);
    }
  }

  consider(message: DnsMessage, from: Source, records: AnnouncementRecords, now: Milliseconds): AnswerPlan {
    const known = message.answers;
    // The rest of a long list of known answers comes without a question (§7.2).
    this.#forget(known);
    const all = [...records.shared, ...records.instance, ...records.host];
    const wanted = all.filter((record) => message.questions.some((question) => isAskedFor(record, question)));
    const answers = wanted.filter((record) => !isKnown(record, known));
    if (answers.length === 0) return { send: [] };
    if (from.port !== this.#port) return { send: [{ message: forPlainClient(message, answers, records), to: from }] };
    // A prober gets its answer by multicast: on a port that several processes share, unicast reaches only one of them.
    const isProbe = message.authorities.length > 0;
    const direct = isProbe ? [] : answers.filter((record) => this.#goesDirect(record, message.questions, now));
    this.#schedule(
      answers.filter((record) => !direct.includes(record)),
      message.truncated,
      isProbe,
      now,
    );
    const send = direct.length === 0 ? [] : [{ message: bundle(direct, records), to: from }];
    return { send: [...send, ...this.take(records, now)] };
  }

  /** What is due now, in one message. */
  take(records: AnnouncementRecords, now: Milliseconds): readonly Outgoing[] {
    const answers = [...this.#due].filter(([, at]) => at <= now).map(([record]) => record);
    if (answers.length === 0) return [];
    this.sent(answers, now);
    return [{ message: bundle(answers, records) }];
  }

  #forget(known: readonly DnsRecord[]): void {
    for (const record of this.#due.keys()) if (isKnown(record, known)) this.#due.delete(record);
  }

  /** §5.4: a unicast answer, if it was asked for and everybody has heard the record not long ago. */
  #goesDirect(record: DnsRecord, questions: readonly DnsQuestion[], now: Milliseconds): boolean {
    const asking = questions.filter((question) => isAskedFor(record, question));
    const sentAt = this.#sentAt.get(record);
    return asking.every(({ unicast }) => unicast) && sentAt !== undefined && now - sentAt < (record.ttl * SECOND) / 4;
  }

  #schedule(answers: readonly DnsRecord[], truncated: boolean, isProbe: boolean, now: Milliseconds): void {
    // Only what nobody else can say is said at once, and a probe must hear of it in time (§6, §8.1).
    const unique = answers.every(({ flush }) => flush);
    const wait = truncated
      ? between(this.#random, ...TRUNCATED_DELAY)
      : unique
        ? 0
        : between(this.#random, ...SHARED_DELAY);
    for (const record of answers) {
      const sentAt = this.#sentAt.get(record) ?? Number.NEGATIVE_INFINITY;
      const at = isProbe ? now : Math.max(now + wait, sentAt + SEND_AGAIN_AFTER);
      this.#due.set(record, Math.min(at, this.#due.get(record) ?? Number.POSITIVE_INFINITY));
    }
  }
}

function isAskedFor(record: DnsRecord, question: DnsQuestion): boolean {
  return (
    (question.type === 'ANY' || question.type === record.type) && canonical(question.name) === canonical(record.name)
  );
}

/** §7.1: known, and not about to be forgotten. */
function isKnown(record: DnsRecord, known: readonly DnsRecord[]): boolean {
  return known.some((other) => other.ttl >= record.ttl / 2 && sameRecord(other, record));
}

function bundle(answers: readonly DnsRecord[], records: AnnouncementRecords): DnsMessage {
  return response({ answers, additionals: additionalsFor(answers, records) });
}

/** §6.7: the id and the question are repeated, TTLs are short and there is no cache-flush bit. */
function forPlainClient(asked: DnsMessage, answers: readonly DnsRecord[], records: AnnouncementRecords): DnsMessage {
  const plainly = (record: DnsRecord) => ({ ...record, flush: false, ttl: Math.min(record.ttl, PLAIN_CLIENT_TTL) });
  return response({
    id: asked.id,
    questions: asked.questions,
    answers: answers.map(plainly),
    additionals: additionalsFor(answers, records).map(plainly),
  });
}
