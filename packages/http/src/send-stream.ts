/** Sends a body as it is made, no faster than its client takes it. */

import type { ServerResponse } from 'node:http';
import type { ErrorListener } from './error-response.ts';

export interface StreamSending {
  /** It goes on for as long as somebody listens: nothing is missing wherever it ends. */
  readonly isEndless: boolean;
  /** Time for the client to take one chunk, in milliseconds. */
  readonly chunkTimeout: number;
  /** Aborted when the listener closes. */
  readonly ending: AbortSignal;
  readonly onError?: ErrorListener | undefined;
}

/**
 * Settles when the stream is out, or is not wanted any more. Whoever makes the stream is told in either case. Where the listener closes in
 * between, the connection breaks off, so that the client sees that something is missing. Never rejects.
 */
export async function sendStream(
  response: ServerResponse,
  stream: AsyncIterable<Uint8Array>,
  { isEndless, chunkTimeout, ending, onError }: StreamSending,
): Promise<void> {
  const sending = new Sending(response, ending);
  const chunks = stream[Symbol.asyncIterator]();
  // A client that asked for the header alone is told no more.
  const isHead = response.req.method === 'HEAD';
  let isWhole = isHead || isEndless;
  try {
    if (isHead) return;
    response.flushHeaders();
    for (;;) {
      const step = await sending.unlessOver(chunks.next());
      if (step?.done === true) isWhole = true;
      if (step === undefined || step.done === true) return;
      if (!response.write(step.value) && !(await sending.taken(chunkTimeout))) return;
    }
  } catch (error) {
    onError?.(error);
    response.destroy();
  } finally {
    sending.release();
    // Who makes the stream may be in the middle of a chunk: nobody waits for that.
    void chunks.return?.().catch(() => undefined);
    // RFC 9112 §8: a body that ends as it should is taken for whole.
    if (!isWhole) response.destroy();
    if (!response.destroyed) await finish(response, chunkTimeout);
  }
}

/** Tells the maker of a stream that nobody wants any of it. */
export function forsake(stream: AsyncIterable<Uint8Array> | undefined): void {
  void stream?.[Symbol.asyncIterator]()
    .return?.()
    .catch(() => undefined);
}

/** Over once the client has gone away or the listener closes. */
class Sending {
  readonly #response: ServerResponse;
  readonly #ending: AbortSignal;
  #isOver: boolean;
  /** One at a time: whoever waits for a stream that may never end must not pile up. */
  #wake: () => void = () => undefined;

  constructor(response: ServerResponse, ending: AbortSignal) {
    this.#response = response;
    this.#ending = ending;
    this.#isOver = response.closed || ending.aborted;
    response.once('close', this.#end);
    ending.addEventListener('abort', this.#end, { once: true });
  }

  /** What `work` gives, or undefined once it is over. */
  unlessOver<T>(work: Promise<T>): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      work.then(resolve, reject);
      this.#wake = () => resolve(undefined);
      if (this.#isOver) resolve(undefined);
    });
  }

  /** Whether the client took what was written, before its time was up and before anything else ended the stream. */
  async taken(timeout: number): Promise<boolean> {
    const response = this.#response;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const drained = () => resolve(true);
    const timer = setTimeout(() => {
      response.destroy();
      resolve(false);
    }, timeout);
    response.once('drain', drained);
    const isTaken = await this.unlessOver(promise);
    clearTimeout(timer);
    response.off('drain', drained);
    return isTaken === true;
  }

  release(): void {
    this.#response.off('close', this.#end);
    this.#ending.removeEventListener('abort', this.#end);
  }

  readonly #end = () => {
    this.#isOver = true;
    this.#wake();
  };
}

async function finish(response: ServerResponse, timeout: number): Promise<void> {
  const done = new Promise<void>((resolve) => response.once('close', resolve));
  const timer = setTimeout(() => response.destroy(), timeout);
  response.end();
  await done;
  clearTimeout(timer);
}
