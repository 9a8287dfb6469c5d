/** Hands mails to the outbox without anybody waiting, and tries again where it fails. */

import { MINUTE, type Milliseconds, SECOND, type Timer } from '@sallyport/core';
import type { Mail, Outbox } from './outbox.ts';

/** Pauses before the second and the third try; then it is given up. */
const PAUSES: readonly Milliseconds[] = [30 * SECOND, 5 * MINUTE];

export interface PostmanOptions {
  readonly outbox: Outbox;
  readonly timer: Timer;
  readonly most: number;
  readonly onError: (error: unknown) => void;
}

export class Postman {
  readonly #options: PostmanOptions;
  readonly #waiting = new Set<() => void>();
  readonly #sending = new Set<Promise<void>>();

  constructor(options: PostmanOptions) {
    this.#options = options;
  }

  /** Whether no further mail can be taken now. */
  get isFull(): boolean {
    return this.#sending.size + this.#waiting.size >= this.#options.most;
  }

  /** Takes a mail over. What becomes of it is told to `onError` alone: the asker must not learn which mailboxes exist. */
  post(mail: Mail): void {
    this.#try(mail, PAUSES);
  }

  /** Resolves when no mail is being handed over; those that wait for another try are given up. */
  async close(): Promise<void> {
    for (const cancel of this.#waiting) cancel();
    this.#waiting.clear();
    while (this.#sending.size > 0) await Promise.all(this.#sending);
  }

  #try(mail: Mail, pauses: readonly Milliseconds[]): void {
    const sending = this.#send(mail, pauses).finally(() => this.#sending.delete(sending));
    this.#sending.add(sending);
  }

  async #send(mail: Mail, [pause, ...others]: readonly Milliseconds[]): Promise<void> {
    try {
      await this.#options.outbox.send(mail);
    } catch (thrown) {
      this.#options.onError(thrown);
      if (pause === undefined) return;
      const cancel = this.#options.timer.after(pause, () => {
        this.#waiting.delete(cancel);
        this.#try(mail, others);
      });
      this.#waiting.add(cancel);
    }
  }
}
