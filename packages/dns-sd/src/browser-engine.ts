/**
 * Looks for services of one type: sans-IO (RFC 6763 §4, RFC 6762 §5.2, §7).
 *
 * Asks at growing intervals, names what it knows already, keeps quiet when another host has just asked the same, takes in
 * answers that nobody asked for, and asks again for what is about to expire.
 */

import type { Milliseconds, Random } from '@sallyport/core';
import type { Effects, Engine, Outgoing } from './engine.ts';
import { type DnsMessage, type DnsQuestion, query, type Source } from './message.ts';
import { canonical, checkServiceType } from './names.ts';
import { QueryScheduler, type QuerySchedulerOptions } from './query-scheduler.ts';
import type { Service, ServiceEvent } from './service.ts';
import { type CacheLimits, ServiceCache } from './service-cache.ts';

export interface BrowserEngineOptions extends Omit<QuerySchedulerOptions, 'random'> {
  readonly type: string;
  readonly random: Random;
  /** Name of the interface, to complete link-local addresses. */
  readonly zone?: string | undefined;
  readonly limits?: Partial<CacheLimits>;
  /** Where answers must come from (RFC 6762 §6: others are to be ignored). Default 5353. */
  readonly port?: number;
}

/** Known answers in one message; about as many as fit into an Ethernet frame. */
const ANSWERS_PER_MESSAGE = 20;

export class BrowserEngine implements Engine<ServiceEvent> {
  readonly #question: DnsQuestion;
  readonly #scheduler: QueryScheduler;
  readonly #cache: ServiceCache;
  readonly #port: number;
  #expectsEcho = false;

  /** @throws E_DNS_SD_NAME */
  constructor(options: BrowserEngineOptions) {
    const type = checkServiceType(options.type);
    this.#question = { name: `${type}.local`, type: 'PTR', unicast: false };
    this.#scheduler = new QueryScheduler(options);
    this.#cache = new ServiceCache({ ...options, type });
    this.#port = options.port ?? 5353;
  }

  get nextAt(): Milliseconds | undefined {
    const [a, b] = [this.#scheduler.nextAt, this.#cache.nextAt];
    return a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);
  }

  /** Begins to ask, or begins anew because the link changed. */
  start(now: Milliseconds): void {
    this.#scheduler.restart(now);
  }

  services(): readonly Service[] {
    return this.#cache.services();
  }

  receive(message: DnsMessage, from: Source, now: Milliseconds): Effects<ServiceEvent> {
    if (message.kind === 'response') {
      if (from.port === this.#port) this.#cache.accept(message, from, now);
    } else if (this.#asksForUs(message, now)) {
      // The first one after a question of ours is that question, come back from the group.
      if (this.#expectsEcho) this.#expectsEcho = false;
      else this.#scheduler.asked(now);
    }
    return { send: [], events: this.#cache.takeEvents() };
  }

  tick(now: Milliseconds): Effects<ServiceEvent> {
    this.#cache.expire(now);
    const due = this.#cache.questions(now);
    const others = due.filter((question) => !isSame(question, this.#question));
    const asks = this.#scheduler.take(now) || others.length < due.length;
    const send = asks ? this.#ask(others, now) : plainly(others);
    return { send, events: this.#cache.takeEvents() };
  }

  #asksForUs(message: DnsMessage, now: Milliseconds): boolean {
    if (this.#scheduler.nextAt === undefined) return false;
    const asks = message.questions.some((question) => isSame(question, this.#question) && !question.unicast);
    return asks && (this.#expectsEcho || (!message.truncated && this.#cache.knows(message.answers, now)));
  }

  #ask(others: readonly DnsQuestion[], now: Milliseconds): readonly Outgoing[] {
    const known = this.#cache.knownAnswers(now);
    const messages: Outgoing[] = [];
    this.#expectsEcho = true;
    let start = 0;
    do {
      const end = start + ANSWERS_PER_MESSAGE;
      // RFC 6762 §7.2: the question goes in the first message, the truncation bit on all but the last.
      messages.push({
        message: query({
          questions: start === 0 ? [this.#question, ...others] : [],
          answers: known.slice(start, end),
          truncated: end < known.length,
        }),
      });
      start = end;
    } while (start < known.length);
    return messages;
  }
}

function plainly(questions: readonly DnsQuestion[]): readonly Outgoing[] {
  return questions.length === 0 ? [] : [{ message: query({ questions }) }];
}

function isSame(a: DnsQuestion, b: DnsQuestion): boolean {
  return a.type === b.type && canonical(a.name) === canonical(b.name);
}
