/** One thing after the other, and what is asked in a row together. */

import { fail } from '../errors.ts';

/** As many are answered together. */
const TOGETHER = 16;

export type Waiting<Asked, Answer> = Asked & {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (reason: unknown) => void;
};

export class Turns<Asked extends object, Answer> {
  readonly #answer: (batch: readonly Waiting<Asked, Answer>[]) => Promise<void>;
  /** What stands last in the queue, and waits to be answered together with what is asked next. */
  #batch: Waiting<Asked, Answer>[] | undefined;
  #queue: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  /** `answer` settles everything that waits in the batch. */
  constructor(answer: (batch: readonly Waiting<Asked, Answer>[]) => Promise<void>) {
    this.#answer = answer;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** One thing after the other; a failure is its caller's alone. @throws E_INFERENCE_CLOSED, what the task throws */
  take<Result>(task: () => Promise<Result>): Promise<Result> {
    // What is asked from here on is asked of what the task will leave.
    this.#batch = undefined;
    if (this.#isClosed) return Promise.reject(fail('E_INFERENCE_CLOSED', 'the engine is closed'));
    const turn = this.#queue.then(task);
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  /**
   * What is asked while nothing else is to be done in between is answered together: the thread is told once and answers once,
   * so that whoever acts on many answers can do so in one go.
   */
  ask(asked: Asked): Promise<Answer> {
    const { promise, ...told } = Promise.withResolvers<Answer>();
    const waiting = { ...asked, ...told };
    if (!this.#isClosed && this.#batch !== undefined && this.#batch.length < TOGETHER) {
      this.#batch.push(waiting);
      return promise;
    }
    const batch = [waiting];
    const turn = this.take(() => {
      if (this.#batch === batch) this.#batch = undefined;
      return this.#answer(batch);
    });
    if (!this.#isClosed) this.#batch = batch;
    turn.catch(told.reject);
    return promise;
  }

  /** Resolves when all that was begun is done. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#queue;
  }
}
