/**
 * Delivers messages: written down first, signed anew for each attempt, sent again with longer and longer pauses, over
 * restarts as well, until the network takes them or their time is over. Messages about one subject keep their order.
 */

import {
  type Clock,
  DAY,
  isSallyportError,
  type Milliseconds,
  type Random,
  SECOND,
  type Timer,
  utf8,
  within,
} from '@sallyport/core';
import { fail } from '../errors.ts';
import type { MessageSigner } from '../signatures/sign.ts';
import { pauseAfter, verdictOn } from './backoff.ts';
import type { Delivery, DeliveryQueue, OutgoingMessage, Sender } from './delivery.ts';
import { checkAddresses, checkDestination, type DestinationRules } from './destination.ts';

export interface DeliveriesOptions {
  readonly url: string;
  readonly rules: DestinationRules;
  readonly signer: MessageSigner;
  readonly send: Sender;
  readonly queue: DeliveryQueue;
  /** What a name leads to now; looked up before each attempt. Undefined: the list of origins alone decides. */
  readonly lookup?: (host: string) => Promise<readonly string[]>;
  /** Messages at the same time. Default 10 000. */
  readonly maxPending?: number;
  /** Attempts under way at the same time. Default 16. */
  readonly maxAttempts?: number;
  /** For one attempt. Default 10 s. */
  readonly attemptTimeout?: Milliseconds;
  /** Until a message is given up. Default one day. */
  readonly maxAge?: Milliseconds;
  /** An attempt failed, or a message was given up after a restart. */
  readonly failed?: (thrown: unknown, delivery: Delivery) => void;
}

interface Pending {
  delivery: Delivery;
  readonly done: Promise<void>;
  readonly abort: AbortController;
}

const DEFAULT_PENDING = 10_000;
const DEFAULT_ATTEMPTS = 16;
const DEFAULT_TIMEOUT = 10 * SECOND;

export class Deliveries {
  readonly #options: DeliveriesOptions;
  readonly #ports: { readonly clock: Clock; readonly timer: Timer; readonly random: Random };
  readonly #url: string;
  readonly #pending = new Map<string, Pending>();
  /** The last message about each subject. */
  readonly #last = new Map<string, Pending>();
  readonly #waiting: (() => void)[] = [];
  #free: number;
  #isClosed = false;

  /** @throws E_WEBHOOK_DESTINATION */
  constructor(
    options: DeliveriesOptions,
    ports: { readonly clock: Clock; readonly timer: Timer; readonly random: Random },
  ) {
    this.#options = options;
    this.#ports = ports;
    this.#url = checkDestination(options.url, options.rules);
    this.#free = options.maxAttempts ?? DEFAULT_ATTEMPTS;
  }

  get pending(): number {
    return this.#pending.size;
  }

  /** Goes on with what was under way before a restart. */
  async open(): Promise<void> {
    for await (const delivery of this.#options.queue.load()) {
      this.#begin(delivery).catch((thrown: unknown) => this.#options.failed?.(thrown, delivery));
    }
  }

