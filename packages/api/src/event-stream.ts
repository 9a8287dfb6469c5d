/** One reader of server-sent events (WHATWG HTML §9.2): bounded, kept awake, and cut when it does not read. */

import { type Milliseconds, SECOND, type Timer, utf8 } from '@sallyport/core';

export interface ServerEvent {
  /** Stands in `id:`, so that a reader that comes back says what it saw last. */
  readonly id?: string;
  /** One line of JSON. */
  readonly data: string;
}

export interface EventStreamOptions {
  readonly timer: Timer;
  /** Called once, when nothing more will be sent. */
  readonly onEnd: () => void;
  /** What is sent, every `every`, while there is nothing else: a line that is dead is noticed. Default `{"topic":"alive"}`, 15 s. */
  readonly alive?: { readonly data: string; readonly every: Milliseconds };
  /** Bytes that wait for a reader that does not read; beyond, it is cut. Default 256 KiB. */
  readonly maxWaiting?: number;
  /** How long a reader waits before it comes back. Default 1 s. */
  readonly retry?: Milliseconds;
}

const ALIVE = { data: '{"topic":"alive"}', every: 15 * SECOND };
const MAX_WAITING = 256 * 1024;
const RETRY: Milliseconds = SECOND;

export class EventStream implements AsyncIterable<Uint8Array> {
  readonly #options: EventStreamOptions;
  readonly #alive: { readonly data: string; readonly every: Milliseconds };
  #waiting: Uint8Array[] = [];
  #size = 0;
  #isEnded = false;
  #wake: () => void = () => undefined;
  #stopTimer: () => void = () => undefined;

  constructor(options: EventStreamOptions) {
    this.#options = options;
    this.#alive = options.alive ?? ALIVE;
    // The first of them says that the line stands.
    this.put(utf8(`retry: ${options.retry ?? RETRY}\ndata: ${this.#alive.data}\n\n`));
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** Events as {@link eventFrame} writes them. False when the stream is over, be it by these, which were too many. */
  put(bytes: Uint8Array): boolean {
    if (this.#isEnded) return false;
    if (this.#size + bytes.length > (this.#options.maxWaiting ?? MAX_WAITING)) {
      // It comes back, and is told that it missed something.
      this.#waiting = [];
      this.end();
      return false;
    }
    this.#waiting.push(bytes);
    this.#size += bytes.length;
    this.#stayAwake();
    this.#wake();
    return true;
  }

  /** What waits is still sent. */
  end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#stopTimer();
    this.#options.onEnd();
    this.#wake();
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return {
      next: async () => {
        while (this.#waiting.length === 0 && !this.#isEnded) {
          await new Promise<void>((resolve) => {
            this.#wake = resolve;
          });
        }
        return this.#taken();
      },
      return: async () => {
        this.#waiting = [];
        this.end();
        return { done: true, value: undefined };
      },
    };
  }

  /** Everything that waits, in one piece: a burst of events is one write. */
  #taken(): IteratorResult<Uint8Array> {
    if (this.#waiting.length === 0) return { done: true, value: undefined };
    const value = this.#waiting.length === 1 ? this.#waiting[0] : Buffer.concat(this.#waiting);
    this.#waiting = [];
    this.#size = 0;
    return { done: false, value: value ?? new Uint8Array(0) };
  }

  #stayAwake(): void {
    this.#stopTimer();
    const { data, every } = this.#alive;
    this.#stopTimer = this.#options.timer.after(every, () => this.put(eventFrame({ data })));
  }
}

/** One event, as it is sent. Whoever sends it to many readers writes it once. */
export function eventFrame({ id, data }: ServerEvent): Uint8Array {
  return utf8(`${id === undefined ? '' : `id: ${id}\n`}data: ${data}\n\n`);
}
