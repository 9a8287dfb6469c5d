/** One thing after the other. */

export class Turns {
  #tail: Promise<void> = Promise.resolve();

  /** A failure is its caller's alone. */
  take<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#tail.then(work);
    this.#tail = done.then(
      () => undefined,
      () => undefined,
    );
    return done;
  }

  /** Resolves when everything is done that was asked for before. */
  quiet(): Promise<void> {
    return this.#tail;
  }
}
