/** What both ends of a session have in common: an introduction in time, signs of life, and one end with one reason. */

import { isSallyportError, type Milliseconds, type SallyportError, type Timer } from '@sallyport/core';
import { fail } from '../errors.ts';
import { HANDSHAKE_TIMEOUT, MISSED_HEARTBEATS } from '../limits.ts';
import { problemOf, type RegistrarMessage, type RouterMessage, writeMessage } from '../wire/messages.ts';
import type { Channel } from './ports.ts';

export interface LineOptions {
  readonly channel: Channel;
  readonly timer: Timer;
  /** Called once. */
  readonly ended: (error: SallyportError | undefined) => void;
}

export class Line<Message extends RouterMessage | RegistrarMessage> {
  readonly #options: LineOptions;
  #cancel: () => void;
  #isOver = false;
  #isBusy = false;
  #missed = 0;

  constructor(options: LineOptions) {
    this.#options = options;
    this.#cancel = options.timer.after(HANDSHAKE_TIMEOUT, () =>
      this.refuse(fail('E_CA_COMMANDS_HANDSHAKE_TIMEOUT', 'the other side did not introduce itself in time')),
    );
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  send(message: Message): void {
    if (!this.#isOver) this.#options.channel.send(writeMessage(message));
  }

  /** The other side is known: from now on both show signs of life. `beat` shows ours, and may end the session. */
  established(interval: Milliseconds, beat: () => void): void {
    this.#cancel();
    if (this.#isOver) return;
    const tick = () => {
      if (!this.#isBusy) this.#missed++;
      if (this.#missed > MISSED_HEARTBEATS) {
        this.end(fail('E_CA_COMMANDS_SILENT', `nothing came in ${MISSED_HEARTBEATS} heartbeats`));
        return;
      }
      this.#cancel = this.#options.timer.after(interval, tick);
      beat();
    };
    this.#cancel = this.#options.timer.after(interval, tick);
  }

  /** Something came, and is worked on: how long that takes is not the other side's fault. What it cannot take it refuses. */
  async heard(work: () => Promise<void>): Promise<void> {
    if (this.#isOver) return;
    this.#isBusy = true;
    this.#missed = 0;
    try {
      await work();
    } catch (thrown) {
      if (!isSallyportError(thrown)) throw thrown;
      this.refuse(thrown);
    } finally {
      this.#isBusy = false;
      this.#missed = 0;
    }
  }

  /** Tells the other side why, and ends. */
  refuse(error: SallyportError): void {
    if (this.#isOver) return;
    this.#options.channel.send(writeMessage({ type: 'refused', error: problemOf(error) }));
    this.end(error);
  }

  end(error?: SallyportError): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#cancel();
    this.#options.channel.close();
    this.#options.ended(error);
  }
}