  /**
   * Resolves when the network took the message. One with the id of a message under way is that message.
   * @throws E_WEBHOOK_FULL, E_WEBHOOK_QUEUE, E_WEBHOOK_CLOSED; then nothing was written down.
   * E_WEBHOOK_NOT_DELIVERED, E_WEBHOOK_REJECTED, E_WEBHOOK_SUPERSEDED
   */
  async deliver({ maxAge = this.#options.maxAge ?? DAY, ...message }: OutgoingMessage): Promise<void> {
    if (this.#isClosed) throw fail('E_WEBHOOK_CLOSED', 'the deliveries are closed');
    const known = this.#pending.get(message.id);
    if (known !== undefined) return known.done;
    if (this.#pending.size >= (this.#options.maxPending ?? DEFAULT_PENDING)) {
      throw fail('E_WEBHOOK_FULL', 'too many messages wait for the network');
    }
    const now = this.#ports.clock.now().getTime();
    return this.#begin({ ...message, until: now + maxAge, attempts: 0, nextAt: now }, true);
  }

  /** Nothing is sent from now on; what was not delivered is there after a restart. */
  close(): void {
    this.#isClosed = true;
    for (const { abort } of this.#pending.values()) abort.abort();
  }

  #begin(delivery: Delivery, isNew = false): Promise<void> {
    const before = this.#last.get(delivery.subject);
    const abort = new AbortController();
    const pending: Pending = { delivery, abort, done: Promise.resolve().then(() => this.#run(pending, before, isNew)) };
    this.#pending.set(delivery.id, pending);
    this.#last.set(delivery.subject, pending);
    return pending.done;
  }

  async #run(pending: Pending, before: Pending | undefined, isNew: boolean): Promise<void> {
    const { id, subject, isFinal } = pending.delivery;
    try {
      if (isNew) await this.#write(pending.delivery);
      if (isFinal) before?.abort.abort();
      // Whatever became of it, the network hears of this after that.
      await before?.done.catch(() => undefined);
      await this.#attempt(pending);
    } finally {
      this.#pending.delete(id);
      if (this.#last.get(subject) === pending) this.#last.delete(subject);
    }
  }

  async #attempt(pending: Pending): Promise<void> {
    const { clock, random } = this.#ports;
    const { failed, queue } = this.#options;
    for (;;) {
      await this.#wait(pending.delivery.nextAt - clock.now().getTime(), pending.abort.signal);
      if (pending.abort.signal.aborted) return this.#give(pending);
      const { status, retryAfter, thrown } = await this.#sendOnce(pending);
      const verdict = status === undefined ? 'again' : verdictOn(status);
      if (verdict === 'taken') return queue.remove(pending.delivery.id);
      const details = status === undefined ? {} : { status };
      if (verdict === 'refused') {
        await queue.remove(pending.delivery.id);
        throw fail('E_WEBHOOK_REJECTED', 'the network refused the message', { details });
      }
      const cause = thrown ?? fail('E_WEBHOOK_NOT_DELIVERED', `the network answered ${status}`, { details });
      const attempts = pending.delivery.attempts + 1;
      const nextAt = clock.now().getTime() + pauseAfter(attempts, retryAfter, random);
      if (nextAt > pending.delivery.until) {
        await queue.remove(pending.delivery.id);
        throw fail('E_WEBHOOK_NOT_DELIVERED', 'the network never took the message', { cause });
      }
      pending.delivery = { ...pending.delivery, attempts, nextAt };
      failed?.(cause, pending.delivery);
      await this.#write(pending.delivery).catch((each: unknown) => failed?.(each, pending.delivery));
    }
  }

  /** Superseded, which ends it; or closed, which does not. */
  async #give({ delivery }: Pending): Promise<void> {
    if (this.#isClosed) throw fail('E_WEBHOOK_CLOSED', 'the deliveries were closed');
    await this.#options.queue.remove(delivery.id);
    throw fail('E_WEBHOOK_SUPERSEDED', 'a later message took the place of this one');
  }

  async #sendOnce({ delivery, abort }: Pending): Promise<{
    readonly status?: number;
    readonly retryAfter?: string | undefined;
    readonly thrown?: unknown;
  }> {
    const { rules, lookup, send, signer, attemptTimeout = DEFAULT_TIMEOUT } = this.#options;
    await this.#turn();
    const limit = new AbortController();
    const signal = AbortSignal.any([abort.signal, limit.signal]);
    try {
      if (lookup !== undefined) checkAddresses(await lookup(new URL(this.#url).hostname), rules);
      const body = utf8(delivery.body);
      const headers = signer.signRequest(this.#url, body, { 'idempotency-key': `"${delivery.id}"` });
      const sending = send({ url: this.#url, headers, body, signal });
      const answer = await within(this.#ports.timer, attemptTimeout, sending);
      if (answer === undefined) throw fail('E_WEBHOOK_NOT_DELIVERED', 'the network did not answer in time');
      return { status: answer.status, retryAfter: answer.headers['retry-after'] };
    } catch (thrown) {
      return {
        thrown: isSallyportError(thrown)
          ? thrown
          : fail('E_WEBHOOK_NOT_DELIVERED', 'it could not be sent', { cause: thrown }),
      };
    } finally {
      limit.abort();
      const next = this.#waiting.shift();
      if (next === undefined) this.#free++;
      else next();
    }
  }

  async #turn(): Promise<void> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  async #write(delivery: Delivery): Promise<void> {
    try {
      await this.#options.queue.put(delivery);
    } catch (cause) {
      throw fail('E_WEBHOOK_QUEUE', 'the message could not be written down', { cause });
    }
  }

  #wait(span: Milliseconds, signal: AbortSignal): Promise<void> {
    if (span <= 0 || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const end = () => {
        cancel();
        signal.removeEventListener('abort', end);
        resolve();
      };
      const cancel = this.#ports.timer.after(span, end);
      signal.addEventListener('abort', end, { once: true });
    });
  }
}
